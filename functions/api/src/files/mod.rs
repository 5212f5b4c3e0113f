//! The files of a farm. Their content goes between client and bucket, by links that this makes; never through a function.

mod delete;
mod describe;
mod get;
mod list;
mod shape;
mod upload;

use std::{sync::Arc, time::Duration};

use valmetal_domain::file::ports::ListFiles;
use valmetal_runtime::{error::Error, handler::Init, http::Route};

use crate::clients::Clients;
pub use describe::descriptions;

/// How long a link for an upload is good: fifty megabytes over a farm's connection.
const UPLOAD_WITHIN: Duration = Duration::from_mins(15);

/// How long a link for a download is good to begin with it.
const DOWNLOAD_WITHIN: Duration = Duration::from_mins(5);

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    const FILES: &str = "/v1/farms/{farmId}/files";
    const FILE: &str = "/v1/farms/{farmId}/files/{fileId}";
    vec![
        Route::get("list-files", FILES, list::list, lists),
        Route::post("request-upload", FILES, upload::request, uploads),
        Route::get("get-file", FILE, get::get, downloads),
        Route::delete("delete-file", FILE, delete::delete, deletions),
    ]
}

async fn lists(init: Init) -> Result<Arc<dyn ListFiles>, Error> {
    Ok(Clients::new(&init)?.files()?)
}

async fn uploads(init: Init) -> Result<upload::Uploads, Error> {
    let clients = Clients::new(&init)?;
    Ok(upload::Uploads { links: clients.files()?, audit: clients.keyed_audit_trail()?, clock: init.clock })
}

async fn downloads(init: Init) -> Result<get::Downloads, Error> {
    let files = Clients::new(&init)?.files()?;
    Ok(get::Downloads { files: files.clone(), links: files, clock: init.clock })
}

async fn deletions(init: Init) -> Result<delete::Deletions, Error> {
    let clients = Clients::new(&init)?;
    let files = clients.files()?;
    Ok(delete::Deletions {
        found: files.clone(),
        delete: files,
        audit: clients.audit_trail()?,
        clock: init.clock,
    })
}

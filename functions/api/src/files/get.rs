//! `GET /v1/farms/{farmId}/files/{fileId}`: a file, with a link by which it can be downloaded for a while.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use valmetal_domain::{
    access::Operation,
    file::{
        StoredFile,
        ports::{FindFile, LinkDownload},
    },
    names::FarmId,
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Json, Path, State},
    problem::Problem,
};

use super::{
    DOWNLOAD_WITHIN,
    shape::{LinkView, file_of},
};
use crate::{farm_access::allow, store::unavailable};

/// What a download needs.
#[derive(Clone)]
pub(super) struct Downloads {
    /// Finds the file.
    pub files: Arc<dyn FindFile>,
    /// Makes the link.
    pub links: Arc<dyn LinkDownload>,
    /// The time.
    pub clock: Clock,
}

/// A file, and how it is downloaded.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "FileWithLink")]
pub(super) struct Found {
    #[serde(flatten)]
    file: StoredFile,
    download: LinkView,
}

/// Answers the file with its link.
pub(super) async fn get(
    State(downloads): State<Downloads>,
    caller: Caller,
    Path((farm, id)): Path<(FarmId, String)>,
) -> Result<Json<Found>, Problem> {
    allow(&caller, Operation::Read, &farm, "farm")?;
    let id = file_of(&id)?;
    let file = downloads.files.find_file(&farm, &id).await.map_err(unavailable)?;
    let file = file.ok_or_else(|| Problem::not_found("file"))?;
    let link = downloads.links.link_download(&farm, &id, DOWNLOAD_WITHIN).await.map_err(unavailable)?;
    Ok(Json(Found { file, download: LinkView::of(link, downloads.clock.now(), DOWNLOAD_WITHIN) }))
}

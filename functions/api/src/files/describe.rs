//! What the routes of files do, for the OpenAPI document.

use valmetal_domain::{access::Operation, file::StoredFile};
use valmetal_runtime::{http::Page, openapi::Description};

use super::{delete, get, list, upload};

/// The descriptions of this resource's routes.
pub fn descriptions() -> Vec<Description> {
    vec![
        Description::of("list-files", list::list)
            .summary("The files of a farm, by kind and the newest first")
            .needs(Operation::Read)
            .answers::<Page<StoredFile>>(200),
        Description::of("request-upload", upload::request)
            .summary("A link by which exactly this content can be uploaded")
            .detail("Size, type and SHA-256 are part of the link's signature: another content is refused by the store.")
            .needs(Operation::ChangeFiles)
            .answers::<upload::Requested>(201)
            .refuses([422]),
        Description::of("get-file", get::get)
            .summary("A file, with a link by which it can be downloaded")
            .needs(Operation::Read)
            .answers::<get::Found>(200),
        Description::of("delete-file", delete::delete)
            .summary("Deletes a file")
            .needs(Operation::ChangeFiles)
            .answers_nothing(204),
    ]
}

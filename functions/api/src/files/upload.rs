//! `POST /v1/farms/{farmId}/files`: a link by which exactly one content can be uploaded, for a while.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use valmetal_domain::{
    access::Operation,
    audit::{Action, ports::WriteAuditRecord},
    file::{NewFile, StoredFile, UploadFault, ports::LinkUpload},
    idempotency::Record,
    names::FarmId,
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Keyed, Path, State},
    idempotency::{answer, respond},
    ids,
    problem::{FieldError, Problem},
};

use super::{
    UPLOAD_WITHIN,
    shape::{LinkView, audit},
};
use crate::{farm_access::allow, hierarchy::sentence, store::unavailable};

/// What requesting an upload needs.
#[derive(Clone)]
pub(super) struct Uploads {
    /// Makes the link.
    pub links: Arc<dyn LinkUpload>,
    /// Notes who asked for it.
    pub audit: Arc<dyn WriteAuditRecord>,
    /// The time.
    pub clock: Clock,
}

/// A file that is listed once it is uploaded, and how that is done.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RequestedUpload")]
pub(super) struct Requested {
    file: StoredFile,
    upload: LinkView,
}

/// Answers 201 with the link.
pub(super) async fn request(
    State(uploads): State<Uploads>,
    caller: Caller,
    Path(farm): Path<FarmId>,
    Keyed { body, attempt }: Keyed<NewFile>,
) -> Result<Response, Problem> {
    let member = allow(&caller, Operation::ChangeFiles, &farm, "farm")?;
    let now = uploads.clock.now();
    let upload = body.admit(now, &ids::new_id()).map_err(refused)?;
    let link = uploads.links.link_upload(&farm, &upload, UPLOAD_WITHIN).await.map_err(unavailable)?;
    let file = StoredFile::of(&upload.id, upload.size, None);
    let view = Requested { file, upload: LinkView::of(link, now, UPLOAD_WITHIN) };
    let answer = answer(StatusCode::CREATED, &view)?;
    let request = attempt.map(|attempt| Record::new(attempt, answer.clone(), now));
    let record = audit(&caller, &farm, Action::UploadRequested, &upload.id, now);
    let written = uploads.audit.write_audit_record(&record, member.as_ref(), request.as_ref()).await;
    respond(written.map_err(unavailable)?, answer)
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` calls")]
fn refused(fault: UploadFault) -> Problem {
    let error = FieldError::new(fault.field(), "invalid", sentence(&fault.to_string()));
    Problem::unprocessable("invalidValue", "Such a file cannot be uploaded.").errors([error])
}

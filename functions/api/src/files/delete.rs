//! `DELETE /v1/farms/{farmId}/files/{fileId}`: the file is listed no more. The bucket keeps the version for a while.

use std::sync::Arc;

use http::StatusCode;
use valmetal_domain::{
    access::Operation,
    audit::{Action, ports::WriteAuditRecord},
    file::ports::{DeleteFile, FindFile},
    names::FarmId,
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Path, State},
    problem::Problem,
};

use super::shape::{audit, file_of};
use crate::{farm_access::allow, store::unavailable};

/// What deleting needs.
#[derive(Clone)]
pub(super) struct Deletions {
    /// Finds the file.
    pub found: Arc<dyn FindFile>,
    /// Deletes it.
    pub delete: Arc<dyn DeleteFile>,
    /// Notes who did.
    pub audit: Arc<dyn WriteAuditRecord>,
    /// The time.
    pub clock: Clock,
}

/// Deletes the file, and answers 204.
pub(super) async fn delete(
    State(deletions): State<Deletions>,
    caller: Caller,
    Path((farm, id)): Path<(FarmId, String)>,
) -> Result<StatusCode, Problem> {
    let member = allow(&caller, Operation::ChangeFiles, &farm, "farm")?;
    let id = file_of(&id)?;
    let found = deletions.found.find_file(&farm, &id).await.map_err(unavailable)?;
    found.ok_or_else(|| Problem::not_found("file"))?;
    // Noted first, which also checks that the membership still stands: nothing is deleted that the audit does not tell.
    let record = audit(&caller, &farm, Action::Deleted, &id, deletions.clock.now());
    deletions.audit.write_audit_record(&record, member.as_ref(), None).await.map_err(unavailable)?;
    deletions.delete.delete_file(&farm, &id).await.map_err(unavailable)?;
    Ok(StatusCode::NO_CONTENT)
}

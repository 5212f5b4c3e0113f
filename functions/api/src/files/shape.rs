//! Links and files as clients see them, and what the audit says of them.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use valmetal_domain::{
    audit::{Act, Action, AuditRecord, Entry, Kind, Scope},
    file::{FileId, ports::Link},
    names::FarmId,
};
use valmetal_runtime::{claims::Caller, ids, problem::Problem};

/// A request that the client makes itself: with this method, to this address, with these headers as they are.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LinkView {
    method: String,
    url: String,
    headers: BTreeMap<String, String>,
    /// After this the link is refused.
    expires_at: Timestamp,
}

impl LinkView {
    /// A link that was made at `now` and is good for `valid`.
    pub(super) fn of(link: Link, now: Timestamp, valid: Duration) -> Self {
        let expires_at = now.checked_add(valid).unwrap_or(Timestamp::MAX);
        Self { method: link.method, url: link.url, headers: link.headers, expires_at }
    }
}

/// The file that a path means. An id that cannot be one is one that does not exist.
pub(super) fn file_of(text: &str) -> Result<FileId, Problem> {
    FileId::parse(text).ok_or_else(|| Problem::not_found("file"))
}

/// That the caller did `action` to a file.
pub(super) fn audit(
    caller: &Caller,
    farm: &FarmId,
    action: Action,
    file: &FileId,
    at: Timestamp,
) -> AuditRecord {
    let name = Some(file.name().as_str().to_owned());
    AuditRecord {
        scope: Scope::Farm(farm.clone()),
        id: ids::new_id(),
        entry: Entry {
            at,
            user_id: caller.user_id.clone(),
            user_name: caller.name.clone(),
            acts: vec![Act { action, kind: Kind::File, id: file.to_text(), name }],
            reason: None,
        },
    }
}

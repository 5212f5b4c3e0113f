//! A document of the catalogue as a request brings it, and what the audit says of it.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use valmetal_domain::{
    alarm::ports::StoreError,
    audit::{Act, Action, AuditRecord, Entry, Kind, Scope},
    catalogue::{Catalogue, Fault, Faults},
};
use valmetal_runtime::{
    claims::Caller,
    ids,
    problem::{FieldError, Problem},
};

use crate::store::unavailable;

/// A document, as it was sent: not a byte of it is changed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    /// The catalogue.
    #[schemars(with = "serde_json::Value")]
    pub catalogue: Box<RawValue>,
    /// What one says about it.
    #[serde(default)]
    pub description: Option<String>,
}

/// What is wrong with a document; nothing where it is good.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Judgement {
    pub valid: bool,
    /// Every fault with its path.
    pub faults: Vec<Fault>,
    /// The document's own number, where it is good.
    pub version: Option<u64>,
}

/// The catalogue in `document`; 422 with the path of every fault.
pub(super) fn good(document: &[u8], prefix: &str) -> Result<Catalogue, Problem> {
    Catalogue::parse(document).map_err(|faults| refused(&faults, prefix))
}

fn refused(faults: &Faults, prefix: &str) -> Problem {
    let errors = faults.as_slice().iter().map(|fault| {
        let dot = if prefix.is_empty() || fault.path.is_empty() { "" } else { "." };
        FieldError::new(format!("{prefix}{dot}{}", fault.path), "invalid", fault.problem.clone())
    });
    Problem::unprocessable("badCatalogue", "The catalogue has faults. The one in force stays.").errors(errors)
}

/// That the caller did `action` to this version.
pub(super) fn audit(
    caller: &Caller,
    action: Action,
    version: u32,
    reason: Option<String>,
    at: Timestamp,
) -> AuditRecord {
    AuditRecord {
        scope: Scope::Platform,
        id: ids::new_id(),
        entry: Entry {
            at,
            user_id: caller.user_id.clone(),
            user_name: caller.name.clone(),
            acts: vec![Act { action, kind: Kind::Catalogue, id: version.to_string(), name: None }],
            reason,
        },
    }
}

/// What AppConfig's refusal of a deployment is to a client.
pub(super) fn not_deployed(error: StoreError) -> Problem {
    match error {
        StoreError::Conflict => Problem::conflict(
            "deploymentRunning",
            "Another deployment is on its way. Try again when it is done.",
        ),
        other => unavailable(other),
    }
}

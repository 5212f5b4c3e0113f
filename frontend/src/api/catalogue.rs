//! The versions of the alarm catalogue, and what another delay would have changed.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;
use valmetal_domain::{
    catalogue::{CatalogueStatus, Fault},
    replay::{Progress, Question, WhatIf},
};

/// The versions, their deployments, and what is in force.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct CatalogueVersions {
    /// The versions, the newest first.
    pub(crate) items: Vec<CatalogueVersion>,
    /// Where the next page begins.
    pub(crate) cursor: Option<String>,
    /// The last deployments, the newest first.
    pub(crate) deployments: Vec<Deployment>,
    /// The catalogue in force, and the last one that was refused.
    pub(crate) status: CatalogueStatus,
}

/// A version that is kept.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct CatalogueVersion {
    /// The store's number.
    pub(crate) number: u32,
    /// What whoever added it said about it.
    pub(crate) description: Option<String>,
}

/// That a version was deployed.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Deployment {
    /// Of which version.
    pub(crate) version: u32,
    /// How far it is, in AppConfig's words.
    pub(crate) state: String,
    /// When it was complete.
    pub(crate) completed_at: Option<Timestamp>,
}

/// The document of a version, as it was added.
pub(crate) type Document = Box<RawValue>;

/// What is wrong with a document; nothing where it is good.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Judgement {
    /// Every fault with its path.
    pub(crate) faults: Vec<Fault>,
}

/// A version that was added.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct AddedVersion {
    /// The store's number.
    pub(crate) number: u32,
}

/// The catalogue in force in the caller's language.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Configuration {
    /// What alarms there are.
    pub(crate) definitions: Vec<CodeWithTitle>,
}

/// An alarm of the catalogue.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct CodeWithTitle {
    /// Its code.
    pub(crate) code: String,
    /// What people read.
    pub(crate) title: String,
}

/// A what-if with how far it is.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WhatIfView {
    /// Its id.
    pub(crate) id: String,
    /// What was asked.
    #[serde(flatten)]
    pub(crate) question: Question,
    /// How far it is.
    pub(crate) status: WhatIfStatus,
    /// The same, in records and as a share.
    pub(crate) progress: Progress,
    /// The answer, where it is there.
    pub(crate) answer: Option<WhatIf>,
}

/// How far a what-if is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum WhatIfStatus {
    /// The journal is being gone through.
    Running,
    /// The answer is there.
    Finished,
    /// The journal of the period is longer than can be gone through.
    TooLong,
}

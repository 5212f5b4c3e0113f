//! Whose channels work, and how the workflow of an escalation went.

use jiff::Timestamp;
use serde::Deserialize;
use valmetal_domain::{
    entity::{Channel, FarmRole},
    subscription::Failure,
};

/// A person, and how they are reached.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReachablePerson {
    /// The person.
    pub(crate) user_id: String,
    /// What they are called.
    pub(crate) name: String,
    /// What they are on the farm.
    pub(crate) role: FarmRole,
    /// The channels that are set up; none means that nobody can tell this person anything.
    pub(crate) channels: Vec<Reached>,
}

/// What was last seen of a channel.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reached {
    /// Which one.
    pub(crate) channel: Channel,
    /// Whether the last thing seen is that it works.
    pub(crate) proved: bool,
    /// When it last took a message.
    pub(crate) worked_at: Option<Timestamp>,
    /// When it last did not.
    pub(crate) failed_at: Option<Timestamp>,
    /// Why it did not.
    pub(crate) failure: Option<Failure>,
}

/// The workflow of an alarm's newest escalation.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Execution {
    /// Its name.
    pub(crate) name: String,
    /// How it is, in the service's words.
    pub(crate) status: String,
    /// When it began.
    pub(crate) started_at: Timestamp,
    /// When it ended.
    pub(crate) stopped_at: Option<Timestamp>,
    /// The stable word for why it was stopped or failed.
    pub(crate) error: Option<String>,
    /// The same for a person.
    pub(crate) cause: Option<String>,
}

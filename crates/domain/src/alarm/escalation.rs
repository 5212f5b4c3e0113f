//! Telling people until somebody takes the alarm: which workflow must run for which activation of a condition.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long a wanted escalation may be unconfirmed before the sweeper starts it once more.
pub const CONFIRM_WITHIN: SignedDuration = SignedDuration::from_secs(30);
/// The failure of so many workflows is the last: no other follows, and the escalation says that it failed.
pub const MAX_FAILURES: u32 = 3;

/// Names one escalation, and the execution that runs it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EscalationRef {
    /// The id that the condition got when it was made: a used name cannot be used again for 90 days.
    pub condition_id: String,
    /// The occurrence that people are told of.
    pub occurrence: u64,
    /// Counts the escalations of the condition, from 1; no number is used twice.
    pub generation: u32,
}

impl EscalationRef {
    /// The name of its execution: at most 80 letters, digits and `-`.
    pub fn execution_name(&self) -> String {
        format!("{}-{}-{}", self.condition_id, self.occurrence, self.generation)
    }
}

/// The newest escalation of a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Escalation {
    /// The occurrence that people are told of.
    pub occurrence: u64,
    /// Counts the escalations of the condition, from 1; no number is used twice.
    pub generation: u32,
    /// How far it is.
    pub status: EscalationStatus,
    /// When it became wanted.
    pub since: Timestamp,
    /// The level that was last told, from 1; 0 before the first.
    pub level: u32,
    /// How many levels were told or tried, through all repeats.
    #[serde(default)]
    pub steps: u32,
    /// How many workflows have failed since it became wanted.
    #[serde(default)]
    pub failures: u32,
    /// Why it stopped or failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How far an escalation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum EscalationStatus {
    /// Must be started: whoever comes first does it.
    Wanted,
    /// Its workflow has said that it runs.
    Running,
    /// Ended, since there is nothing to tell any more.
    Stopped,
    /// Everybody was told as often as the policy says, and nobody took it.
    Exhausted,
    /// Its workflows failed too often.
    Failed,
}

impl EscalationStatus {
    /// Whether a workflow runs or is about to.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Wanted | Self::Running)
    }
}

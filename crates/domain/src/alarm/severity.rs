//! How bad an alarm is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The severity of an alarm; a greater one is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// To be looked at in the day's work.
    Low,
    /// Will become a fault if nothing is done.
    Medium,
    /// A machine has stopped or will.
    High,
    /// People or animals are in danger, or a herd is not fed.
    Critical,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// The word used on the wire and in the stores.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// The word is no severity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a severity is critical, high, medium or low")]
pub struct BadSeverity;

impl std::str::FromStr for Severity {
    type Err = BadSeverity;

    fn from_str(word: &str) -> Result<Self, BadSeverity> {
        Self::ALL.into_iter().find(|severity| severity.as_str() == word).ok_or(BadSeverity)
    }
}

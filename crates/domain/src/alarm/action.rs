//! What people and the platform do to a condition, and why it may be refused.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::DerivedState;
use super::regions::{OutOfService, Shelf};
use crate::names::UserId;

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum Actor {
    /// The machine itself.
    Device,
    /// A person.
    #[serde(rename_all = "camelCase")]
    User {
        /// Their id.
        user_id: UserId,
        /// What they are called, for the journal's readers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// A timer of the condition.
    Timer,
    /// The platform: connectivity, suppression by design, the escalation's workflow.
    Platform,
}

/// An act on a condition. Whether the actor may is decided before (`crate::access`), but for what depends on the
/// definition: `technician` says whether a safety-critical alarm may be shelved.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// "I take it."
    Acknowledge {
        /// The occurrence that the person saw.
        occurrence: u64,
        /// What they say to it.
        comment: Option<String>,
    },
    /// Ends a latch.
    Reset {
        /// What they say to it.
        comment: Option<String>,
    },
    /// Puts it aside.
    Shelve {
        /// For how long.
        shelf: Shelf,
        /// Why.
        reason: String,
        /// The actor is a technician or an administrator.
        technician: bool,
    },
    /// Takes it back from the shelf.
    Unshelve {
        /// Why.
        reason: Option<String>,
    },
    /// Suppresses it by design.
    Suppress {
        /// One of the catalogue's causes for this code.
        cause: String,
        /// Why.
        reason: Option<String>,
    },
    /// Ends one cause of suppression.
    Unsuppress {
        /// That cause.
        cause: String,
        /// Why.
        reason: Option<String>,
    },
    /// Takes it out of service.
    TakeOutOfService {
        /// The work order and the review date.
        order: OutOfService,
        /// Why.
        reason: Option<String>,
    },
    /// Puts it back in service.
    ReturnToService {
        /// Why.
        reason: Option<String>,
    },
    /// Says something.
    Comment {
        /// What.
        text: String,
    },
    /// Gives it to somebody, or to nobody.
    Assign {
        /// Whom.
        to: Option<UserId>,
    },
    /// Its source is lost: what it said may be old.
    LoseSource,
    /// Its source is back.
    RestoreSource,
}

/// Why an act is not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}; the alarm is {}", state.as_str())]
pub struct Refusal {
    /// What stands against it.
    pub why: Why,
    /// The state it is in.
    pub state: DerivedState,
    /// The occurrence it is in.
    pub occurrence: u64,
}

/// What stands against an act.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The alarm has moved on since the person looked.
    #[error("this is occurrence {actual}, and {expected} was meant")]
    AnotherOccurrence {
        /// The one that the person saw.
        expected: u64,
        /// The one it is.
        actual: u64,
    },
    /// Somebody was faster, or nobody need.
    #[error("there is nothing to acknowledge")]
    NothingToAcknowledge,
    /// Only what is latched can be reset.
    #[error("it is not latched")]
    NotLatched,
    /// A latch ends only at rest.
    #[error("it is still active")]
    StillActive,
    /// The catalogue gives no longest shelf.
    #[error("this alarm may not be shelved")]
    NotShelvable,
    /// Only a technician shelves what is safety-critical.
    #[error("a safety-critical alarm is shelved by a technician only")]
    NeedsTechnician,
    /// Not before now, and not after this.
    #[error("a shelf must end after now and by {latest}")]
    ShelfOutOfRange {
        /// The latest end.
        latest: Timestamp,
    },
    /// There is no shelf to end.
    #[error("it is not shelved")]
    NotShelved,
    /// The catalogue does not know this cause for this code.
    #[error("`{cause}` is no cause of suppression of this alarm")]
    UnknownCause {
        /// The cause.
        cause: String,
    },
    /// It is suppressed by this already.
    #[error("it is suppressed by `{cause}` already")]
    AlreadySuppressed {
        /// The cause.
        cause: String,
    },
    /// It is not suppressed by this.
    #[error("it is not suppressed by `{cause}`")]
    NotSuppressed {
        /// The cause.
        cause: String,
    },
    /// It is out of service already.
    #[error("it is out of service already")]
    AlreadyOutOfService,
    /// It is in service.
    #[error("it is not out of service")]
    NotOutOfService,
    /// A review is ahead.
    #[error("the review date must be ahead")]
    ReviewInPast,
}

impl Why {
    /// A stable word for clients.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AnotherOccurrence { .. } => "anotherOccurrence",
            Self::NothingToAcknowledge => "nothingToAcknowledge",
            Self::NotLatched => "notLatched",
            Self::StillActive => "stillActive",
            Self::NotShelvable => "notShelvable",
            Self::NeedsTechnician => "needsTechnician",
            Self::ShelfOutOfRange { .. } => "shelfOutOfRange",
            Self::NotShelved => "notShelved",
            Self::UnknownCause { .. } => "unknownCause",
            Self::AlreadySuppressed { .. } => "alreadySuppressed",
            Self::NotSuppressed { .. } => "notSuppressed",
            Self::AlreadyOutOfService => "alreadyOutOfService",
            Self::NotOutOfService => "notOutOfService",
            Self::ReviewInPast => "reviewInPast",
        }
    }
}

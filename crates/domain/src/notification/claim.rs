//! The right to send one message: claimed by a conditional write before it is sent, settled after.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::alarm::{EscalationRef, Severity};
use crate::entity::Channel;
use crate::names::UserId;

/// How long a claim is kept: longer than an execution's name is.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24 * 90);

/// Which message: of which escalation, at which step, to whom.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClaimKey {
    /// The escalation.
    pub escalation: EscalationRef,
    /// The step, counted from 0 through all levels and repeats: a repeat tells the same level again.
    pub step: u32,
    /// To whom.
    pub to: Addressee,
}

/// To whom a message goes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Addressee {
    /// To a person, by one channel.
    Person(UserId, Channel),
    /// To everybody who subscribed to the topic.
    Topic,
}

/// A claim as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which message.
    pub key: ClaimKey,
    /// How often it may be sent.
    pub delivery: Delivery,
    /// When.
    pub at: Timestamp,
    /// When the store may forget it.
    pub expires_at: Timestamp,
}

impl Claim {
    /// The claim to a message of this severity at `now`.
    pub fn new(key: ClaimKey, severity: Severity, now: Timestamp) -> Self {
        let expires_at = now.checked_add(KEPT).unwrap_or(Timestamp::MAX);
        Self { key, delivery: Delivery::of(severity), at: now, expires_at }
    }
}

/// What a message's severity asks of its delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// Rather twice than lost.
    AtLeastOnce,
    /// Rather lost than twice.
    AtMostOnce,
}

impl Delivery {
    /// What `severity` asks for.
    pub const fn of(severity: Severity) -> Self {
        match severity {
            Severity::Critical => Self::AtLeastOnce,
            _ => Self::AtMostOnce,
        }
    }

    /// Whether a message may be claimed of which `known` is known already: the condition of the write.
    pub const fn may_claim(self, known: Option<Settlement>) -> bool {
        match known {
            None | Some(Settlement::NotSent) => true,
            Some(Settlement::Open) => matches!(self, Self::AtLeastOnce),
            Some(Settlement::Sent | Settlement::Refused) => false,
        }
    }
}

/// What became of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Settlement {
    /// Claimed; whether it was sent is not known: its sender did not live to say so, or never got an answer.
    Open,
    /// Sent.
    Sent,
    /// Certainly not sent; another try may help.
    NotSent,
    /// Certainly not sent; no other try will help.
    Refused,
}

/// Why a message was not sent, as far as is known.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// It was not sent; later it may be.
    #[error("the channel is unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Nobody answered: it may have been sent.
    #[error("the channel did not answer")]
    Unanswered(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It can never be sent as it is: a wrong address, somebody who opted out.
    #[error("the channel refused the message: {0}")]
    Refused(String),
    /// There is nobody at this address any more: a browser that was reset, or whose owner said no.
    #[error("nobody is there any more")]
    Gone,
}

impl From<&Result<(), SendError>> for Settlement {
    fn from(sent: &Result<(), SendError>) -> Self {
        match sent {
            Ok(()) => Self::Sent,
            Err(SendError::Unavailable(_)) => Self::NotSent,
            Err(SendError::Unanswered(_)) => Self::Open,
            Err(SendError::Refused(_) | SendError::Gone) => Self::Refused,
        }
    }
}

//! Whether a person's channel works, as far as sending showed: that a channel took a message is all that a sender learns.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entity::Channel;
use crate::notification::SendError;

/// What was last seen of one channel of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reach {
    /// The channel.
    pub channel: Channel,
    /// When it last took a message.
    pub worked_at: Option<Timestamp>,
    /// When it last did not.
    pub failed_at: Option<Timestamp>,
    /// Why it did not then.
    pub failure: Option<Failure>,
}

/// Why a channel did not take a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Failure {
    /// The channel itself was away.
    Unavailable,
    /// The address is wrong, or its owner opted out.
    Refused,
    /// Nobody is there any more.
    Gone,
}

impl Failure {
    /// The failure that `error` shows. Where nobody answered, the message may have gone out: that shows nothing.
    pub const fn of(error: &SendError) -> Option<Self> {
        match error {
            SendError::Unavailable(_) => Some(Self::Unavailable),
            SendError::Unanswered(_) => None,
            SendError::Refused(_) => Some(Self::Refused),
            SendError::Gone => Some(Self::Gone),
        }
    }
}

impl Reach {
    /// A channel that was never tried.
    pub const fn untried(channel: Channel) -> Self {
        Self { channel, worked_at: None, failed_at: None, failure: None }
    }

    /// Whether the last that was seen of it is that it works.
    pub fn is_proved(&self) -> bool {
        self.worked_at.is_some() && self.worked_at >= self.failed_at
    }
}

//! Commands: what a person asks of a machine, from the request until the machine says that it is so, or time is over.
//!
//! A command is a patch of the desired state in the machine's shadow. One at a time is pending, and the desired state
//! holds only what is pending: whatever ends a command withdraws its patch first. So a machine that was away never
//! wakes up to a command that nobody waits for any more.

pub mod patch;
pub mod ports;

#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use patch::{BadPatch, Patch};

use crate::alarm::DerivedState;
use crate::entity::Place;
use crate::names::{CommandId, FarmId, ThingName, UserId};

/// The longest time that a command may wait for its machine.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// By how much the clocks of the platform and of AWS IoT may differ.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_secs(5);

/// A command to a machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Command {
    /// Its id. Later commands have greater ones.
    pub id: CommandId,
    /// The machine.
    pub thing_name: ThingName,
    /// The farm that the machine stood on.
    pub farm_id: FarmId,
    /// What the machine is to be like.
    pub desired: Patch,
    /// Why, in the person's words.
    pub reason: String,
    /// Who asked.
    pub requested_by: Person,
    /// When.
    pub requested_at: Timestamp,
    /// When nobody waits for the machine any more.
    pub expires_at: Timestamp,
    /// How it stands.
    pub status: CommandStatus,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Who cancelled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_by: Option<Person>,
    /// Grows with every change, for conditional writes.
    pub version: u64,
}

/// A person, as they were called when they did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// The person.
    pub user_id: UserId,
    /// What they were called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// How a command stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum CommandStatus {
    /// The machine has not said yet that it is so.
    Pending,
    /// The machine reported what was desired.
    Confirmed,
    /// A person took it back.
    Cancelled,
    /// The machine did not report it in time.
    Expired,
}

/// What a person asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCommand {
    /// What the machine is to be like.
    pub desired: Patch,
    /// Why.
    pub reason: String,
    /// Until when.
    pub expires_at: Timestamp,
    /// Who asks.
    pub requested_by: Person,
}

/// What a machine's shadow was after an update, as AWS IoT tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct ShadowUpdate {
    /// What was desired before the update and after it: a machine may clear what it has done in the update that reports it.
    pub desired: [Value; 2],
    /// What the machine said of itself, all that is known.
    pub reported: Value,
    /// When, in whole seconds.
    pub at: Timestamp,
}

/// Why a command is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandRefusal {
    /// Another one is pending.
    #[error("another command is pending")]
    CommandPending(CommandId),
    /// Somebody works on the machine.
    #[error("the machine is out of service")]
    OutOfService,
    /// The machine is being retired.
    #[error("the machine is being retired")]
    Retiring,
    /// The time is over already, or too far away.
    #[error("a command may wait for at most 24 hours from now")]
    ExpiryOutOfRange,
    /// It has ended already.
    #[error("the command has ended")]
    Ended(CommandStatus),
}

impl CommandRefusal {
    /// A stable word for clients.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CommandPending(_) => "commandPending",
            Self::OutOfService => "outOfService",
            Self::Retiring => "retiring",
            Self::ExpiryOutOfRange => "expiryOutOfRange",
            Self::Ended(_) => "commandEnded",
        }
    }
}

impl Command {
    /// The command that `new` asks of the machine at `place`, where `pending` is what it has not answered yet.
    ///
    /// A machine is out of service while one of its alarms is: there is a work order, and somebody may have a hand in it.
    pub fn request(
        id: CommandId,
        new: NewCommand,
        place: &Place,
        pending: Option<&Self>,
        now: Timestamp,
    ) -> Result<Self, CommandRefusal> {
        let NewCommand { desired, reason, expires_at, requested_by } = new;
        if expires_at <= now || expires_at.duration_since(now) > LONGEST {
            return Err(CommandRefusal::ExpiryOutOfRange);
        }
        if !place.retiring.is_empty() {
            return Err(CommandRefusal::Retiring);
        }
        if place.counts.iter().any(|(_, state, _)| state == DerivedState::OutOfService) {
            return Err(CommandRefusal::OutOfService);
        }
        if let Some(pending) = pending {
            return Err(CommandRefusal::CommandPending(pending.id.clone()));
        }
        Ok(Self {
            id,
            thing_name: place.thing.clone(),
            farm_id: place.farm_id.clone(),
            desired,
            reason,
            requested_by,
            requested_at: now,
            expires_at,
            status: CommandStatus::Pending,
            ended_at: None,
            cancelled_by: None,
            version: 1,
        })
    }

    /// The command as it is after `update`, where that confirms it.
    ///
    /// Updates come late and twice. One that is older than the command confirms nothing, nor does one in which the command
    /// was not desired.
    pub fn hear(&self, update: &ShadowUpdate) -> Option<Self> {
        let is_later = update.at >= self.requested_at - CLOCKS_DIFFER;
        let was_desired = update.desired.iter().any(|desired| self.desired.is_in(desired));
        let confirmed = is_later && was_desired && self.desired.is_in(&update.reported);
        if confirmed {
            self.end(CommandStatus::Confirmed, update.at.max(self.requested_at)).ok()
        } else {
            None
        }
    }

    /// The command as it is once `by` has cancelled it.
    pub fn cancel(&self, by: Person, now: Timestamp) -> Result<Self, CommandRefusal> {
        let ended = self.end(CommandStatus::Cancelled, now)?;
        Ok(Self { cancelled_by: Some(by), ..ended })
    }

    /// The command as it is at `now`, where its time is over by then.
    pub fn expire(&self, now: Timestamp) -> Option<Self> {
        if now < self.expires_at { None } else { self.end(CommandStatus::Expired, now).ok() }
    }

    fn end(&self, status: CommandStatus, at: Timestamp) -> Result<Self, CommandRefusal> {
        if self.status != CommandStatus::Pending {
            return Err(CommandRefusal::Ended(self.status));
        }
        Ok(Self { status, ended_at: Some(at), version: self.version + 1, ..self.clone() })
    }
}

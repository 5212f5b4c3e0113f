//! What presence needs from outside, one small trait an operation.

use async_trait::async_trait;
use jiff::Timestamp;

use super::{Asked, GraceOver};
pub use crate::alarm::ports::StoreError;
use crate::alarm::queue::{PresenceMessage, RetiredMessage};
use crate::names::ThingName;

/// Asks AWS IoT for the connection of one thing.
#[async_trait]
pub trait AskConnection: Send + Sync {
    /// What AWS IoT knows of it; nothing where it has never seen the thing.
    async fn ask_connection(&self, thing: &ThingName) -> Result<Option<Asked>, StoreError>;
}

/// Waits for the end of a grace.
#[async_trait]
pub trait StartGrace: Send + Sync {
    /// Brings `grace` back once the grace is over, which began with it and may be over already at `now`.
    async fn start_grace(&self, grace: &GraceOver, now: Timestamp) -> Result<(), StoreError>;
}

/// Tells the alarm core of a thing that is there no more.
#[async_trait]
pub trait TellRetired: Send + Sync {
    /// Puts `message` into the alarm queue.
    async fn tell_retired(&self, message: &RetiredMessage) -> Result<(), StoreError>;
}

/// Tells the alarm core of a thing's connection.
#[async_trait]
pub trait TellPresence: Send + Sync {
    /// Puts `message` into the alarm queue.
    async fn tell_presence(&self, message: &PresenceMessage) -> Result<(), StoreError>;
}

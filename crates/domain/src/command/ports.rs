//! What commands need from outside, one small trait an operation.

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;

use super::Command;
pub use crate::alarm::ports::StoreError;
use crate::entity::{Membership, Place};
use crate::idempotency::{self, Attempt, Outcome};
use crate::names::{CommandId, ThingName};

/// What a request for a command is decided by.
#[derive(Debug, Clone, Default)]
pub struct Target {
    /// Where the machine stands; nothing where there is no such machine.
    pub place: Option<Place>,
    /// The command that it has not answered yet.
    pub pending: Option<Command>,
    /// The request of the same key that was answered before.
    pub answered: Option<idempotency::Record>,
}

/// Reads what a request for a command is decided by, consistently and in one call.
#[async_trait]
pub trait ReadTarget: Send + Sync {
    /// The machine's place and its pending command, and what `attempt` was answered before.
    async fn read_target(&self, thing: &ThingName, attempt: Option<&Attempt>) -> Result<Target, StoreError>;
}

/// Reads one command with the place of its machine, consistently and in one call.
#[async_trait]
pub trait ReadCommand: Send + Sync {
    /// Both, where they are there.
    async fn read_command(
        &self,
        thing: &ThingName,
        id: &CommandId,
    ) -> Result<(Option<Place>, Option<Command>), StoreError>;
}

/// Lists the commands of a machine.
#[async_trait]
pub trait ReadCommands: Send + Sync {
    /// A page of at most `limit` commands, the newest first, from those before `before` on.
    async fn read_commands(
        &self,
        thing: &ThingName,
        limit: u32,
        before: Option<CommandId>,
    ) -> Result<(Vec<Command>, Option<CommandId>), StoreError>;
}

/// Reads the pending commands of machines.
#[async_trait]
pub trait ReadPendingCommands: Send + Sync {
    /// Those of `things`, consistently.
    async fn read_pending_commands(&self, things: &[ThingName]) -> Result<Vec<Command>, StoreError>;
}

/// Finds the pending commands whose time is over.
#[async_trait]
pub trait ReadDueCommands: Send + Sync {
    /// The machines of at most `limit` commands that expire by `by`. They may lag a little behind the table.
    async fn read_due_commands(&self, by: Timestamp, limit: u32) -> Result<Vec<ThingName>, StoreError>;
}

/// A command from now on.
#[derive(Debug, Clone)]
pub struct CommandChange {
    /// The version that it was made from; 0: there must be none, and none may be pending.
    pub from: u64,
    /// The command.
    pub command: Command,
    /// The request that this answers, where its client may repeat it.
    pub request: Option<idempotency::Record>,
    /// The membership on which it rests: a token may be older than its end.
    pub member: Option<Membership>,
}

/// Writes a command, and whether it is its machine's pending one.
#[async_trait]
pub trait CommitCommand: Send + Sync {
    /// Writes `change` if nothing that it was made from has changed, else answers [`StoreError::Conflict`].
    async fn commit_command(&self, change: &CommandChange) -> Result<Outcome, StoreError>;
}

/// Changes what is desired of a machine, in its shadow.
#[async_trait]
pub trait UpdateDesired: Send + Sync {
    /// Merges `patch` into the desired state; a `null` takes a field away. `token` comes back in the shadow's messages.
    async fn update_desired(&self, thing: &ThingName, patch: &Value, token: &str) -> Result<(), StoreError>;
}

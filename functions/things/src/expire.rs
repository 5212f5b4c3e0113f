//! `expire-commands`: each minute, the commands that no machine has confirmed in time.

use std::sync::Arc;

use futures::future::join_all;
use serde::Serialize;
use serde_json::Value;
use tracing::warn;
use valmetal_domain::command::ports::{CommitCommand, ReadDueCommands, ReadPendingCommands, UpdateDesired};
use valmetal_runtime::{
    clock::Clock,
    error::chain,
    handler::{Failure, Function, Invocation},
};

use crate::commands::end;

/// How many commands one run ends at most; what is left is older in the next minute.
const AT_MOST: u32 = 100;

/// `expire-commands`.
pub struct ExpireCommands {
    /// Finds what is due.
    pub due: Arc<dyn ReadDueCommands>,
    /// Reads it as it is now.
    pub pending: Arc<dyn ReadPendingCommands>,
    /// Writes its end.
    pub commands: Arc<dyn CommitCommand>,
    /// Takes back what was desired.
    pub desired: Arc<dyn UpdateDesired>,
    /// The time.
    pub clock: Clock,
}

/// How a run went.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Expired {
    /// Commands that were ended.
    pub ended: usize,
    /// Commands that were not: the next run finds them again.
    pub failed: usize,
}

impl Function for ExpireCommands {
    type Event = Value;
    type Answer = Expired;

    async fn handle(&self, _: Value, _: &Invocation) -> Result<Expired, Failure> {
        let now = self.clock.now();
        let things = self.due.read_due_commands(now, AT_MOST).await?;
        if things.is_empty() {
            return Ok(Expired::default());
        }
        let commands = self.pending.read_pending_commands(&things).await?;
        // The index may be behind the table: one that is no longer due, or another one, is left alone.
        let ending = commands.iter().filter_map(|command| Some((command, command.expire(now)?)));
        let outcomes = join_all(ending.map(async |(command, expired)| {
            let ended = end(&*self.desired, &*self.commands, command, expired).await;
            if let Err(error) = &ended {
                let (thing, id) = (command.thing_name.as_str(), command.id.as_str());
                warn!(thing, command_id = id, error = chain(error), "command not expired");
            }
            ended.is_ok()
        }))
        .await;
        let ended = outcomes.iter().filter(|is_ended| **is_ended).count();
        Ok(Expired { ended, failed: outcomes.len() - ended })
    }
}

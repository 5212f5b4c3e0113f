//! Commands end here: confirmed by a shadow, or expired. First the machine's desired state is what it was before, then the end
//! is written down: in between a repeat finds the command pending and does both again.

use std::collections::{BTreeMap, BTreeSet};

use tracing::{info, warn};
use valmetal_domain::command::ports::{CommandChange, CommitCommand, UpdateDesired};
use valmetal_domain::command::{Command, ShadowUpdate};
use valmetal_domain::entity::ports::StoreError;
use valmetal_domain::names::ThingName;
use valmetal_runtime::error::{Error, chain};

use crate::HandleThingEvents;
use crate::event::Event;

/// The pending commands of the things whose shadows a batch tells of; nothing where they could not be read.
pub(crate) struct Pending(Option<BTreeMap<ThingName, Command>>);

impl Pending {
    /// Reads them at once.
    pub(crate) async fn read(function: &HandleThingEvents, events: &[Event]) -> Self {
        let things: BTreeSet<_> = events
            .iter()
            .filter_map(|event| match event {
                Event::Shadow { thing, .. } => Some(thing.clone()),
                _ => None,
            })
            .collect();
        if things.is_empty() {
            return Self(Some(BTreeMap::new()));
        }
        let things: Vec<_> = things.into_iter().collect();
        match function.pending.read_pending_commands(&things).await {
            Ok(commands) => Self(Some(
                commands.into_iter().map(|command| (command.thing_name.clone(), command)).collect(),
            )),
            Err(error) => {
                warn!(error = chain(&error), "the pending commands could not be read");
                Self(None)
            }
        }
    }

    /// Ends the thing's pending command where `update` confirms it.
    pub(crate) async fn hear(
        &self,
        function: &HandleThingEvents,
        thing: &ThingName,
        update: &ShadowUpdate,
    ) -> Result<(), Error> {
        let Some(pending) = &self.0 else { return Err("the pending commands could not be read".into()) };
        let Some(command) = pending.get(thing) else { return Ok(()) };
        let Some(confirmed) = command.hear(update) else { return Ok(()) };
        end(&*function.desired, &*function.commands, command, confirmed).await?;
        info!(thing = thing.as_str(), command_id = command.id.as_str(), "command confirmed");
        Ok(())
    }
}

/// Withdraws `command` from its machine and writes how it `ended`. Where somebody else ended it meanwhile, that stands.
pub(crate) async fn end(
    desired: &dyn UpdateDesired,
    commands: &dyn CommitCommand,
    command: &Command,
    ended: Command,
) -> Result<(), StoreError> {
    let withdrawal = command.desired.withdrawal();
    desired.update_desired(&command.thing_name, &withdrawal, command.id.as_str()).await?;
    let change = CommandChange { from: command.version, command: ended, request: None, member: None };
    match commands.commit_command(&change).await {
        Ok(_) | Err(StoreError::Conflict) => Ok(()),
        Err(error) => Err(error),
    }
}

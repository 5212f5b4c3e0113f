//! `handle-thing-events`: takes what AWS IoT says of things: who connects and who is gone, what the registry and the shadows say.
//!
//! What a presence event means is `valmetal_domain::presence`; here it is read, kept at the thing's place, and told on. What a
//! shadow means to a command is `valmetal_domain::command`. `expire-commands` ends those that no shadow confirmed in time.

mod commands;
mod event;
pub mod expire;
mod registry;
mod take;

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use valmetal_domain::command::ports::{CommitCommand, ReadPendingCommands, UpdateDesired};
use valmetal_domain::dead_letter::DeadLetterQueue;
use valmetal_domain::entity::ports::{CommitEntityChanges, ReadPlaces, ReadTree};
use valmetal_domain::presence::ports::{AskConnection, StartGrace, TellPresence, TellRetired};
use valmetal_runtime::{
    batch::sqs::SqsBatch,
    clock::Clock,
    handler::{Failure, Function, Invocation},
    metrics::Metrics,
};

/// How often the queue delivers a message: its redrive policy says the same.
const MAX_RECEIVES: u32 = 5;

/// `handle-thing-events`.
pub struct HandleThingEvents {
    /// Reads where things stand and whether they are connected.
    pub places: Arc<dyn ReadPlaces>,
    /// Reads the farm of a thing that is gone.
    pub tree: Arc<dyn ReadTree>,
    /// Writes places.
    pub commit: Arc<dyn CommitEntityChanges>,
    /// Asks AWS IoT once more before an alarm.
    pub connection: Arc<dyn AskConnection>,
    /// Waits for the end of a grace.
    pub grace: Arc<dyn StartGrace>,
    /// Tells the alarm core.
    pub presence: Arc<dyn TellPresence>,
    /// Tells it of a thing that is gone.
    pub retired: Arc<dyn TellRetired>,
    /// Reads the commands that things have not answered.
    pub pending: Arc<dyn ReadPendingCommands>,
    /// Writes that they have.
    pub commands: Arc<dyn CommitCommand>,
    /// Takes back what is no longer desired of them.
    pub desired: Arc<dyn UpdateDesired>,
    /// Where those messages go that can never be taken.
    pub dead_letters: Arc<dyn DeadLetterQueue>,
    /// Counts.
    pub metrics: Metrics,
    /// The time.
    pub clock: Clock,
}

impl Function for HandleThingEvents {
    type Event = SqsEvent;
    type Answer = SqsBatchResponse;

    async fn handle(&self, event: SqsEvent, invocation: &Invocation) -> Result<SqsBatchResponse, Failure> {
        let handler = take::Handler { function: self, time_left: invocation.remaining(self.clock.now()) };
        let batch = SqsBatch {
            dead_letters: &*self.dead_letters,
            max_receives: MAX_RECEIVES,
            metrics: &self.metrics,
        };
        batch.run(&handler, event).await
    }
}

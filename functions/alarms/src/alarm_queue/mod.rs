//! `handle-alarms`: takes what devices say of alarms, timers, connections that are lost or back, and machines that are gone.
//!
//! A batch is read in one call, folded in memory and written in one transaction; then what the conditions owe is done. A
//! message that is taken again is journalled as repeated and changes nothing else, so a function that dies between any two
//! calls leaves nothing behind that its successor does not mend.

mod connection;
mod fold;
mod gather;
mod message;
mod transaction;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use futures::future::join_all;
use tracing::debug;
use valmetal_domain::alarm::ports::{CommitChanges, ReadConditions, ReadThing, StoreError};
use valmetal_domain::dead_letter::{DeadLetterQueue, Rejection};
use valmetal_domain::entity::ports::{ReadPlaces, ReadTree};
use valmetal_runtime::{
    batch::{
        Outcome,
        sqs::{MessageHandler, SqsBatch},
    },
    clock::Clock,
    error::{Error, chain},
    handler::{Failure, Function, Invocation},
    metrics::{Metric, Metrics},
};

use crate::effects::Effects;
use fold::{Fold, Index};
use transaction::{Owed, Plan};
use valmetal_aws::jitter::Backoff;

pub use message::Message;

/// How often the queue delivers a message: its redrive policy says the same.
const MAX_RECEIVES: u32 = 5;

/// What the last try needs to end before the invocation does.
const LAST_TRY: Duration = Duration::from_secs(1);

/// `handle-alarms`.
pub struct HandleAlarms {
    /// Takes the messages.
    pub intake: AlarmIntake,
    /// Where those go that can never be taken.
    pub dead_letters: Arc<dyn DeadLetterQueue>,
}

impl Function for HandleAlarms {
    type Event = SqsEvent;
    type Answer = SqsBatchResponse;

    async fn handle(&self, event: SqsEvent, invocation: &Invocation) -> Result<SqsBatchResponse, Failure> {
        let intake = &self.intake;
        let handler = Handler { intake, time_left: invocation.remaining(intake.clock.now()) };
        let batch = SqsBatch {
            dead_letters: &*self.dead_letters,
            max_receives: MAX_RECEIVES,
            metrics: &intake.metrics,
        };
        batch.run(&handler, event).await
    }
}

/// One invocation's handler.
struct Handler<'a> {
    intake: &'a AlarmIntake,
    time_left: Duration,
}

impl MessageHandler for Handler<'_> {
    type Message = Message;

    fn parse(&self, body: &str, _: &SqsMessage) -> Result<Message, Rejection> {
        Message::parse(body)
    }

    async fn take(&self, messages: &[Message]) -> Result<Vec<Outcome>, Error> {
        self.intake.take(messages, self.time_left).await
    }
}

/// Takes messages: reads what they are about, writes what they change, does what is owed then.
pub struct AlarmIntake {
    /// Reads conditions, places and definitions.
    pub conditions: Arc<dyn ReadConditions>,
    /// Reads all that is known of a thing.
    pub things: Arc<dyn ReadThing>,
    /// Reads what stands on a farm, to find the things behind a gateway.
    pub tree: Arc<dyn ReadTree>,
    /// Reads whose gateway is whose.
    pub places: Arc<dyn ReadPlaces>,
    /// Writes what changed.
    pub commit: Arc<dyn CommitChanges>,
    /// Does what is owed.
    pub effects: Effects,
    /// Counts.
    pub metrics: Metrics,
    /// The time.
    pub clock: Clock,
    /// Makes the ids of new conditions.
    pub new_id: fn() -> String,
}

impl AlarmIntake {
    /// Takes `messages` and says how it went with each. What conflicts is tried again for as long as `time_left` allows.
    ///
    /// # Errors
    /// What is at fault is one of them, or what is stored of it: then each is to be taken alone.
    pub async fn take(&self, messages: &[Message], time_left: Duration) -> Result<Vec<Outcome>, Error> {
        let mut outcomes = Outcomes::of(messages.len());
        let mut backoff = Backoff::within(time_left.saturating_sub(LAST_TRY));
        loop {
            let known = match self.gather(outcomes.open().into_iter().map(|index| &messages[index])).await {
                Err(error @ (StoreError::Unavailable(_) | StoreError::Conflict)) => {
                    outcomes.fail(outcomes.open(), &chain(&error));
                    break;
                }
                other => other?,
            };
            let mut fold = Fold::new(known, self.clock.now(), self.new_id);
            for index in outcomes.open() {
                if let Err(rejection) = fold.take(index, &messages[index]) {
                    outcomes.rejections.insert(index, rejection);
                }
            }
            let Written { unwritten, fault, unserved } = self.write(Plan::of(fold.finish())).await;
            for (index, error) in unserved {
                outcomes.fail(BTreeSet::from([index]), &error);
            }
            for index in outcomes.open().difference(&unwritten).copied() {
                outcomes.take(index);
                self.note(&messages[index]);
            }
            match fault {
                None => break,
                Some(StoreError::Conflict) => {
                    self.metrics.count(Metric::TransactionConflicts, 1);
                    if !backoff.pause().await {
                        outcomes.fail(unwritten, "conflicted until the time was over");
                        break;
                    }
                }
                Some(error @ StoreError::Unavailable(_)) => {
                    outcomes.fail(unwritten, &chain(&error));
                    break;
                }
                Some(error) => return Err(error.into()),
            }
        }
        Ok(outcomes.finish())
    }

    /// Writes one transaction after the other up to the first that fails, then does what the written conditions owe.
    async fn write(&self, plan: Plan) -> Written {
        let mut written = Written::default();
        let mut owed = plan.owed;
        for transaction in plan.transactions {
            if written.fault.is_none() {
                match self.commit.commit(&transaction.changes).await {
                    Ok(_) => {
                        owed.extend(transaction.owed);
                        continue;
                    }
                    Err(error) => written.fault = Some(error),
                }
            }
            written.unwritten.extend(transaction.messages);
        }
        let served =
            owed.iter().map(|Owed { key, version, effects, .. }| self.effects.run(key, *version, effects));
        for (result, owed) in join_all(served).await.into_iter().zip(&owed) {
            if let Err(error) = result {
                let error = chain(&error);
                written.unserved.extend(owed.messages.iter().map(|index| (*index, error.clone())));
            }
        }
        written
    }

    fn note(&self, message: &Message) {
        debug!(?message, "taken");
        if let Message::Said { word, .. } = message
            && let Ok(latency) = Duration::try_from(self.clock.now().duration_since(word.at))
        {
            self.metrics.time(Metric::AlarmLatency, latency);
        }
    }
}

/// How writing went.
#[derive(Default)]
struct Written {
    /// The messages of which not everything is written.
    unwritten: BTreeSet<Index>,
    /// Why not.
    fault: Option<StoreError>,
    /// The messages whose conditions owe something that could not be done, and why.
    unserved: BTreeMap<Index, String>,
}

/// How it went with each message so far.
struct Outcomes {
    settled: Vec<Option<Outcome>>,
    /// Messages that are to be rejected once what they bring besides is written.
    rejections: BTreeMap<Index, Rejection>,
}

impl Outcomes {
    fn of(messages: usize) -> Self {
        Self { settled: (0..messages).map(|_| None).collect(), rejections: BTreeMap::new() }
    }

    /// The messages that are not settled.
    fn open(&self) -> BTreeSet<Index> {
        (0..self.settled.len()).filter(|index| self.settled[*index].is_none()).collect()
    }

    fn take(&mut self, index: Index) {
        let rejected = self.rejections.remove(&index).map(Outcome::Rejected);
        self.settled[index] = Some(rejected.unwrap_or(Outcome::Done));
    }

    fn fail(&mut self, indices: BTreeSet<Index>, error: &str) {
        for index in indices {
            self.settled[index] = Some(Outcome::Failed(error.into()));
        }
    }

    fn finish(self) -> Vec<Outcome> {
        self.settled.into_iter().map(|outcome| outcome.unwrap_or(Outcome::Done)).collect()
    }
}

//! Takes a batch of events: the places of all its things are read at once, changed in memory, and written in one transaction;
//! then what follows is sent. An event that is taken again repeats what follows, which does no harm.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use aws_lambda_events::sqs::SqsMessage;
use futures::future::{join, join_all};
use tracing::{debug, warn};
use valmetal_aws::jitter::Backoff;
use valmetal_domain::alarm::message::reason;
use valmetal_domain::dead_letter::Rejection;
use valmetal_domain::entity::ports::StoreError;
use valmetal_domain::entity::{Change, EntityChanges, Place};
use valmetal_domain::names::ThingName;
use valmetal_domain::presence::{self, Asked, Decision, Then};
use valmetal_runtime::{
    batch::{Outcome, sqs::MessageHandler},
    error::{Error, chain},
};

use crate::HandleThingEvents;
use crate::commands::Pending;
use crate::event::Event;

/// What the last try needs to end before the invocation does.
const LAST_TRY: Duration = Duration::from_secs(2);

/// One invocation's handler.
pub(crate) struct Handler<'a> {
    pub(crate) function: &'a HandleThingEvents,
    pub(crate) time_left: Duration,
}

/// What came of one event.
type Taken = Result<Option<Then>, Rejection>;

impl MessageHandler for Handler<'_> {
    type Message = Event;

    fn parse(&self, body: &str, _: &SqsMessage) -> Result<Event, Rejection> {
        Event::parse(body)
    }

    async fn take(&self, events: &[Event]) -> Result<Vec<Outcome>, Error> {
        let (asked, pending) = join(self.ask(events), Pending::read(self.function, events)).await;
        let mut backoff = Backoff::within(self.time_left.saturating_sub(LAST_TRY));
        let taken = loop {
            match self.keep(events, &asked).await {
                Ok(taken) => break taken,
                Err(StoreError::Conflict) if backoff.pause().await => {}
                // Nobody of the batch is at fault: there is no sense in taking its events one by one.
                Err(error @ (StoreError::Conflict | StoreError::Unavailable(_))) => {
                    let error = chain(&error);
                    return Ok(events.iter().map(|_| Outcome::Failed(error.as_str().into())).collect());
                }
                Err(error) => return Err(error.into()),
            }
        };
        Ok(join_all(events.iter().zip(taken).map(|(event, taken)| self.follow(event, taken, &pending))).await)
    }
}

impl Handler<'_> {
    /// Asks AWS IoT for the things whose grace is over. Where it does not answer, what is known decides: an alarm that may be
    /// wrong is better than none.
    async fn ask(&self, events: &[Event]) -> BTreeMap<ThingName, Asked> {
        let things: BTreeSet<_> = events
            .iter()
            .filter_map(|event| match event {
                Event::GraceOver(grace) => Some(&grace.thing),
                _ => None,
            })
            .collect();
        let answers = join_all(things.into_iter().map(async |thing| {
            let answer = self.function.connection.ask_connection(thing).await;
            let asked = answer.unwrap_or_else(|error| {
                warn!(
                    thing = thing.as_str(),
                    error = chain(&error),
                    "not asked for the connection of {thing}"
                );
                None
            });
            Some((thing.clone(), asked?))
        }));
        answers.await.into_iter().flatten().collect()
    }

    /// Keeps what the events change at the places, and says what follows from each.
    async fn keep(
        &self,
        events: &[Event],
        asked: &BTreeMap<ThingName, Asked>,
    ) -> Result<Vec<Taken>, StoreError> {
        let things: BTreeSet<_> = events.iter().filter_map(Event::thing).cloned().collect();
        let things: Vec<_> = things.into_iter().collect();
        let mut places = Places::of(self.function.places.read_places(&things).await?);
        let taken = events.iter().map(|event| places.take(event, asked)).collect();
        let changes = places.changes();
        if !changes.is_empty() {
            self.function.commit.commit_entity_changes(&EntityChanges::new(changes)).await?;
        }
        Ok(taken)
    }

    /// Does what follows from an event.
    async fn follow(&self, event: &Event, taken: Taken, pending: &Pending) -> Outcome {
        debug!(?event, "taken");
        let then = match taken {
            Ok(then) => then,
            Err(rejection) => return Outcome::Rejected(rejection),
        };
        let now = self.function.clock.now();
        match (event, then) {
            (Event::Shadow { thing, update }, _) => pending.hear(self.function, thing, update).await.into(),
            (Event::Deleted { thing, at }, _) => {
                self.function.remove(thing, *at, self.time_left).await.into()
            }
            (_, Some(Then::StartGrace(grace))) => self.function.grace.start_grace(&grace, now).await.into(),
            (_, Some(Then::Tell(message))) => self.function.presence.tell_presence(&message).await.into(),
            (_, None) => Outcome::Done,
        }
    }
}

impl Event {
    /// The thing whose place is changed.
    fn thing(&self) -> Option<&ThingName> {
        match self {
            Self::Presence { thing, .. } => Some(thing),
            Self::GraceOver(grace) => Some(&grace.thing),
            Self::Deleted { .. } | Self::Shadow { .. } | Self::Nothing => None,
        }
    }
}

/// The places of a batch, each with the version that it was read in.
struct Places(BTreeMap<ThingName, (u64, Place)>);

impl Places {
    fn of(places: Vec<Place>) -> Self {
        Self(places.into_iter().map(|place| (place.thing.clone(), (place.version, place))).collect())
    }

    fn take(&mut self, event: &Event, asked: &BTreeMap<ThingName, Asked>) -> Taken {
        let Some(thing) = event.thing() else { return Ok(None) };
        let Some((from, place)) = self.0.get_mut(thing) else {
            return match event {
                Event::Presence { .. } => {
                    let detail = "no such thing stands on a farm";
                    Err(Rejection::new(reason::UNKNOWN_THING, detail).thing(thing.as_str()))
                }
                // It was taken away during its grace.
                _ => Ok(None),
            };
        };
        let decision = match event {
            Event::Presence { event, .. } => presence::hear(thing, &place.connectivity, event),
            Event::GraceOver(grace) => {
                presence::end_grace(grace, &place.connectivity, asked.get(thing).copied())
            }
            Event::Deleted { .. } | Event::Shadow { .. } | Event::Nothing => Decision::default(),
        };
        if let Some(connectivity) = decision.connectivity {
            place.connectivity = connectivity;
            place.version = *from + 1;
        }
        Ok(decision.then)
    }

    /// The places that changed.
    fn changes(self) -> Vec<Change> {
        let changed = self.0.into_values().filter(|(from, place)| place.version != *from);
        changed.map(|(from, place)| Change::PutPlace(from, place)).collect()
    }
}

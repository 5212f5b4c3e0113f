//! `record-feed`: takes what machines say of their feed sequences, stores it, and tells the alarm core what is wrong.
//!
//! A step that was stored before is judged again: the function may have died between the two, and saying it twice does no harm.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use futures::future::try_join_all;
use tracing::{debug, warn};
use valmetal_domain::{
    alarm::{
        Condition, ConditionKey,
        message::{AlarmMessage, reason},
        ports::ReadConditions,
    },
    dead_letter::{DeadLetterQueue, Rejection},
    entity::Place,
    feed::{
        Envelope, FeedRecord, FeedStep, alarms,
        ports::{ReadSequence, Recorded, StoreError, TellAlarms},
    },
    names::{EntityId, FarmId, ThingName},
};
use valmetal_runtime::{
    batch::{
        Outcome,
        sqs::{MessageHandler, SqsBatch},
    },
    error::Error,
    handler::{Failure, Function, Invocation},
    metrics::Metrics,
};

use crate::{ARCHIVED, MAX_RECEIVES};

/// `record-feed`.
pub struct RecordFeed {
    /// Reads where things stand, with the conditions that a step may speak of.
    pub conditions: Arc<dyn ReadConditions>,
    /// Stores records.
    pub store: Arc<dyn valmetal_domain::feed::ports::RecordFeed>,
    /// Reads the sequences that have to be judged.
    pub sequences: Arc<dyn ReadSequence>,
    /// Tells the alarm core.
    pub alarms: Arc<dyn TellAlarms>,
    /// Where those messages go that can never be taken.
    pub dead_letters: Arc<dyn DeadLetterQueue>,
    /// Counts.
    pub metrics: Metrics,
}

impl Function for RecordFeed {
    type Event = SqsEvent;
    type Answer = SqsBatchResponse;

    async fn handle(&self, event: SqsEvent, _: &Invocation) -> Result<SqsBatchResponse, Failure> {
        let batch = SqsBatch {
            dead_letters: &*self.dead_letters,
            max_receives: MAX_RECEIVES,
            metrics: &self.metrics,
        };
        batch.run(self, event).await
    }
}

/// A device's step.
pub struct Said {
    thing: ThingName,
    step: FeedStep,
}

impl MessageHandler for RecordFeed {
    type Message = Said;

    fn parse(&self, body: &str, _: &SqsMessage) -> Result<Said, Rejection> {
        let Envelope { payload, thing, received } = Envelope::parse(body)?;
        match FeedStep::parse(&payload, received) {
            Ok(step) => Ok(Said { thing, step }),
            Err(rejection) => Err(rejection.thing(thing.as_str())),
        }
    }

    async fn take(&self, said: &[Said]) -> Result<Vec<Outcome>, Error> {
        // Places, conditions and definitions come in one read.
        let mut keys: Vec<_> =
            said.iter().flat_map(|said| alarms::subjects(&said.thing, &said.step)).collect();
        keys.sort();
        keys.dedup();
        let known = self.conditions.read_conditions(&keys).await?;
        let placed: Vec<Option<FeedRecord>> = said
            .iter()
            .map(|said| known.places.get(&said.thing).map(|place| record(place, said.step.clone())))
            .collect();
        let records: Vec<FeedRecord> = placed.iter().flatten().cloned().collect();
        let recorded = self.store.record_feed(&records).await?;
        self.report(&records, &recorded);

        // What contradicts what is known says nothing.
        let taken: Vec<&FeedRecord> = records
            .iter()
            .zip(&recorded)
            .filter_map(|(record, recorded)| (*recorded != Recorded::Conflict).then_some(record))
            .collect();
        let mut words: Vec<(ThingName, AlarmMessage)> = Vec::new();
        for record in &taken {
            let said = alarms::of_step(record, &known.conditions);
            words.extend(said.into_iter().map(|word| (record.device_id.clone(), word)));
        }
        words.extend(self.judge(&taken, &known.conditions).await?);
        if !words.is_empty() {
            self.alarms.tell_alarms(&words).await?;
        }
        Ok(placed.iter().zip(said).map(|(placed, said)| outcome(placed.as_ref(), said)).collect())
    }
}

impl RecordFeed {
    /// What the sequences say whose balance these records may have changed: each is read and judged once.
    async fn judge(
        &self,
        records: &[&FeedRecord],
        known: &HashMap<ConditionKey, Condition>,
    ) -> Result<Vec<(ThingName, AlarmMessage)>, StoreError> {
        let mut sequences: BTreeMap<_, (&FarmId, BTreeSet<u64>)> = BTreeMap::new();
        for record in records.iter().filter(|record| alarms::weighs(&record.step)) {
            let sequence = (&record.device_id, &record.step.sequence_id);
            let (_, new) = sequences.entry(sequence).or_insert_with(|| (&record.farm_id, BTreeSet::new()));
            new.insert(record.step.device_seq);
        }
        let judged = sequences.into_iter().map(async |((device, sequence), (farm, new))| {
            let steps = self.sequences.read_sequence(farm, device, sequence).await?;
            let words = alarms::of_sequence(&steps, |step| new.contains(&step.step.device_seq), known);
            Ok::<_, StoreError>(words.into_iter().map(|word| (device.clone(), word)).collect::<Vec<_>>())
        });
        Ok(try_join_all(judged).await?.into_iter().flatten().collect())
    }

    /// Says what is to be found in the log: what was not stored as it came.
    fn report(&self, records: &[FeedRecord], recorded: &[Recorded]) {
        for (record, recorded) in records.iter().zip(recorded) {
            let (device, seq) = (record.device_id.as_str(), record.step.device_seq);
            match recorded {
                Recorded::New => {}
                Recorded::Repeated => debug!(device, seq, "a step came again"),
                Recorded::Conflict => {
                    warn!(device, seq, "a step came again with other values; both are kept");
                }
                Recorded::Archived(reason) => {
                    warn!(device, seq, reason, "the store does not take a step; it is archived");
                    self.metrics.dead_letter(ARCHIVED);
                }
            }
        }
    }
}

fn outcome(placed: Option<&FeedRecord>, said: &Said) -> Outcome {
    match placed {
        Some(_) => Outcome::Done,
        None => Outcome::Rejected(
            Rejection::new(reason::UNKNOWN_THING, "stands on no farm")
                .field("thing")
                .thing(said.thing.as_str())
                .schema_version(said.step.schema_version),
        ),
    }
}

fn record(place: &Place, step: FeedStep) -> FeedRecord {
    // A place is at least on a farm: its path has the entity that it stands in.
    let location = place.path.rsplit('/').nth(1).and_then(|id| EntityId::new(id).ok());
    FeedRecord {
        farm_id: place.farm_id.clone(),
        location_id: location.unwrap_or_else(|| place.farm_id.clone().into()),
        device_id: place.thing.clone(),
        step,
    }
}

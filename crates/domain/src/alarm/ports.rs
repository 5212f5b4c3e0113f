//! What the alarm core needs from outside, one small trait an operation.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use jiff::Timestamp;

use super::{Condition, ConditionKey, Definition, EscalationRef, JournalRecord};
use crate::entity::{Membership, Place};
use crate::idempotency::{self, Outcome};
use crate::names::{AlarmCode, EntityId, FarmId, ThingName};

/// An outside failure; what may succeed later says so.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed one of the items meanwhile: read again, compute again, write again.
    #[error("changed by somebody else meanwhile")]
    Conflict,
    /// The person who asked is no member of the farm any more, or in another role than their token says.
    #[error("no member of the farm in this role any more")]
    NotMember,
    /// The store did not answer or was too busy.
    #[error("the store is unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// This deployment has no such store.
    #[error("this deployment has no such store")]
    Missing,
    /// The store holds something that this code cannot read.
    #[error("the store holds something unreadable: {0}")]
    Unreadable(String),
    /// The request can never succeed as it is.
    #[error("the store refused the request")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What is known of some conditions: everything that a batch of messages needs.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The places of the things, where they have one.
    pub places: HashMap<ThingName, Place>,
    /// The conditions that exist.
    pub conditions: HashMap<ConditionKey, Condition>,
    /// The definitions of the codes that the catalogue has.
    pub definitions: HashMap<AlarmCode, Definition>,
}

impl Known {
    /// What was read. A condition stands where its thing does now: who moves a machine changes its place and not its
    /// conditions, which are written there with their next transition.
    pub fn new(
        places: impl IntoIterator<Item = Place>,
        conditions: impl IntoIterator<Item = Condition>,
        definitions: impl IntoIterator<Item = Definition>,
    ) -> Self {
        let places: HashMap<_, _> = places.into_iter().map(|place| (place.thing.clone(), place)).collect();
        let settle = |mut condition: Condition| {
            if let Some(place) = places.get(&condition.key.thing) {
                condition.stand_at(place);
            }
            (condition.key.clone(), condition)
        };
        Self {
            conditions: conditions.into_iter().map(settle).collect(),
            definitions: definitions.into_iter().map(|each| (each.code.clone(), each)).collect(),
            places,
        }
    }
}

/// Reads conditions with their places and definitions, consistently and in one call.
#[async_trait]
pub trait ReadConditions: Send + Sync {
    /// What is known of `keys`: at most 33 of them.
    async fn read_conditions(&self, keys: &[ConditionKey]) -> Result<Known, StoreError>;
}

/// Reads every condition of a thing, with its place and their definitions.
#[async_trait]
pub trait ReadThing: Send + Sync {
    /// What is known of `thing`; `codes` are looked up besides.
    async fn read_thing(&self, thing: &ThingName, codes: &[AlarmCode]) -> Result<Known, StoreError>;
}

/// Everything that one transaction changes.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// The conditions as they are from now on, each with the version it was made from (0: it was not there).
    pub conditions: Vec<(u64, Condition)>,
    /// The records, one for each version that was gone through.
    pub records: Vec<JournalRecord>,
    /// The places whose counts changed, each with the version it was made from.
    pub places: Vec<(u64, Place)>,
    /// The request that this answers, where its client may repeat it.
    pub request: Option<idempotency::Record>,
    /// The membership on which the whole rests, else [`StoreError::NotMember`]: a token may be older than its end.
    pub member: Option<Membership>,
}

/// Writes changes, all or none.
#[async_trait]
pub trait CommitChanges: Send + Sync {
    /// Writes `changes` if nothing they were made from has changed, else answers [`StoreError::Conflict`]. A request that
    /// was answered before changes nothing and brings its old answer.
    async fn commit(&self, changes: &Changes) -> Result<Outcome, StoreError>;
}

/// Starts the workflow of an escalation.
#[async_trait]
pub trait StartEscalation: Send + Sync {
    /// Starts it under its name. One that exists already has been started.
    async fn start_escalation(
        &self,
        key: &ConditionKey,
        escalation: &EscalationRef,
    ) -> Result<(), StoreError>;
}

/// Stops the workflow of an escalation.
#[async_trait]
pub trait StopEscalation: Send + Sync {
    /// Stops it with the reason. One that does not run is stopped.
    async fn stop_escalation(
        &self,
        escalation: &EscalationRef,
        error: &str,
        cause: &str,
    ) -> Result<(), StoreError>;
}

/// Brings a condition back to the handler at a later time.
#[async_trait]
pub trait SetTimer: Send + Sync {
    /// Sends the condition's timer message so that it arrives at `due`, but not more than 15 minutes after `now`.
    async fn set_timer(
        &self,
        key: &ConditionKey,
        version: u64,
        due: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError>;
}

/// Finds the conditions that owe something.
#[async_trait]
pub trait ReadOutstanding: Send + Sync {
    /// The keys of the conditions of one shard whose `due_at` is not after `by`, the longest due first, at most `limit`.
    async fn read_outstanding(
        &self,
        shard: u8,
        by: Timestamp,
        limit: u32,
    ) -> Result<Vec<ConditionKey>, StoreError>;
}

/// Reads a farm's journal.
#[async_trait]
pub trait ReadFarmJournal: Send + Sync {
    /// The records of `farm` from `from` until before `to`, the oldest first, a page of at most `limit` from `cursor` on.
    async fn read_farm_journal(
        &self,
        farm: &FarmId,
        from: Timestamp,
        to: Timestamp,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<(Vec<JournalRecord>, Option<String>), StoreError>;
}

/// Which of a farm's alarms are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AlarmFilter {
    /// In one of these states; all but `normal` where it is empty.
    pub states: Vec<super::DerivedState>,
    /// Of one of these severities; all where it is empty.
    pub severities: Vec<super::Severity>,
    /// Of one of these machines; of all where it is missing.
    pub machines: Option<BTreeSet<EntityId>>,
    /// Raised at this time or later.
    pub from: Option<Timestamp>,
    /// Raised before this time.
    pub to: Option<Timestamp>,
}

/// Reads the alarms of a farm.
#[async_trait]
pub trait ReadFarmAlarms: Send + Sync {
    /// The conditions of `farm` that were ever raised and that `filter` wants, the newest raise first: a page of at most
    /// `limit` from `cursor` on, and where the next begins. A page may be short although there are more.
    async fn read_farm_alarms(
        &self,
        farm: &FarmId,
        filter: &AlarmFilter,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<(Vec<Condition>, Option<String>), StoreError>;
}

/// Reads definitions.
#[async_trait]
pub trait ReadDefinitions: Send + Sync {
    /// Those of `codes` that the catalogue has; at most 100 are asked for.
    async fn read_definitions(
        &self,
        codes: &[AlarmCode],
    ) -> Result<HashMap<AlarmCode, Definition>, StoreError>;
}

/// Reads the journal of one alarm.
#[async_trait]
pub trait ReadAlarmJournal: Send + Sync {
    /// Its records, the newest first, at most `limit`, of versions before `before` where that is given.
    async fn read_alarm_journal(
        &self,
        alarm: &super::AlarmId,
        limit: u32,
        before: Option<u64>,
    ) -> Result<Vec<JournalRecord>, StoreError>;
}

/// Looks into the workflow of an escalation.
#[async_trait]
pub trait DescribeEscalation: Send + Sync {
    /// What the workflow service knows of it; nothing where it was never started or is forgotten.
    async fn describe_escalation(&self, escalation: &EscalationRef) -> Result<Option<Execution>, StoreError>;
}

/// An execution of the escalation's workflow.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Execution {
    /// Its ARN.
    pub execution_arn: String,
    /// Its name.
    pub name: String,
    /// `RUNNING`, `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED` or `PENDING_REDRIVE`, as the service says it.
    pub status: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub stopped_at: Option<Timestamp>,
    /// The stable word for why it was stopped or failed.
    pub error: Option<String>,
    /// The same for a person.
    pub cause: Option<String>,
}

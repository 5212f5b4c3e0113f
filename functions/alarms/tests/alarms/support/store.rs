//! An in-memory store with the rules that matter: conditional writes, all or nothing, names that are used once.
//!
//! It stands in where the real one cannot be made to fail: a script may let any call fail, or let the function die before or
//! after it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use alarms::alarm_queue::{AlarmIntake, HandleAlarms};
use alarms::effects::Effects;
use async_trait::async_trait;
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use jiff::Timestamp;
use valmetal_domain::alarm::ports::{
    Changes, CommitChanges, Known, ReadConditions, ReadOutstanding, ReadThing, SetTimer, StartEscalation,
    StopEscalation, StoreError,
};
use valmetal_domain::alarm::{Condition, ConditionKey, Definition, EscalationRef, JournalRecord};
use valmetal_domain::dead_letter::{DeadLetter, DeadLetterQueue};
use valmetal_domain::entity::ports::{ReadPlaces, ReadTree};
use valmetal_domain::entity::{Entity, Farm, Member, Place};
use valmetal_domain::idempotency::Outcome;
use valmetal_domain::names::{AlarmCode, FarmId, ThingName};
use valmetal_domain::notification::{ClaimKey, Settlement};
use valmetal_runtime::{
    clock::Clock,
    handler::{Failure, Function, Invocation},
    ids::new_id,
    metrics::Metrics,
};

/// A call to the outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    Read,
    ReadThing,
    ReadTree,
    ReadPlaces,
    ReadOutstanding,
    Commit,
    Start,
    Stop,
    SetTimer,
    SendDeadLetter,
    ReadFarmAlarms,
    ReadFarm,
    ReadMembers,
    ReadEntities,
    Claim,
    Settle,
    ReadTold,
    Mail,
    Sms,
    Publish,
}

/// How a call goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Works,
    Conflicts,
    IsUnavailable,
    /// The function dies and the call was never made.
    DiesBefore,
    /// The call is made, and the function dies before it hears the answer.
    DiesAfter,
}

/// What is stored, and what was asked of the outside.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) places: BTreeMap<ThingName, Place>,
    pub(crate) entities: Vec<Entity>,
    pub(crate) definitions: BTreeMap<AlarmCode, Definition>,
    pub(crate) conditions: BTreeMap<ConditionKey, Condition>,
    pub(crate) records: BTreeMap<(String, u64), JournalRecord>,
    /// Executions by name; whether each was stopped, and why.
    pub(crate) executions: BTreeMap<String, Option<String>>,
    pub(crate) timers: Vec<(ConditionKey, u64, Timestamp)>,
    pub(crate) dead_letters: Vec<DeadLetter>,
    pub(crate) farm: Option<Farm>,
    pub(crate) members: Vec<Member>,
    pub(crate) claims: HashMap<ClaimKey, Settlement>,
    /// What was sent: whom to, and the first line.
    pub(crate) sent: Vec<(String, String)>,
    pub(crate) calls: Vec<Call>,
    pub(crate) largest_transaction: usize,
}

type Script = Box<dyn FnMut(usize, Call) -> Fate + Send>;

/// The store; clones are the same one.
#[derive(Clone, Default)]
pub(crate) struct Store {
    state: Arc<Mutex<State>>,
    script: Arc<Mutex<Option<Script>>>,
    now: Arc<Mutex<Option<Timestamp>>>,
}

impl Store {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// From now on, calls go as `script` says, which gets the number of each, from 0.
    pub(crate) fn script(&self, script: impl FnMut(usize, Call) -> Fate + Send + 'static) {
        self.state().calls.clear();
        *self.script.lock().unwrap() = Some(Box::new(script));
    }

    pub(crate) fn all_works(&self) {
        self.script(|_, _| Fate::Works);
    }

    pub(crate) fn set_time(&self, now: Timestamp) {
        *self.now.lock().unwrap() = Some(now);
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.state().calls.clone()
    }

    pub(crate) fn condition(&self, key: &ConditionKey) -> Condition {
        self.state().conditions[key].clone()
    }

    pub(crate) fn intake(&self) -> AlarmIntake {
        let now = self.now.lock().unwrap().expect("the test set the time");
        let metrics = Metrics::default();
        let clock = Clock::at(now);
        AlarmIntake {
            conditions: Arc::new(self.clone()),
            things: Arc::new(self.clone()),
            tree: Arc::new(self.clone()),
            places: Arc::new(self.clone()),
            commit: Arc::new(self.clone()),
            effects: Effects {
                start: Arc::new(self.clone()),
                stop: Arc::new(self.clone()),
                timer: Arc::new(self.clone()),
                metrics: metrics.clone(),
                clock: clock.clone(),
            },
            metrics,
            clock,
            new_id,
        }
    }

    /// Lets `handle-alarms` take a batch; none where it died.
    pub(crate) async fn try_deliver(&self, bodies: &[String]) -> Option<Result<SqsBatchResponse, Failure>> {
        self.try_deliver_for_the(1, bodies).await
    }

    pub(crate) async fn try_deliver_for_the(
        &self,
        receive: u32,
        bodies: &[String],
    ) -> Option<Result<SqsBatchResponse, Failure>> {
        let function = HandleAlarms { intake: self.intake(), dead_letters: Arc::new(self.clone()) };
        let now = function.intake.clock.now();
        let invocation = invocation(now, 5);
        let handling = function.handle(event(bodies, receive), &invocation);
        tokio::time::timeout(Duration::from_secs(10), handling).await.ok()
    }

    /// Lets `handle-alarms` take a batch, all of which must be taken.
    pub(crate) async fn deliver(&self, bodies: &[String]) {
        let response =
            self.try_deliver(bodies).await.expect("the function lives").expect("the batch is taken");
        assert!(response.batch_item_failures.is_empty(), "{response:?}");
    }

    pub(super) async fn call<T>(
        &self,
        call: Call,
        make: impl FnOnce(&mut State) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let number = {
            let mut state = self.state();
            state.calls.push(call);
            state.calls.len() - 1
        };
        let fate = self.script.lock().unwrap().as_mut().map_or(Fate::Works, |script| script(number, call));
        match fate {
            Fate::Works => make(&mut self.state()),
            Fate::Conflicts => Err(StoreError::Conflict),
            Fate::IsUnavailable => Err(StoreError::Unavailable("the script says so".into())),
            Fate::DiesBefore => std::future::pending().await,
            Fate::DiesAfter => {
                let _ = make(&mut self.state());
                std::future::pending().await
            }
        }
    }
}

/// An invocation that begins at `now` and may last so many seconds.
pub(crate) fn invocation(now: Timestamp, seconds: u64) -> Invocation {
    Invocation {
        request_id: "test".to_owned(),
        deadline: now + Duration::from_secs(seconds),
        function_arn: "arn:aws:lambda:eu-west-1:123456789012:function:handle-alarms".to_owned(),
    }
}

fn event(bodies: &[String], receive: u32) -> SqsEvent {
    let records: Vec<_> = bodies
        .iter()
        .enumerate()
        .map(|(n, body)| {
            serde_json::json!({
                "messageId": format!("message-{n}"),
                "body": body,
                "attributes": { "ApproximateReceiveCount": receive.to_string() },
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:AlarmQueue-test",
            })
        })
        .collect();
    serde_json::from_value(serde_json::json!({ "Records": records })).unwrap()
}

impl State {
    fn known<'k>(
        &self,
        things: impl IntoIterator<Item = &'k ThingName>,
        keys: impl IntoIterator<Item = &'k ConditionKey> + Clone,
        codes: impl IntoIterator<Item = &'k AlarmCode>,
    ) -> Known {
        let codes = codes.into_iter().chain(keys.clone().into_iter().map(|key| &key.code));
        Known::new(
            things.into_iter().filter_map(|thing| self.places.get(thing)).cloned(),
            keys.into_iter().filter_map(|key| self.conditions.get(key)).cloned(),
            codes.filter_map(|code| self.definitions.get(code)).cloned(),
        )
    }

    fn commit(&mut self, changes: &Changes) -> Result<Outcome, StoreError> {
        let items = changes.conditions.len() + changes.records.len() + changes.places.len();
        self.largest_transaction = self.largest_transaction.max(items);
        assert!(items <= 100, "a transaction of {items} items");
        let once: HashSet<_> = changes.places.iter().map(|(_, place)| &place.thing).collect();
        assert_eq!(once.len(), changes.places.len(), "an item twice in a transaction");

        let conditions = changes
            .conditions
            .iter()
            .all(|(from, next)| self.conditions.get(&next.key).map_or(0, |stored| stored.version) == *from);
        let places = changes
            .places
            .iter()
            .all(|(from, next)| self.places.get(&next.thing).map_or(0, |stored| stored.version) == *from);
        let id = |record: &JournalRecord| (record.alarm_id.to_string(), record.version);
        let records = changes.records.iter().all(|record| !self.records.contains_key(&id(record)));
        if !(conditions && places && records) {
            return Err(StoreError::Conflict);
        }
        self.conditions.extend(changes.conditions.iter().map(|(_, c)| (c.key.clone(), c.clone())));
        self.places.extend(changes.places.iter().map(|(_, p)| (p.thing.clone(), p.clone())));
        self.records.extend(changes.records.iter().map(|record| (id(record), record.clone())));
        Ok(Outcome::Fresh)
    }
}

#[async_trait]
impl ReadConditions for Store {
    async fn read_conditions(&self, keys: &[ConditionKey]) -> Result<Known, StoreError> {
        assert!(keys.len() <= 33, "{} keys in one read", keys.len());
        self.call(Call::Read, |state| Ok(state.known(keys.iter().map(|key| &key.thing), keys, &[]))).await
    }
}

#[async_trait]
impl ReadThing for Store {
    async fn read_thing(&self, thing: &ThingName, codes: &[AlarmCode]) -> Result<Known, StoreError> {
        self.call(Call::ReadThing, |state| {
            let keys: Vec<_> = state.conditions.keys().filter(|key| &key.thing == thing).collect();
            Ok(state.known([thing], keys, codes))
        })
        .await
    }
}

#[async_trait]
impl ReadTree for Store {
    async fn read_tree(&self, farm: &FarmId) -> Result<Vec<Entity>, StoreError> {
        self.call(Call::ReadTree, |state| {
            Ok(state.entities.iter().filter(|entity| &entity.farm_id == farm).cloned().collect())
        })
        .await
    }
}

#[async_trait]
impl ReadPlaces for Store {
    async fn read_places(&self, things: &[ThingName]) -> Result<Vec<Place>, StoreError> {
        self.call(Call::ReadPlaces, |state| {
            Ok(things.iter().filter_map(|thing| state.places.get(thing)).cloned().collect())
        })
        .await
    }
}

#[async_trait]
impl ReadOutstanding for Store {
    async fn read_outstanding(
        &self,
        shard: u8,
        by: Timestamp,
        limit: u32,
    ) -> Result<Vec<ConditionKey>, StoreError> {
        self.call(Call::ReadOutstanding, |state| {
            let mut due: Vec<_> = state
                .conditions
                .values()
                .filter(|condition| shard == 0 && condition.due_at.is_some_and(|at| at <= by))
                .collect();
            due.sort_by_key(|condition| condition.due_at);
            Ok(due.iter().take(limit as usize).map(|condition| condition.key.clone()).collect())
        })
        .await
    }
}

#[async_trait]
impl CommitChanges for Store {
    async fn commit(&self, changes: &Changes) -> Result<Outcome, StoreError> {
        self.call(Call::Commit, |state| state.commit(changes)).await
    }
}

#[async_trait]
impl StartEscalation for Store {
    async fn start_escalation(&self, _: &ConditionKey, escalation: &EscalationRef) -> Result<(), StoreError> {
        self.call(Call::Start, |state| {
            state.executions.entry(escalation.execution_name()).or_insert(None);
            Ok(())
        })
        .await
    }
}

#[async_trait]
impl StopEscalation for Store {
    async fn stop_escalation(
        &self,
        escalation: &EscalationRef,
        error: &str,
        _: &str,
    ) -> Result<(), StoreError> {
        self.call(Call::Stop, |state| {
            if let Some(execution) = state.executions.get_mut(&escalation.execution_name()) {
                execution.get_or_insert_with(|| error.to_owned());
            }
            Ok(())
        })
        .await
    }
}

#[async_trait]
impl SetTimer for Store {
    async fn set_timer(
        &self,
        key: &ConditionKey,
        version: u64,
        due: Timestamp,
        _: Timestamp,
    ) -> Result<(), StoreError> {
        self.call(Call::SetTimer, |state| {
            state.timers.push((key.clone(), version, due));
            Ok(())
        })
        .await
    }
}

#[async_trait]
impl DeadLetterQueue for Store {
    async fn send(&self, letter: DeadLetter) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        self.call(Call::SendDeadLetter, |state| {
            state.dead_letters.push(letter);
            Ok(())
        })
        .await
        .map_err(Into::into)
    }
}

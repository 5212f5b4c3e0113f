//! An in-memory store with conditional writes, whose calls a test may let fail or die, and the events of AWS IoT.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use aws_lambda_events::sqs::SqsBatchResponse;
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use things::HandleThingEvents;
use valmetal_domain::alarm::queue::{PresenceMessage, RetiredMessage};
use valmetal_domain::command::ports::{
    CommandChange, CommitCommand, ReadDueCommands, ReadPendingCommands, UpdateDesired,
};
use valmetal_domain::command::{Command, CommandStatus};
use valmetal_domain::dead_letter::{DeadLetter, DeadLetterQueue};
use valmetal_domain::entity::ports::{CommitEntityChanges, ReadPlaces, ReadTree, StoreError};
use valmetal_domain::entity::{Change, Entity, EntityChanges, Place};
use valmetal_domain::idempotency::Outcome;
use valmetal_domain::names::{FarmId, ThingName};
use valmetal_domain::presence::ports::{AskConnection, StartGrace, TellPresence, TellRetired};
use valmetal_domain::presence::{Asked, GraceOver};
use valmetal_runtime::{
    clock::Clock,
    handler::{Failure, Function, Invocation},
    metrics::Metrics,
};

/// A call to the outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Call {
    ReadPlaces,
    ReadTree,
    Commit,
    Ask,
    StartGrace,
    Tell,
    ReadPending,
    UpdateDesired,
    CommitCommand,
    SendDeadLetter,
}

/// How a call goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Works,
    Conflicts,
    IsUnavailable,
    DiesBefore,
    DiesAfter,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) places: BTreeMap<ThingName, Place>,
    pub(crate) entities: Vec<Entity>,
    pub(crate) asked: BTreeMap<ThingName, Asked>,
    pub(crate) graces: Vec<GraceOver>,
    pub(crate) told: Vec<PresenceMessage>,
    pub(crate) retired: Vec<RetiredMessage>,
    pub(crate) dead_letters: Vec<DeadLetter>,
    /// Commands as they are now; those that are pending are pending.
    pub(crate) commands: BTreeMap<String, Command>,
    /// What was merged into the desired state of things.
    pub(crate) desired: Vec<(ThingName, Value)>,
    pub(crate) calls: Vec<Call>,
}

type Script = Box<dyn FnMut(usize, Call) -> Fate + Send>;

/// The store; clones are the same one.
#[derive(Clone, Default)]
pub(crate) struct Store {
    state: Arc<Mutex<State>>,
    script: Arc<Mutex<Option<Script>>>,
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    "2026-03-01T02:00:00Z".parse::<Timestamp>().unwrap() + seconds.seconds()
}

pub(crate) fn thing(name: &str) -> ThingName {
    ThingName::new(name).unwrap()
}

/// A store with two things on one farm.
pub(crate) fn farm() -> Store {
    let store = Store::default();
    for name in ["gateway-01", "mixer-01"] {
        let path = format!("/farm-1/{name}");
        let entity = json!({
            "id": name, "farmId": "farm-1", "kind": "equipment", "name": name, "parentId": "farm-1", "path": path,
            "thingName": name, "version": 1,
        });
        let place = json!({
            "thing": name, "farmId": "farm-1", "entityId": name, "path": path, "name": name, "version": 1,
        });
        let mut state = store.state();
        state.entities.push(serde_json::from_value(entity).unwrap());
        state.places.insert(thing(name), serde_json::from_value(place).unwrap());
    }
    store
}

/// An event of AWS IoT as the rules send it.
pub(crate) fn ruled(topic: &str, event: &Value) -> String {
    json!({"event": event, "topic": topic, "received": at(0).as_millisecond()}).to_string()
}

/// A lifecycle event.
pub(crate) fn presence(client: &str, what: &str, session: &str, version: u64, seconds: i64) -> String {
    let event = json!({
        "clientId": client, "timestamp": at(seconds).as_millisecond(), "eventType": what,
        "sessionIdentifier": session, "principalIdentifier": "p", "versionNumber": version,
    });
    ruled(&format!("$aws/events/presence/{what}/{client}"), &event)
}

impl Store {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(crate) fn script(&self, script: impl FnMut(usize, Call) -> Fate + Send + 'static) {
        self.state().calls.clear();
        *self.script.lock().unwrap() = Some(Box::new(script));
    }

    pub(crate) fn all_works(&self) {
        self.script(|_, _| Fate::Works);
    }

    /// Lets the function take a batch at second `now`; none where it died.
    pub(crate) async fn try_deliver(
        &self,
        now: i64,
        bodies: &[String],
    ) -> Option<Result<SqsBatchResponse, Failure>> {
        let function = HandleThingEvents {
            places: Arc::new(self.clone()),
            tree: Arc::new(self.clone()),
            commit: Arc::new(self.clone()),
            connection: Arc::new(self.clone()),
            grace: Arc::new(self.clone()),
            presence: Arc::new(self.clone()),
            retired: Arc::new(self.clone()),
            pending: Arc::new(self.clone()),
            commands: Arc::new(self.clone()),
            desired: Arc::new(self.clone()),
            dead_letters: Arc::new(self.clone()),
            metrics: Metrics::default(),
            clock: Clock::at(at(now)),
        };
        let records: Vec<_> = bodies
            .iter()
            .enumerate()
            .map(|(n, body)| json!({"messageId": format!("message-{n}"), "body": body, "attributes": {}, "messageAttributes": {}}))
            .collect();
        let event = serde_json::from_value(json!({ "Records": records })).unwrap();
        let invocation = Invocation {
            request_id: "test".to_owned(),
            deadline: at(now) + Duration::from_secs(10),
            function_arn: "arn:aws:lambda:eu-west-1:123456789012:function:handle-thing-events".to_owned(),
        };
        tokio::time::timeout(Duration::from_secs(20), function.handle(event, &invocation)).await.ok()
    }

    /// Lets the function take a batch, all of which must be taken.
    pub(crate) async fn deliver(&self, now: i64, bodies: &[String]) {
        let response =
            self.try_deliver(now, bodies).await.expect("the function lives").expect("the batch is taken");
        assert!(response.batch_item_failures.is_empty(), "{response:?}");
    }

    /// What the grace that was started last comes back as.
    pub(crate) fn last_grace(&self) -> String {
        self.state().graces.last().unwrap().to_body()
    }

    async fn call<T>(
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

impl State {
    fn stored(&self, change: &Change) -> (u64, u64) {
        match change {
            Change::PutPlace(from, place) | Change::DeletePlace(from, place) => {
                (*from, self.places.get(&place.thing).map_or(0, |stored| stored.version))
            }
            Change::PutEntity(from, entity) => {
                let stored = self.entities.iter().find(|stored| stored.id == entity.id);
                (*from, stored.map_or(0, |stored| stored.version))
            }
            other => panic!("nobody changes {other:?} here"),
        }
    }

    fn commit(&mut self, changes: &EntityChanges) -> Result<Outcome, StoreError> {
        for change in &changes.changes {
            let (from, stored) = self.stored(change);
            if from != stored {
                return Err(StoreError::Conflict);
            }
        }
        for change in &changes.changes {
            match change {
                Change::PutPlace(_, place) => {
                    self.places.insert(place.thing.clone(), place.clone());
                }
                Change::DeletePlace(_, place) => {
                    self.places.remove(&place.thing);
                }
                Change::PutEntity(_, entity) => {
                    self.entities.retain(|stored| stored.id != entity.id);
                    self.entities.push(entity.clone());
                }
                _ => {}
            }
        }
        Ok(Outcome::Fresh)
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
impl ReadTree for Store {
    async fn read_tree(&self, _: &FarmId) -> Result<Vec<Entity>, StoreError> {
        self.call(Call::ReadTree, |state| Ok(state.entities.clone())).await
    }
}

#[async_trait]
impl CommitEntityChanges for Store {
    async fn commit_entity_changes(&self, changes: &EntityChanges) -> Result<Outcome, StoreError> {
        self.call(Call::Commit, |state| state.commit(changes)).await
    }
}

#[async_trait]
impl AskConnection for Store {
    async fn ask_connection(&self, thing: &ThingName) -> Result<Option<Asked>, StoreError> {
        self.call(Call::Ask, |state| Ok(state.asked.get(thing).copied())).await
    }
}

#[async_trait]
impl StartGrace for Store {
    async fn start_grace(&self, grace: &GraceOver, _: Timestamp) -> Result<(), StoreError> {
        self.call(Call::StartGrace, |state| {
            state.graces.push(grace.clone());
            Ok(())
        })
        .await
    }
}

#[async_trait]
impl TellPresence for Store {
    async fn tell_presence(&self, message: &PresenceMessage) -> Result<(), StoreError> {
        self.call(Call::Tell, |state| {
            state.told.push(message.clone());
            Ok(())
        })
        .await
    }
}

#[async_trait]
impl TellRetired for Store {
    async fn tell_retired(&self, message: &RetiredMessage) -> Result<(), StoreError> {
        self.call(Call::Tell, |state| {
            state.retired.push(message.clone());
            Ok(())
        })
        .await
    }
}

#[async_trait]
impl ReadPendingCommands for Store {
    async fn read_pending_commands(&self, things: &[ThingName]) -> Result<Vec<Command>, StoreError> {
        self.call(Call::ReadPending, |state| {
            let pending = state.commands.values().filter(|command| command.status == CommandStatus::Pending);
            Ok(pending.filter(|command| things.contains(&command.thing_name)).cloned().collect())
        })
        .await
    }
}

#[async_trait]
impl ReadDueCommands for Store {
    async fn read_due_commands(&self, by: Timestamp, _: u32) -> Result<Vec<ThingName>, StoreError> {
        // Like an index that is a minute behind: what has ended since is still there.
        let state = self.state();
        let due = state.commands.values().filter(|command| command.expires_at <= by);
        Ok(due.map(|command| command.thing_name.clone()).collect())
    }
}

#[async_trait]
impl UpdateDesired for Store {
    async fn update_desired(&self, thing: &ThingName, patch: &Value, _: &str) -> Result<(), StoreError> {
        self.call(Call::UpdateDesired, |state| {
            state.desired.push((thing.clone(), patch.clone()));
            Ok(())
        })
        .await
    }
}

#[async_trait]
impl CommitCommand for Store {
    async fn commit_command(&self, change: &CommandChange) -> Result<Outcome, StoreError> {
        self.call(Call::CommitCommand, |state| {
            let id = change.command.id.to_string();
            if state.commands.get(&id).map_or(0, |stored| stored.version) != change.from {
                return Err(StoreError::Conflict);
            }
            state.commands.insert(id, change.command.clone());
            Ok(Outcome::Fresh)
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

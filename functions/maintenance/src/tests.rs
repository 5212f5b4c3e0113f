//! The stores are kept in memory here: what they must do is tested on PostgreSQL, and what the function makes of it here.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use serde_json::json;
use valmetal_domain::{
    alarm::{
        message::{AlarmMessage, DeviceState},
        ports::StoreError,
    },
    entity::{Entity, EntityKind, ports::ReadEntities},
    feed::ports::TellAlarms,
    idempotency::{Outcome, Record},
    maintenance::{
        Change, NewTask, Task,
        ports::{CommitMaintenance, ReadTasksToTell},
    },
    names::{EntityId, FarmId, TaskId, ThingName, UserId},
    telemetry::ports::ReadRunningHours,
};
use valmetal_runtime::{
    clock::Clock,
    handler::{Function as _, Invocation},
};

use crate::{RemindMaintenance, Reminded};

const NOW: &str = "2026-11-21T14:00:00Z";

/// Everything that the function knows and does.
struct World {
    tasks: Mutex<BTreeMap<TaskId, Task>>,
    words: Mutex<Vec<(ThingName, AlarmMessage)>>,
    hours: f64,
    thing: Option<ThingName>,
    deaf: bool,
}

#[async_trait]
impl ReadTasksToTell for World {
    async fn read_tasks_to_tell(
        &self,
        _: Date,
        limit: u32,
        after: Option<&TaskId>,
    ) -> Result<Vec<Task>, StoreError> {
        let tasks = self.tasks.lock().unwrap();
        let wanted = |task: &&Task| {
            !task.told
                && task.is_over() == task.reminded_at.is_some()
                && after.is_none_or(|after| task.id > *after)
        };
        Ok(tasks.values().filter(wanted).take(limit as usize).cloned().collect())
    }
}

#[async_trait]
impl CommitMaintenance for World {
    async fn commit_maintenance(
        &self,
        changes: &[Change],
        _: Option<&Record>,
    ) -> Result<Outcome, StoreError> {
        for change in changes {
            let Change::PutTask(task) = change else { panic!("{change:?}") };
            let old = self.tasks.lock().unwrap().insert(task.id.clone(), task.clone()).unwrap();
            assert_eq!(old.version + 1, task.version);
        }
        Ok(Outcome::Fresh)
    }
}

#[async_trait]
impl ReadEntities for World {
    async fn read_entities(&self, farm: &FarmId, ids: &[EntityId]) -> Result<Vec<Entity>, StoreError> {
        let entity = |id: &EntityId| -> Entity {
            serde_json::from_value(json!({
                "id": id, "farmId": farm, "kind": EntityKind::Equipment, "name": "Mixer", "path": "/", "version": 1,
                "thingName": self.thing,
            }))
            .unwrap()
        };
        Ok(ids.iter().map(entity).collect())
    }
}

#[async_trait]
impl ReadRunningHours for World {
    async fn read_running_hours(&self, _: &ThingName, _: Timestamp, _: Timestamp) -> Result<f64, StoreError> {
        Ok(self.hours)
    }
}

#[async_trait]
impl TellAlarms for World {
    async fn tell_alarms(&self, words: &[(ThingName, AlarmMessage)]) -> Result<(), StoreError> {
        if self.deaf {
            return Err(StoreError::Unavailable("deaf".into()));
        }
        self.words.lock().unwrap().extend_from_slice(words);
        Ok(())
    }
}

fn task(id: &str, due_on: &str) -> Task {
    let new: NewTask = serde_json::from_value(json!({
        "entityId": "mixer", "title": "Grease", "dueOn": due_on, "remindDays": 2,
    }))
    .unwrap();
    new.make(TaskId::new(id).unwrap(), FarmId::new("erables").unwrap(), NOW.parse().unwrap()).unwrap()
}

fn by_hours(id: &str, hours: u32) -> Task {
    Task {
        due_on: None,
        due_after_hours: Some(hours),
        counted_since: Some(NOW.parse().unwrap()),
        ..task(id, "2026-01-01")
    }
}

fn world(tasks: Vec<Task>) -> World {
    World {
        tasks: Mutex::new(tasks.into_iter().map(|task| (task.id.clone(), task)).collect()),
        words: Mutex::default(),
        hours: 250.0,
        thing: Some(ThingName::new("mixer-01").unwrap()),
        deaf: false,
    }
}

async fn run(world: &Arc<World>) -> Option<Reminded> {
    let function = RemindMaintenance {
        tasks: world.clone(),
        commit: world.clone(),
        entities: world.clone(),
        hours: world.clone(),
        alarms: world.clone(),
        clock: Clock::at(NOW.parse().unwrap()),
    };
    let invocation =
        Invocation { request_id: "1".to_owned(), deadline: Timestamp::MAX, function_arn: "arn".to_owned() };
    function.handle(json!({}), &invocation).await.ok()
}

fn states(world: &World) -> Vec<DeviceState> {
    world.words.lock().unwrap().iter().map(|(_, word)| word.state).collect()
}

#[tokio::test]
async fn what_is_due_is_raised_once() {
    let world = Arc::new(world(vec![
        task("a-overdue", "2026-11-01"),
        task("b-due", "2026-11-23"),
        task("c-upcoming", "2026-11-24"),
    ]));
    let expected = Reminded { raised: 2, ..Reminded::default() };
    assert_eq!(run(&world).await, Some(expected));
    assert_eq!(run(&world).await, Some(Reminded::default()));
    assert_eq!(states(&world), [DeviceState::Raised; 2]);
}

#[tokio::test]
async fn running_hours_come_due_when_they_are_reached() {
    let world = Arc::new(world(vec![by_hours("a-reached", 250), by_hours("b-not", 251)]));
    let reminded = run(&world).await.unwrap();
    assert_eq!((reminded.reached, reminded.raised), (1, 1));
    let tasks = world.tasks.lock().unwrap();
    let days: Vec<_> = tasks.values().map(|task| task.due_on.map(|day| day.to_string())).collect();
    assert_eq!(days, [Some("2026-11-21".to_owned()), None]);
}

#[tokio::test]
async fn what_is_over_is_ended_at_the_thing_that_was_told() {
    let reminded =
        task("a", "2026-11-01").reminded(Some(ThingName::new("old-01").unwrap()), NOW.parse().unwrap());
    let by = UserId::new("maude").unwrap();
    let day = "2026-11-21".parse().unwrap();
    let next = TaskId::new("next").unwrap();
    let (done, _) = reminded.complete(<_>::default(), by, None, next, (day, NOW.parse().unwrap())).unwrap();
    let world = Arc::new(world(vec![done]));
    assert_eq!(run(&world).await.unwrap().ended, 1);
    assert_eq!(run(&world).await.unwrap().ended, 0);
    let words = world.words.lock().unwrap();
    assert_eq!((words.len(), words[0].0.as_str(), words[0].1.state), (1, "old-01", DeviceState::Cleared));
}

#[tokio::test]
async fn a_machine_that_is_no_thing_raises_nothing_and_stops_nobody() {
    let mut nothing = world(vec![task("a", "2026-11-01"), by_hours("b", 1)]);
    nothing.thing = None;
    let world = Arc::new(nothing);
    assert_eq!(run(&world).await.unwrap().without_thing, 1);
    assert!(states(&world).is_empty());
}

#[tokio::test]
async fn what_could_not_be_told_is_told_by_the_next_run() {
    let mut deaf = world(vec![task("a", "2026-11-01")]);
    deaf.deaf = true;
    let deaf = Arc::new(deaf);
    assert_eq!(run(&deaf).await, None);
    let tasks = deaf.tasks.lock().unwrap().values().cloned().collect();
    let hearing = Arc::new(world(tasks));
    assert_eq!(run(&hearing).await.unwrap().raised, 1);
}

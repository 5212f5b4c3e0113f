//! `remind-maintenance`, each hour: raises the alarm of what comes due, ends that of what is over, and sees which running hours
//! were reached.
//!
//! The alarm core is told first and the task written after it, so a function that dies in between tells it again: the same
//! activation, which changes nothing. Days are those of UTC here, since people are reminded days ahead.

use std::{collections::HashMap, sync::Arc};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Serialize;
use tracing::{info, warn};
use valmetal_domain::{
    alarm::ports::StoreError,
    entity::{Entity, ports::ReadEntities},
    feed::ports::TellAlarms,
    maintenance::{
        Change, Task, TaskState, alarm,
        ports::{CommitMaintenance, ReadTasksToTell},
    },
    names::{EntityId, FarmId, ThingName},
    telemetry::ports::ReadRunningHours,
};
use valmetal_runtime::{
    clock::Clock,
    handler::{Failure, Function, Invocation},
};

/// How many tasks are looked at in a go.
const AT_ONCE: u32 = 200;

/// `remind-maintenance`.
pub struct RemindMaintenance {
    /// Reads the tasks of which something is to be told.
    pub tasks: Arc<dyn ReadTasksToTell>,
    /// Writes that it was.
    pub commit: Arc<dyn CommitMaintenance>,
    /// Reads which things the machines are.
    pub entities: Arc<dyn ReadEntities>,
    /// Reads how long they ran.
    pub hours: Arc<dyn ReadRunningHours>,
    /// Tells the alarm core.
    pub alarms: Arc<dyn TellAlarms>,
    /// The time.
    pub clock: Clock,
}

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Reminded {
    /// Tasks that came due.
    pub raised: u32,
    /// Tasks that are over and whose alarm was ended.
    pub ended: u32,
    /// Tasks whose running hours were reached.
    pub reached: u32,
    /// Tasks of machines that are no thing: nobody is told by an alarm.
    pub without_thing: u32,
}

impl Function for RemindMaintenance {
    type Event = serde_json::Value;
    type Answer = Reminded;

    async fn handle(&self, _: serde_json::Value, _: &Invocation) -> Result<Reminded, Failure> {
        let now = self.clock.now();
        let today = TimeZone::UTC.to_datetime(now).date();
        let mut reminded = Reminded::default();
        let mut after = None;
        loop {
            let tasks = match self.tasks.read_tasks_to_tell(today, AT_ONCE, after.as_ref()).await {
                // Nothing is maintained without a database.
                Err(StoreError::Missing) => break,
                tasks => tasks?,
            };
            let Some(last) = tasks.last() else { break };
            after = Some(last.id.clone());
            self.tell(tasks, (today, now), &mut reminded).await?;
        }
        info!(raised = reminded.raised, ended = reminded.ended, reached = reminded.reached, "reminded");
        Ok(reminded)
    }
}

impl RemindMaintenance {
    async fn tell(
        &self,
        tasks: Vec<Task>,
        (today, now): (Date, Timestamp),
        reminded: &mut Reminded,
    ) -> Result<(), StoreError> {
        let things = self.things_of(&tasks).await?;
        let mut words = Vec::new();
        let mut changed = Vec::new();
        for task in tasks {
            if task.is_over() {
                if let Some(thing) = task.reminded_thing.clone() {
                    words.push((thing.clone(), alarm::word(&task, thing, now)));
                }
                reminded.ended += 1;
                changed.push(task.told());
                continue;
            }
            let thing = things.get(&(task.farm_id.clone(), task.entity_id.clone()));
            let Some(task) = self.due(task, thing, (today, now), reminded).await? else { continue };
            if task.state(today) == TaskState::Upcoming {
                continue;
            }
            match thing {
                Some(thing) => {
                    words.push((thing.clone(), alarm::word(&task, thing.clone(), now)));
                    reminded.raised += 1;
                }
                None => reminded.without_thing += 1,
            }
            changed.push(Task { version: task.version, ..task.reminded(thing.cloned(), now) });
        }
        self.alarms.tell_alarms(&words).await?;
        for task in changed {
            let id = task.id.clone();
            match self.commit.commit_maintenance(&[Change::PutTask(task)], None).await {
                // Somebody changed it meanwhile: the next hour tells what it is then.
                Err(StoreError::Conflict) => warn!(task = %id, "changed meanwhile"),
                other => drop(other?),
            }
        }
        Ok(())
    }

    /// The task, with its day where it has one or its running hours are reached, and its next version; else none.
    async fn due(
        &self,
        task: Task,
        thing: Option<&ThingName>,
        (today, now): (Date, Timestamp),
        reminded: &mut Reminded,
    ) -> Result<Option<Task>, StoreError> {
        let (None, Some(hours), Some(since)) = (task.due_on, task.due_after_hours, task.counted_since) else {
            return Ok(Some(Task { version: task.version + 1, ..task }));
        };
        let Some(thing) = thing else { return Ok(None) };
        let ran = self.hours.read_running_hours(thing, since, now).await?;
        if ran < f64::from(hours) {
            return Ok(None);
        }
        reminded.reached += 1;
        Ok(Some(task.reached(today)))
    }

    async fn things_of(&self, tasks: &[Task]) -> Result<HashMap<(FarmId, EntityId), ThingName>, StoreError> {
        let mut wanted: HashMap<FarmId, Vec<EntityId>> = HashMap::new();
        for task in tasks.iter().filter(|task| !task.is_over()) {
            wanted.entry(task.farm_id.clone()).or_default().push(task.entity_id.clone());
        }
        let mut things = HashMap::new();
        for (farm, mut ids) in wanted {
            ids.sort();
            ids.dedup();
            for Entity { id, thing_name, .. } in self.entities.read_entities(&farm, &ids).await? {
                things.extend(thing_name.map(|thing| ((farm.clone(), id), thing)));
            }
        }
        Ok(things)
    }
}

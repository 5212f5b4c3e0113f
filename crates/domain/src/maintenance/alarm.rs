//! A task that comes due, as an alarm of its machine: of low severity, raised when people are to be reminded and cleared when
//! the task is done. The platform tells its story in the device's own words.

use jiff::Timestamp;

use super::Task;
use crate::{
    alarm::{
        ConditionKey,
        message::{AlarmMessage, DeviceState, SCHEMA_VERSION},
    },
    names::{AlarmCode, Component, ThingName},
};

/// The code.
pub const MAINTENANCE_DUE: &str = "MAINTENANCE_DUE";

/// What the component begins with; the id of the schedule, or of the task that has none, follows.
const PREFIX: &str = "maintenance.";

/// Whether the platform, and not the device, says whether `key` is active.
pub fn is_of(key: &ConditionKey) -> bool {
    key.component.as_str().starts_with(PREFIX)
}

/// The condition of the machine `thing` that `task` is.
///
/// # Panics
/// Never: the ids of schedules and tasks are shorter than a component's name and made of its characters.
pub fn key(task: &Task, thing: ThingName) -> ConditionKey {
    let whose = task.schedule_id.as_ref().map_or(task.id.as_str(), |schedule| schedule.as_str());
    ConditionKey {
        thing,
        component: Component::new(format!("{PREFIX}{whose}"))
            .expect("an id is short, and part of a component"),
        code: AlarmCode::new(MAINTENANCE_DUE).expect("the constant is an alarm code"),
    }
}

/// What `task` says at `at`: raised while it is open, cleared once it is over. Each task of a schedule is an activation of its
/// own, ordered by when it was made.
pub fn word(task: &Task, thing: ThingName, at: Timestamp) -> AlarmMessage {
    let ConditionKey { component, code, .. } = key(task, thing);
    let cleared = task.is_over();
    AlarmMessage {
        schema_version: SCHEMA_VERSION,
        code,
        component,
        state: if cleared { DeviceState::Cleared } else { DeviceState::Raised },
        boot: task.created_at.as_second().unsigned_abs(),
        activation: 1,
        seq: u64::from(cleared),
        at,
        raised_at: task.reminded_at.filter(|_| cleared),
        severity: None,
        value: None,
        limit: None,
        unit: None,
    }
}

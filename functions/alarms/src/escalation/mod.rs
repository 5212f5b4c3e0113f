//! The tasks of the escalation's workflow: `statemachines/README.md` is their contract.

mod assess;
mod record;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use valmetal_domain::alarm::ports::{ReadConditions, StoreError};
use valmetal_domain::alarm::{Condition, ConditionKey, Definition, EscalationRef};
use valmetal_domain::entity::Place;
use valmetal_runtime::handler::Failure;

pub use assess::AssessEscalation;
pub(crate) use assess::reason_to_stop;
pub use record::RecordEscalation;
pub(crate) use record::changes;

/// Which escalation: the input of the execution.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Escalated {
    #[serde(flatten)]
    key: ConditionKey,
    #[serde(flatten)]
    pub(crate) escalation: EscalationRef,
}

/// Why a task fails. The workflow's Retry and Catch branch on the stable type of each.
///
/// It is no `std::error::Error` on purpose: as one it would become a [`Failure`] of no type with `?`.
#[derive(Debug)]
pub(crate) enum TaskError {
    /// The input is not what the workflow sends.
    Input(serde_json::Error),
    /// No such alarm, or none that the catalogue knows.
    AlarmNotFound,
    /// The alarm needs this escalation no more.
    Superseded,
    /// At least one channel failed in a way that may pass.
    NotificationUnavailable(String),
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for TaskError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<TaskError> for Failure {
    fn from(error: TaskError) -> Self {
        match error {
            TaskError::Input(error) => Self::new("EscalationInputInvalid", error),
            TaskError::AlarmNotFound => {
                Self::new("AlarmNotFound", "no such alarm, or none that the catalogue knows")
            }
            TaskError::Superseded => {
                Self::new("EscalationSuperseded", "the alarm needs this escalation no more")
            }
            TaskError::NotificationUnavailable(what) => Self::new("NotificationUnavailable", what),
            TaskError::Store(error @ (StoreError::Unavailable(_) | StoreError::Conflict)) => {
                Self::new("EscalationStoreUnavailable", error)
            }
            TaskError::Store(error) => Self::new("Unexpected", error),
        }
    }
}

/// Reads a task's input. It comes as plain JSON, so that what does not parse fails with this workflow's own type.
pub(crate) fn input<T: DeserializeOwned>(event: Value) -> Result<T, TaskError> {
    serde_json::from_value(event).map_err(TaskError::Input)
}

/// What a task knows of its alarm.
pub(crate) struct Alarm {
    /// Its condition.
    pub(crate) condition: Condition,
    /// What the catalogue says of it.
    pub(crate) definition: Definition,
    /// Where its thing stands; nowhere, where it was removed.
    pub(crate) place: Option<Place>,
}

/// Reads the alarm that `escalated` names.
pub(crate) async fn read(conditions: &dyn ReadConditions, escalated: &Escalated) -> Result<Alarm, TaskError> {
    let mut known = conditions.read_conditions(std::slice::from_ref(&escalated.key)).await?;
    let condition = known.conditions.remove(&escalated.key);
    let definition = known.definitions.remove(&escalated.key.code);
    let place = known.places.remove(&escalated.key.thing);
    match (condition, definition) {
        (Some(condition), Some(definition)) => Ok(Alarm { condition, definition, place }),
        _ => Err(TaskError::AlarmNotFound),
    }
}

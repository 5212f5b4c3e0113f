//! `record-escalation`: what became of an escalation goes onto its condition, with a journal record.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use valmetal_domain::alarm::Transition;
use valmetal_domain::alarm::escalation::EscalationStatus;
use valmetal_domain::alarm::ports::{Changes, CommitChanges, ReadConditions, StoreError};
use valmetal_runtime::{
    clock::Clock,
    handler::{Failure, Function, Invocation},
};

use super::{Alarm, Escalated, TaskError, input, read};
use valmetal_aws::jitter::Backoff;

/// The longest reason that the journal keeps, in bytes.
const MAX_REASON: usize = 1_024;

/// `record-escalation`.
pub struct RecordEscalation {
    /// Reads the condition.
    pub conditions: Arc<dyn ReadConditions>,
    /// Writes it with its record.
    pub commit: Arc<dyn CommitChanges>,
    /// The time.
    pub clock: Clock,
}

#[derive(Debug, Deserialize)]
struct Input {
    escalation: Escalated,
    #[serde(flatten)]
    action: Action,
}

/// What became of it.
#[derive(Debug, Deserialize)]
#[serde(tag = "action", rename_all = "camelCase")]
enum Action {
    /// It runs.
    Started,
    /// A level could not be told.
    LevelFailed { step: u32, level: u32, error: String, cause: String },
    /// Everybody was told.
    Exhausted,
    /// It gave up.
    Failed { error: String, cause: String },
}

impl Function for RecordEscalation {
    type Event = Value;
    type Answer = Value;

    async fn handle(&self, event: Value, invocation: &Invocation) -> Result<Value, Failure> {
        let Input { escalation, action } = input(event)?;
        let mut backoff = Backoff::within(invocation.remaining(self.clock.now()));
        loop {
            match self.record(&escalation, &action).await {
                Err(TaskError::Store(StoreError::Conflict)) if backoff.pause().await => {}
                Err(error) => return Err(error.into()),
                Ok(()) => return Ok(json!({})),
            }
        }
    }
}

impl RecordEscalation {
    async fn record(&self, escalated: &Escalated, action: &Action) -> Result<(), TaskError> {
        let alarm = read(&*self.conditions, escalated).await?;
        match action.transition(escalated, &alarm, self.clock.now()) {
            Some(transition) => {
                self.commit.commit(&changes(&alarm, transition)).await?;
                Ok(())
            }
            None if action.is_recorded(escalated, &alarm) => Ok(()),
            None => Err(TaskError::Superseded),
        }
    }
}

/// A transition that leaves the counts as they are.
pub(crate) fn changes(alarm: &Alarm, transition: Transition) -> Changes {
    let Transition { after, record, .. } = transition;
    Changes {
        conditions: vec![(alarm.condition.version, after)],
        records: vec![record],
        ..Changes::default()
    }
}

impl Action {
    fn transition(&self, escalated: &Escalated, alarm: &Alarm, now: Timestamp) -> Option<Transition> {
        let Alarm { condition, definition, .. } = alarm;
        let escalation = &escalated.escalation;
        match self {
            Self::Started => condition.confirm_escalation(escalation, definition, now),
            Self::LevelFailed { step, level, error, cause } => {
                condition.miss_level(escalation, (*step, *level), reason(error, cause), definition, now)
            }
            Self::Exhausted => condition.exhaust_escalation(escalation, definition, now),
            // The next generation is started by the sweeper and not from here: a lasting fault must not start one after the other.
            Self::Failed { error, cause } => {
                condition.fail_escalation(escalation, reason(error, cause), definition, now)
            }
        }
    }

    /// Whether this is on the condition already.
    fn is_recorded(&self, escalated: &Escalated, alarm: &Alarm) -> bool {
        let wanted = &escalated.escalation;
        let Some(current) = &alarm.condition.escalation else { return false };
        if alarm.condition.condition_id != wanted.condition_id || current.occurrence != wanted.occurrence {
            return false;
        }
        let same = current.generation == wanted.generation;
        match self {
            Self::Started => same && current.status == EscalationStatus::Running,
            Self::LevelFailed { step, .. } => same && current.status.is_live() && current.steps > *step,
            Self::Exhausted => same && current.status == EscalationStatus::Exhausted,
            Self::Failed { .. } => {
                let followed = current.generation == wanted.generation + 1 && current.failures > 0;
                followed || (same && current.status == EscalationStatus::Failed)
            }
        }
    }
}

/// What the journal says of an error; it comes from outside and may be long.
fn reason(error: &str, cause: &str) -> String {
    let mut reason = if cause.is_empty() { error.to_owned() } else { format!("{error}: {cause}") };
    reason.truncate(reason.floor_char_boundary(MAX_REASON));
    reason
}

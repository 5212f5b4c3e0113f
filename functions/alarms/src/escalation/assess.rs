//! `assess-escalation`: what an escalation does next.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use valmetal_domain::alarm::DerivedState;
use valmetal_domain::alarm::definition::EscalationPolicy;
use valmetal_domain::alarm::flood::Pace;
use valmetal_domain::alarm::ports::ReadConditions;
use valmetal_runtime::{
    clock::Clock,
    handler::{Failure, Function, Invocation},
};

use super::{Alarm, Escalated, TaskError, input, read};
use crate::notification::Floods;

/// `assess-escalation`.
pub struct AssessEscalation {
    /// Reads the condition with its policy.
    pub conditions: Arc<dyn ReadConditions>,
    /// Sees floods.
    pub floods: Floods,
    /// The time.
    pub clock: Clock,
}

#[derive(Debug, Deserialize)]
struct Input {
    escalation: Escalated,
    step: u32,
}

/// What to do next.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "decision", rename_all = "camelCase")]
pub enum Decision {
    /// Tell this step's level, then wait.
    #[serde(rename_all = "camelCase")]
    Notify {
        /// Which level of the policy, from 1.
        level: u32,
        /// Which pass through the levels, from 1.
        round: u32,
        /// How long it waits for an acknowledgement.
        wait_seconds: u32,
    },
    /// Tell nobody yet: ask again with the same step.
    #[serde(rename_all = "camelCase")]
    Hold {
        /// After so many seconds.
        wait_seconds: u32,
        /// Why, for a person.
        reason: &'static str,
    },
    /// Every level of every repeat was told.
    Exhausted,
    /// The alarm needs this escalation no more.
    Stop {
        /// Why, for a person.
        reason: &'static str,
    },
}

impl Function for AssessEscalation {
    type Event = Value;
    type Answer = Decision;

    async fn handle(&self, event: Value, _: &Invocation) -> Result<Decision, Failure> {
        let Input { escalation, step } = input(event)?;
        Ok(self.assess(&escalation, step).await?)
    }
}

impl AssessEscalation {
    async fn assess(&self, escalated: &Escalated, step: u32) -> Result<Decision, TaskError> {
        let alarm = read(&*self.conditions, escalated).await?;
        if let Some(reason) = reason_to_stop(&alarm, escalated) {
            return Ok(Decision::Stop { reason });
        }
        let Alarm { condition, definition, .. } = &alarm;
        let decision = next(&definition.policy, step);
        if let Decision::Notify { .. } = decision
            && let Pace::Hold { seconds, reason } =
                self.floods.pace(condition, definition, self.clock.now()).await?
        {
            return Ok(Decision::Hold { wait_seconds: seconds, reason });
        }
        Ok(decision)
    }
}

/// Why this escalation is to tell nobody any more; nothing where it is to go on.
pub(crate) fn reason_to_stop(alarm: &Alarm, escalated: &Escalated) -> Option<&'static str> {
    let condition = &alarm.condition;
    if condition.escalation_ref().as_ref() != Some(&escalated.escalation) {
        return Some("superseded");
    }
    if alarm.place.is_none() {
        return Some("removed");
    }
    match condition.derived_state() {
        DerivedState::Unacknowledged => None,
        DerivedState::Acknowledged | DerivedState::LatchedAcknowledged => Some("acknowledged"),
        DerivedState::LatchedUnacknowledged | DerivedState::ReturnedUnacknowledged | DerivedState::Normal => {
            Some("cleared")
        }
        DerivedState::Shelved => Some("shelved"),
        DerivedState::SuppressedByDesign => Some("suppressed"),
        DerivedState::OutOfService => Some("outOfService"),
    }
}

/// What `policy` has for this step.
fn next(policy: &EscalationPolicy, step: u32) -> Decision {
    let levels = u32::try_from(policy.levels.len()).unwrap_or(u32::MAX);
    let Some(round) = step.checked_div(levels).filter(|round| *round <= policy.repeats) else {
        return Decision::Exhausted;
    };
    let index = step % levels;
    let wait_seconds = policy.levels[index as usize].wait_seconds;
    Decision::Notify { level: index + 1, round: round + 1, wait_seconds }
}

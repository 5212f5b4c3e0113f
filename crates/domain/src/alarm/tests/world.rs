//! What stands around a condition: a store, a workflow service, and functions that die between any two of their calls.

use std::collections::BTreeMap;

use super::*;
use crate::alarm::escalation::EscalationStatus;
use crate::alarm::{DerivedState, Effect, EscalationRef, Transition};

/// An execution of the escalation's workflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Execution {
    /// Started, and has not said so yet.
    Started,
    /// Has said that it runs, and told so many levels.
    Running { steps: u32 },
    /// Over. Its name stays taken.
    Ended,
}

/// What an execution does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Next {
    Tell,
    Exhaust,
    Fail,
}

#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) definition: Definition,
    pub(super) condition: Condition,
    /// By occurrence and generation.
    pub(super) executions: BTreeMap<(u64, u32), Execution>,
    pub(super) now: Timestamp,
}

impl World {
    pub(super) fn new(definition: Definition) -> Self {
        let condition = fresh(&definition);
        Self { definition, condition, executions: BTreeMap::new(), now: at(0) }
    }

    /// Stores a transition, then does its effects; the function dies after so many of them.
    pub(super) fn commit(&mut self, transition: Transition, lives_for: usize) {
        self.condition = transition.after;
        self.run(transition.effects.into_iter().take(lives_for));
    }

    fn run(&mut self, effects: impl IntoIterator<Item = Effect>) {
        for effect in effects {
            match effect {
                Effect::StartEscalation(escalation) => {
                    self.executions.entry(number(&escalation)).or_insert(Execution::Started);
                }
                Effect::StopEscalation { escalation, .. } => {
                    if let Some(execution) = self.executions.get_mut(&number(&escalation)) {
                        *execution = Execution::Ended;
                    }
                }
                // A timer's message may be lost in a crash like any effect: the sweeper stands in for it.
                Effect::Timer { .. } => {}
            }
        }
    }

    /// The sweeper, or a timer that is due.
    pub(super) fn sweep(&mut self, lives_for: usize) {
        if self.condition.due_at.is_none_or(|due| due > self.now) {
            return;
        }
        match self.condition.tick(&self.definition, self.now) {
            Some(transition) => self.commit(transition, lives_for),
            None => self.run(self.condition.owes().into_iter().take(lives_for)),
        }
    }

    pub(super) fn act(&mut self, action: Action, lives_for: usize) {
        if let Ok(transition) = self.condition.act(action, user(), &self.definition, self.now) {
            self.commit(transition, lives_for);
        }
    }

    pub(super) fn is_alive(&self, execution: (u64, u32)) -> bool {
        !matches!(self.executions.get(&execution), None | Some(Execution::Ended))
    }

    /// One task of an execution, and what the workflow makes of its answer. A task that dies before it answers is tried
    /// again: its execution has not moved, though what it stored is stored.
    pub(super) fn work(&mut self, execution: (u64, u32), next: Next, dies: bool) {
        let Some(&at) = self.executions.get(&execution) else { return };
        let escalation = EscalationRef {
            condition_id: self.condition.condition_id.clone(),
            occurrence: execution.0,
            generation: execution.1,
        };
        let is_current = self.condition.escalation_ref().as_ref() == Some(&escalation);
        let is_wanted = is_current && self.condition.derived_state() == DerivedState::Unacknowledged;
        let (condition, definition, now) = (&self.condition, &self.definition, self.now);
        let (transition, then) = match (at, next) {
            (Execution::Ended, _) => return,
            (Execution::Started, _) => {
                let status = condition.escalation.as_ref().map(|escalation| escalation.status);
                let runs = is_current && status.is_some_and(EscalationStatus::is_live);
                let then = if runs { Execution::Running { steps: 0 } } else { Execution::Ended };
                (condition.confirm_escalation(&escalation, definition, now), then)
            }
            (Execution::Running { .. }, _) if !is_wanted => (None, Execution::Ended),
            (Execution::Running { steps }, Next::Tell) => (
                condition.reach_level(&escalation, (steps, 1), "anna".to_owned(), definition, now),
                Execution::Running { steps: steps + 1 },
            ),
            (Execution::Running { .. }, Next::Exhaust) => {
                (condition.exhaust_escalation(&escalation, definition, now), Execution::Ended)
            }
            (Execution::Running { .. }, Next::Fail) => (
                condition.fail_escalation(&escalation, "broken".to_owned(), definition, now),
                Execution::Ended,
            ),
        };
        if let Some(transition) = transition {
            self.commit(transition, usize::MAX);
        }
        if !dies {
            self.executions.insert(execution, then);
        }
    }

    /// Nobody who must be told is forgotten, and nobody is told of what needs no telling.
    pub(super) fn check(&self) -> Result<(), String> {
        let must_escalate = self.condition.derived_state() == DerivedState::Unacknowledged;
        let Some(escalation) = &self.condition.escalation else {
            return if must_escalate { Err("must escalate and never did".to_owned()) } else { Ok(()) };
        };
        let is_served = match escalation.status {
            EscalationStatus::Wanted => self.condition.due_at.is_some(),
            EscalationStatus::Running => self.is_alive((escalation.occurrence, escalation.generation)),
            EscalationStatus::Exhausted => true,
            EscalationStatus::Failed => escalation.reason.is_some(),
            EscalationStatus::Stopped => false,
        };
        let is_right = escalation.occurrence == self.condition.regions.occurrence;
        match (must_escalate, is_served && is_right, escalation.status.is_live()) {
            (true, false, _) => Err(format!("must escalate: {escalation:?} {:?}", self.condition.regions)),
            (false, _, true) => Err(format!("must not escalate: {escalation:?}")),
            _ => Ok(()),
        }
    }

    /// Everything that is retried is retried until it is done.
    pub(super) fn settle(&mut self) {
        for _ in 0..8 {
            if self.condition.escalation.as_ref().is_some_and(|e| e.status == EscalationStatus::Wanted) {
                self.run(self.condition.owes());
            }
            for execution in self.executions.keys().copied().collect::<Vec<_>>() {
                self.work(execution, Next::Tell, false);
            }
        }
    }
}

fn number(escalation: &EscalationRef) -> (u64, u32) {
    (escalation.occurrence, escalation.generation)
}

//! Every interleaving of a few device events, repeated, with user actions, timers, functions that die after any call, a
//! workflow that confirms, tells, fails and is exhausted, and the sweeper.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use stateright::{Checker, Model, Property};

use super::world::{Execution, Next, World};
use super::*;
use crate::alarm::escalation::EscalationStatus;
use crate::alarm::regions::Process;
use crate::alarm::story::Position;
use crate::alarm::{DerivedState, Regions, Transition};

/// What may happen.
struct Alarms {
    definition: Definition,
    /// What the device says, and how often each is delivered.
    words: Vec<(AlarmMessage, u8)>,
    /// What people do, each once and in this order.
    actions: Vec<fn(&State) -> Action>,
    /// How many functions die after they have stored what they made and before they have done anything about it.
    deaths: u8,
    /// How many executions of the workflow fail.
    failures: u8,
}

#[derive(Debug, Clone)]
struct State {
    condition: Condition,
    executions: BTreeMap<(u64, u32), Execution>,
    now: Timestamp,
    delivered: Vec<u8>,
    acted: usize,
    deaths: u8,
    failures: u8,
    /// A person or a timer has acted.
    is_settled: bool,
    /// A refused acknowledgement changed something, or an accepted one hit another occurrence than was seen.
    misled: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Event {
    Hear(usize, Dies),
    Act(Dies),
    /// The earliest thing that the condition owes is due.
    Due(Dies),
    Work((u64, u32), Next, Dies),
}

type Dies = bool;

impl State {
    /// Everything that can matter later, without what only counts up.
    fn seen(&self) -> impl PartialEq + Hash + use<> {
        let condition = serde_json::to_string(&self.condition).expect("a condition is written as JSON");
        let executions: Vec<_> =
            self.executions.iter().map(|(name, execution)| (*name, *execution)).collect();
        let rest = (self.acted, self.deaths, self.failures, self.is_settled, self.misled);
        (condition, executions, self.now, self.delivered.clone(), rest)
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.condition == other.condition
            && self.executions == other.executions
            && self.now == other.now
            && self.delivered == other.delivered
            && (self.acted, self.deaths, self.failures) == (other.acted, other.deaths, other.failures)
            && (self.is_settled, self.misled) == (other.is_settled, other.misled)
    }
}

impl Hash for State {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.seen().hash(state);
    }
}

impl Alarms {
    fn world(&self, state: &State) -> World {
        World {
            definition: self.definition.clone(),
            condition: state.condition.clone(),
            executions: state.executions.clone(),
            now: state.now,
        }
    }

    /// The greatest position that was received.
    fn newest(&self, state: &State) -> Position {
        let heard = self.words.iter().zip(&state.delivered).filter(|(_, times)| **times > 0);
        heard.map(|((word, _), _)| word.position()).max().unwrap_or_default()
    }

    fn is_all_heard(&self, state: &State) -> bool {
        self.words.iter().zip(&state.delivered).all(|((_, most), times)| times == most)
    }

    /// What the device's words make of a condition, told in the device's order.
    fn told_in_order(&self) -> Regions {
        let told = self.words.iter().fold(fresh(&self.definition), |condition, (word, _)| {
            condition.hear(word, &self.definition, at(0)).after
        });
        told.regions
    }

    fn is_over(&self, state: &State) -> bool {
        let mut events = Vec::new();
        self.actions(state, &mut events);
        events.into_iter().all(|event| self.next_state(state, event).is_none())
    }
}

impl Model for Alarms {
    type State = State;
    type Action = Event;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            condition: fresh(&self.definition),
            executions: BTreeMap::new(),
            now: at(0),
            delivered: vec![0; self.words.len()],
            acted: 0,
            deaths: 0,
            failures: 0,
            is_settled: false,
            misled: false,
        }]
    }

    fn actions(&self, state: &State, events: &mut Vec<Event>) {
        let may_die: &[Dies] = if state.deaths < self.deaths { &[false, true] } else { &[false] };
        for dies in may_die {
            let open = self.words.iter().zip(&state.delivered).enumerate();
            events.extend(
                open.filter(|(_, ((_, most), times))| *times < most).map(|(n, _)| Event::Hear(n, *dies)),
            );
            if state.acted < self.actions.len() {
                events.push(Event::Act(*dies));
            }
            if state.condition.due_at.is_some() {
                events.push(Event::Due(*dies));
            }
            for (name, execution) in &state.executions {
                let nexts: &[Next] = match execution {
                    Execution::Ended => &[],
                    Execution::Started | Execution::Running { steps: 0 } => &[Next::Tell, Next::Fail],
                    Execution::Running { .. } => &[Next::Exhaust, Next::Fail],
                };
                let nexts =
                    nexts.iter().filter(|next| **next != Next::Fail || state.failures < self.failures);
                events.extend(nexts.map(|next| Event::Work(*name, *next, *dies)));
            }
        }
    }

    fn next_state(&self, state: &State, event: Event) -> Option<State> {
        let mut next = state.clone();
        let mut world = self.world(state);
        let lives_for = |dies| if dies { 0 } else { usize::MAX };
        let dies = match event {
            Event::Hear(n, dies) => {
                next.delivered[n] += 1;
                let heard = world.condition.hear(&self.words[n].0, &self.definition, world.now);
                world.commit(heard, lives_for(dies));
                dies
            }
            Event::Act(dies) => {
                let action = self.actions[state.acted](state);
                next.acted += 1;
                let expected = match &action {
                    Action::Acknowledge { occurrence, .. } => Some(*occurrence),
                    _ => None,
                };
                if let Ok(Transition { after, record, effects }) =
                    world.condition.act(action, user(), &self.definition, world.now)
                {
                    next.is_settled = true;
                    next.misled |= expected.is_some_and(|expected| expected != record.occurrence);
                    world.commit(Transition { after, record, effects }, lives_for(dies));
                }
                dies
            }
            Event::Due(dies) => {
                world.now = world.now.max(state.condition.due_at?);
                next.is_settled |= world.condition.tick(&self.definition, world.now).is_some();
                world.sweep(lives_for(dies));
                dies
            }
            Event::Work(execution, task, dies) => {
                world.work(execution, task, dies);
                next.failures += u8::from(task == Next::Fail);
                dies
            }
        };
        next.deaths += u8::from(dies);
        (next.condition, next.executions, next.now) = (world.condition, world.executions, world.now);
        // These only count up: two states that differ in nothing else go on alike.
        (next.condition.version, next.condition.repeats) = (0, 0);
        (next != *state).then_some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(
                "who must be told is being told, and nobody else",
                |model: &Self, state: &State| model.world(state).check().is_ok(),
            ),
            Property::always("an acknowledgement hits what was seen", |_, state: &State| !state.misled),
            Property::always("the newest word of the device is known", |model: &Self, state: &State| {
                let known = state.condition.regions.device;
                let newest = model.newest(state);
                known == newest
            }),
            Property::always("any order ends alike", |model: &Self, state: &State| {
                let is_comparable = !state.is_settled && model.is_all_heard(state);
                !is_comparable || state.condition.regions == model.told_in_order()
            }),
            Property::always("when nothing more happens, all is told", |model: &Self, state: &State| {
                !model.is_over(state) || (model.is_all_heard(state) && is_told(state))
            }),
            Property::eventually("all is heard and told", |model: &Self, state: &State| {
                model.is_all_heard(state) && is_told(state)
            }),
            Property::sometimes("an alarm is exhausted", |_, state: &State| {
                let status = state.condition.escalation.as_ref().map(|escalation| escalation.status);
                status == Some(EscalationStatus::Exhausted)
            }),
            Property::sometimes("an alarm is over and taken", |_, state: &State| {
                state.acted > 0 && state.condition.regions.process == Process::Inactive
            }),
        ]
    }
}

/// Nothing is owed: no delay runs, and what must be told is.
fn is_told(state: &State) -> bool {
    let escalation = state.condition.escalation.as_ref();
    let is_confirmed = escalation.is_some_and(|escalation| escalation.status != EscalationStatus::Wanted);
    state.condition.derived_state() != DerivedState::Unacknowledged || is_confirmed
}

fn check(model: Alarms) -> usize {
    let checker = model.checker().threads(2).spawn_bfs().join();
    checker.assert_properties();
    checker.unique_state_count()
}

fn occurrence_seen(state: &State) -> Action {
    acknowledge(state.condition.regions.occurrence.max(1))
}

#[test]
fn two_activations_a_rise_and_another_boot() {
    let states = check(Alarms {
        definition: plain(),
        words: vec![
            (raise(1, 0), 2),
            (change(1, 1, 1, Severity::Critical), 1),
            (clear(1, 0, 2), 1),
            (AlarmMessage { boot: 2, ..raise(1, 30) }, 1),
        ],
        actions: vec![occurrence_seen, |_| acknowledge(1)],
        deaths: 1,
        failures: 1,
    });
    assert!(states > 1_000, "{states} states are no model");
}

#[test]
fn delays_a_shelf_and_an_alarm_that_nobody_need_acknowledge() {
    let states = check(Alarms {
        definition: Definition {
            on_delay_seconds: 10,
            off_delay_seconds: 10,
            acknowledgement_required: false,
            ..plain()
        },
        words: vec![(raise(1, 0), 1), (clear(1, 0, 12), 2), (raise(2, 30), 1)],
        actions: vec![|_| shelve(3_600), |_| Action::Unshelve { reason: None }],
        deaths: 1,
        failures: 1,
    });
    assert!(states > 1_000, "{states} states are no model");
}

//! Journals as the alarm core writes them.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::alarm::journal::JournalEvent;
use crate::alarm::message::{AlarmMessage, DeviceState, SCHEMA_VERSION};
use crate::alarm::{Action, Actor, Condition, ConditionKey, Definition, JournalRecord, Transition};
use crate::entity::Place;
use crate::names::UserId;

/// Midnight in Toronto, on a day of 24 hours.
pub(crate) fn midnight() -> Timestamp {
    "2026-06-10T04:00:00Z".parse().unwrap()
}

/// So many seconds after midnight.
pub(crate) fn at(seconds: i64) -> Timestamp {
    midnight() + SignedDuration::from_secs(seconds)
}

/// A definition of `MOTOR_OVERLOAD`, with these fields besides.
pub(crate) fn definition(more: Value) -> Definition {
    let card = json!({"title": "t", "cause": "c", "consequence": "q", "steps": ["s"]});
    let mut definition = json!({
        "code": "MOTOR_OVERLOAD", "severity": "high", "texts": {"en": card, "fr": card},
        "policy": {"name": "p", "levels": [{"roles": ["worker"], "waitSeconds": 300}]},
    });
    let Value::Object(more) = more else { panic!("fields") };
    definition.as_object_mut().unwrap().extend(more);
    serde_json::from_value(definition).unwrap()
}

/// A machine with one condition, and everything that was written of it.
pub(crate) struct Machine {
    definition: Definition,
    condition: Condition,
    activation: u64,
    raised_at: Timestamp,
    pub(crate) journal: Vec<JournalRecord>,
}

impl Machine {
    pub(crate) fn new(thing: &str, definition: &Definition) -> Self {
        let place: Place = serde_json::from_value(json!({
            "thing": thing, "farmId": "f", "entityId": thing, "path": format!("/f/{thing}"), "name": thing, "version": 1,
        }))
        .unwrap();
        let key = ConditionKey {
            thing: place.thing.clone(),
            component: "motor".parse().unwrap(),
            code: definition.code.clone(),
        };
        Self {
            condition: Condition::new(key, format!("id-{thing}"), &place, definition),
            definition: definition.clone(),
            activation: 0,
            raised_at: midnight(),
            journal: Vec::new(),
        }
    }

    pub(crate) fn condition(&self) -> &Condition {
        &self.condition
    }

    pub(crate) fn raise(&mut self, second: i64) {
        self.activation += 1;
        self.raised_at = at(second);
        self.say(DeviceState::Raised, second, None);
    }

    pub(crate) fn clear(&mut self, second: i64) {
        self.say(DeviceState::Cleared, second, None);
    }

    /// Clears with a value against a limit of 60.
    pub(crate) fn clear_at_value(&mut self, second: i64, value: f64) {
        self.say(DeviceState::Cleared, second, Some(value));
    }

    /// Raised and cleared.
    pub(crate) fn blip(&mut self, second: i64, lasting: i64) {
        self.raise(second);
        self.clear(second + lasting);
    }

    pub(crate) fn acknowledge(&mut self, second: i64, user: &str) {
        self.wait(second);
        let actor = Actor::User { user_id: UserId::new(user).unwrap(), name: None };
        let occurrence = self.condition.regions.occurrence;
        let action = Action::Acknowledge { occurrence, comment: None };
        let transition = self.condition.act(action, actor, &self.definition, at(second)).unwrap();
        self.take(transition);
    }

    /// The escalation tells a level: `told` as the tally writes it.
    pub(crate) fn notify(&mut self, second: i64, told: &str) {
        self.by_platform(second, JournalEvent::LevelNotified, Some(told));
    }

    /// The machine is gone.
    pub(crate) fn retire(&mut self, second: i64) {
        self.wait(second);
        let transition = self.condition.retire(&self.definition, at(second));
        self.take(transition.unwrap());
    }

    /// Nobody is left to tell.
    pub(crate) fn exhaust(&mut self, second: i64) {
        self.by_platform(second, JournalEvent::EscalationExhausted, None);
    }

    fn by_platform(&mut self, second: i64, event: JournalEvent, reason: Option<&str>) {
        self.wait(second);
        let escalation = self.condition.escalation_ref().unwrap();
        let transition = match event {
            JournalEvent::LevelNotified => {
                let told = reason.unwrap().to_owned();
                self.condition.reach_level(&escalation, (0, 1), told, &self.definition, at(second))
            }
            _ => self.condition.exhaust_escalation(&escalation, &self.definition, at(second)),
        };
        self.take(transition.unwrap());
    }

    fn say(&mut self, state: DeviceState, second: i64, value: Option<f64>) {
        self.wait(second);
        let message = AlarmMessage {
            schema_version: SCHEMA_VERSION,
            code: self.definition.code.clone(),
            component: self.condition.key.component.clone(),
            state,
            boot: 1,
            activation: self.activation,
            seq: 0,
            at: at(second),
            raised_at: (state == DeviceState::Cleared).then_some(self.raised_at),
            severity: None,
            value,
            limit: value.map(|_| 60.0),
            unit: None,
        };
        let transition = self.condition.hear(&message, &self.definition, at(second));
        self.take(transition);
    }

    /// Timers run until then.
    fn wait(&mut self, second: i64) {
        while let Some(due) =
            self.condition.regions.next_due(&self.definition).filter(|due| *due <= at(second))
        {
            let transition = self.condition.tick(&self.definition, due).unwrap();
            self.take(transition);
        }
    }

    fn take(&mut self, transition: Transition) {
        self.condition = transition.after;
        self.journal.push(transition.record);
    }
}

/// The journal of a farm with these machines, in its order.
pub(crate) fn journal(machines: &[Machine]) -> Vec<JournalRecord> {
    let mut journal: Vec<JournalRecord> = machines.iter().flat_map(|m| m.journal.clone()).collect();
    journal.sort_by_key(|record| record.at);
    journal
}

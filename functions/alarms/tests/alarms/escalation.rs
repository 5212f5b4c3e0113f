//! The tasks of the escalation's workflow, as `statemachines/README.md` has them.

use alarms::escalation::{AssessEscalation, RecordEscalation};
use alarms::notification::Floods;
use serde_json::{Value, json};
use std::sync::Arc;
use valmetal_domain::alarm::escalation::EscalationStatus;
use valmetal_domain::alarm::journal::JournalEvent;
use valmetal_domain::alarm::{Action, Actor, ConditionKey};
use valmetal_runtime::clock::Clock;
use valmetal_runtime::handler::{Failure, Function};

use crate::support::device::{at, clear, raise};
use crate::support::farm::{farm, key};
use crate::support::store::{Call, Fate, Store, invocation};

/// A store with one alarm raised, and the escalation that it wants.
async fn raised() -> (Store, ConditionKey, Value) {
    let store = farm();
    let key = key("mixer-01", "motor", "MOTOR_OVERLOAD");
    store.deliver(&[raise(&key, 1, 0)]).await;
    let escalation = escalation_of(&store, &key);
    (store, key, escalation)
}

pub(crate) fn escalation_of(store: &Store, key: &ConditionKey) -> Value {
    let escalation = store.condition(key).escalation_ref().unwrap();
    json!({
        "alarmId": key.alarm_id(), "thing": key.thing, "component": key.component, "code": key.code,
        "conditionId": escalation.condition_id, "occurrence": escalation.occurrence,
        "generation": escalation.generation,
    })
}

async fn assess(store: &Store, escalation: &Value, step: u32) -> Result<Value, Failure> {
    assess_at(store, escalation, step, 0).await
}

pub(crate) async fn assess_at(
    store: &Store,
    escalation: &Value,
    step: u32,
    seconds: i64,
) -> Result<Value, Failure> {
    let task = AssessEscalation {
        conditions: Arc::new(store.clone()),
        floods: Floods { alarms: Arc::new(store.clone()) },
        clock: Clock::at(at(seconds)),
    };
    let event = json!({"escalation": escalation, "executionArn": "arn:…", "step": step});
    Ok(serde_json::to_value(task.handle(event, &invocation(at(0), 10)).await?).unwrap())
}

async fn record(store: &Store, escalation: &Value, action: Value) -> Result<Value, Failure> {
    let task = RecordEscalation {
        conditions: Arc::new(store.clone()),
        commit: Arc::new(store.clone()),
        clock: Clock::at(at(1)),
    };
    let mut event = json!({"escalation": escalation, "executionArn": "arn:…"});
    event.as_object_mut().unwrap().extend(action.as_object().unwrap().clone());
    task.handle(event, &invocation(at(1), 10)).await
}

fn act(store: &Store, key: &ConditionKey, action: Action) {
    let mut state = store.state();
    let definition = state.definitions[&key.code].clone();
    let after = state.conditions[key].act(action, Actor::Platform, &definition, at(2)).unwrap().after;
    state.conditions.insert(key.clone(), after);
}

#[tokio::test]
async fn the_steps_go_through_all_levels_and_repeats() {
    let (store, _, escalation) = raised().await;
    let notify = |level, round, wait: u32| json!({"decision": "notify", "level": level, "round": round, "waitSeconds": wait});
    for (step, expected) in [
        (0, notify(1, 1, 300)),
        (1, notify(2, 1, 600)),
        (2, notify(1, 2, 300)),
        (3, notify(2, 2, 600)),
        (4, json!({"decision": "exhausted"})),
    ] {
        assert_eq!(assess(&store, &escalation, step).await.unwrap(), expected, "step {step}");
    }
}

#[tokio::test]
async fn an_alarm_that_needs_no_escalation_stops_it_with_the_reason() {
    let (store, key, escalation) = raised().await;
    let expect = async |reason: &str, escalation: &Value| {
        let expected = json!({"decision": "stop", "reason": reason});
        assert_eq!(assess(&store, escalation, 1).await.unwrap(), expected);
    };
    act(&store, &key, Action::Suppress { cause: "parent_offline".to_owned(), reason: None });
    expect("suppressed", &escalation).await;
    act(&store, &key, Action::Unsuppress { cause: "parent_offline".to_owned(), reason: None });
    expect("superseded", &escalation).await;
    let escalation = escalation_of(&store, &key);
    act(&store, &key, Action::Acknowledge { occurrence: 1, comment: None });
    expect("acknowledged", &escalation).await;
    store.deliver(&[clear(&key, 1, 0, 9), raise(&key, 2, 10), clear(&key, 2, 10, 20)]).await;
    expect("superseded", &escalation).await;
    let escalation = escalation_of(&store, &key);
    expect("cleared", &escalation).await;
    store.state().places.remove(&key.thing);
    expect("removed", &escalation).await;
}

#[tokio::test]
async fn what_fails_says_so_by_its_type() {
    let (store, _, escalation) = raised().await;
    let kind = |failure: Result<Value, Failure>| failure.unwrap_err().error_type();
    assert_eq!(kind(assess(&store, &json!({}), 0).await), "EscalationInputInvalid");
    let mut unknown = escalation.clone();
    unknown["component"] = json!("other");
    assert_eq!(kind(assess(&store, &unknown, 0).await), "AlarmNotFound");
    assert_eq!(kind(record(&store, &unknown, json!({"action": "started"})).await), "AlarmNotFound");
    assert_eq!(kind(record(&store, &escalation, json!({"action": "dance"})).await), "EscalationInputInvalid");
    store.script(|_, _| Fate::IsUnavailable);
    assert_eq!(kind(assess(&store, &escalation, 0).await), "EscalationStoreUnavailable");
    tokio::time::pause();
    store.script(|_, call| if call == Call::Commit { Fate::Conflicts } else { Fate::Works });
    assert_eq!(
        kind(record(&store, &escalation, json!({"action": "started"})).await),
        "EscalationStoreUnavailable"
    );
}

#[tokio::test]
async fn everything_is_recorded_once_however_often_it_is_said() {
    let (store, key, escalation) = raised().await;
    let said = [
        (json!({"action": "started"}), JournalEvent::EscalationStarted),
        (
            json!({"action": "levelFailed", "step": 0, "level": 1, "error": "E", "cause": "c".repeat(9000)}),
            JournalEvent::LevelFailed,
        ),
        (json!({"action": "exhausted", "step": 4}), JournalEvent::EscalationExhausted),
    ];
    for (action, event) in said {
        let before = store.condition(&key).version;
        for _ in 0..2 {
            assert_eq!(record(&store, &escalation, action.clone()).await.unwrap(), json!({}));
        }
        assert_eq!(store.condition(&key).version, before + 1, "{event:?}");
        assert_eq!(store.state().records.values().last().unwrap().event, event);
    }
    assert_eq!(store.condition(&key).escalation.unwrap().status, EscalationStatus::Exhausted);
    assert!(store.condition(&key).due_at.is_none());
    let late = record(&store, &escalation, json!({"action": "started"})).await;
    assert_eq!(late.unwrap_err().error_type(), "EscalationSuperseded");
}

#[tokio::test]
async fn a_failed_escalation_wants_the_next_generation_but_does_not_start_it_itself() {
    let (store, key, escalation) = raised().await;
    let failed = json!({"action": "failed", "step": 1, "error": "States.Timeout", "cause": ""});
    for _ in 0..2 {
        record(&store, &escalation, failed.clone()).await.unwrap();
    }
    let condition = store.condition(&key);
    let wanted = condition.escalation.as_ref().unwrap();
    assert_eq!((wanted.generation, wanted.status), (2, EscalationStatus::Wanted));
    assert!(condition.due_at.is_some_and(|due| due > at(1)));
    assert_eq!(store.state().executions.len(), 1);
    let late = record(&store, &escalation, json!({"action": "started"})).await;
    assert_eq!(late.unwrap_err().error_type(), "EscalationSuperseded");
}

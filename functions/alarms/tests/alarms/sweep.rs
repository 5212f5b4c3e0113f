//! The sweeper serves what a condition owes and nobody did.

use alarms::sweep::SweepOutstanding;
use serde_json::Value;
use std::sync::Arc;
use valmetal_domain::alarm::DerivedState;
use valmetal_runtime::handler::{Failure, Function};

use crate::support::device::{at, raise};
use crate::support::farm::{farm, key};
use crate::support::store::{Call, Fate, Store, invocation};

async fn sweep(store: &Store, seconds: i64) -> Result<(usize, usize), Failure> {
    store.set_time(at(seconds));
    let function = SweepOutstanding { outstanding: Arc::new(store.clone()), intake: store.intake() };
    let swept = function.handle(Value::Null, &invocation(at(seconds), 50)).await?;
    Ok((swept.served, swept.failed))
}

#[tokio::test]
async fn an_escalation_that_nobody_confirmed_is_started_again() {
    let store = farm();
    let overload = key("mixer-01", "motor", "MOTOR_OVERLOAD");
    store.script(|_, call| if call == Call::Start { Fate::DiesBefore } else { Fate::Works });
    tokio::time::pause();
    assert!(store.try_deliver(&[raise(&overload, 1, 0)]).await.is_none());
    store.all_works();
    assert_eq!(sweep(&store, 10).await.unwrap(), (0, 0), "the handler may still be at it");
    assert_eq!(sweep(&store, 60).await.unwrap(), (1, 0));
    assert_eq!(store.state().executions.len(), 1);
    assert_eq!(store.condition(&overload).version, 1, "nothing is written for it");
}

#[tokio::test]
async fn a_delay_whose_timer_was_lost_ends() {
    let store = farm();
    let door = key("mixer-01", "door", "DOOR_OPEN");
    store.deliver(&[raise(&door, 1, 0)]).await;
    assert_eq!(sweep(&store, 59).await.unwrap(), (0, 0));
    assert_eq!(sweep(&store, 61).await.unwrap(), (1, 0));
    assert_eq!(store.condition(&door).derived_state(), DerivedState::Unacknowledged);
    assert_eq!(store.state().executions.len(), 1);
}

#[tokio::test]
async fn what_fails_is_left_for_the_next_minute_and_the_rest_is_served() {
    let store = farm();
    let keys: Vec<_> = (0..30).map(|n| key("mixer-01", &format!("door-{n}"), "DOOR_OPEN")).collect();
    let raises: Vec<_> = keys.iter().map(|key| raise(key, 1, 0)).collect();
    for raises in raises.chunks(10) {
        store.deliver(raises).await;
    }
    let mut first = true;
    store.script(move |_, call| {
        let fails = call == Call::Start && std::mem::take(&mut first);
        if fails { Fate::IsUnavailable } else { Fate::Works }
    });
    assert_eq!(sweep(&store, 61).await.unwrap(), (29, 1));
    store.all_works();
    assert_eq!(store.state().executions.len(), 29);
    assert_eq!(sweep(&store, 121).await.unwrap(), (30, 0));
    assert_eq!(store.state().executions.len(), 30);
}

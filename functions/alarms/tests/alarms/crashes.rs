//! A function that dies between any two of its calls leaves nothing that its successor does not mend.

use valmetal_domain::alarm::escalation::EscalationStatus;

use crate::support::device::{at, clear, presence, raise};
use crate::support::farm::{farm, key};
use crate::support::store::{Fate, Store};

/// What people see in the end, and what must run.
#[derive(Debug, PartialEq)]
struct End {
    states: Vec<String>,
    counts: Vec<String>,
    wanted: Vec<String>,
}

fn end_of(store: &Store) -> End {
    let state = store.state();
    End {
        states: state
            .conditions
            .values()
            .map(|c| format!("{:?} {:?} {} {:?}", c.key, c.derived_state(), c.regions.occurrence, c.quality))
            .collect(),
        counts: state
            .places
            .values()
            .map(|p| format!("{} {:?} {:?}", p.thing, p.counts, p.suppressed_by))
            .collect(),
        wanted: state
            .conditions
            .values()
            .filter(|c| c.escalation.as_ref().is_some_and(|e| e.status == EscalationStatus::Wanted))
            .map(|c| format!("{:?}", c.key))
            .collect(),
    }
}

/// Everything that must run was started.
fn assert_nothing_is_owed(store: &Store) {
    let state = store.state();
    for condition in state.conditions.values() {
        if condition.escalation.as_ref().is_some_and(|e| e.status.is_live()) {
            let name = condition.escalation_ref().unwrap().execution_name();
            assert!(state.executions.contains_key(&name), "{name} was never started");
        }
    }
}

fn story() -> Vec<Vec<String>> {
    let overload = key("robot-01", "motor", "MOTOR_OVERLOAD");
    let slip = key("robot-01", "belt", "BELT_SLIP");
    let door = key("mixer-01", "door", "DOOR_OPEN");
    vec![
        vec![raise(&overload, 1, 0), raise(&slip, 1, 0), raise(&door, 1, 0)],
        vec![clear(&slip, 1, 0, 20), raise(&slip, 2, 30)],
        vec![presence("gateway-01", "lost", 1, 180)],
        vec![presence("gateway-01", "restored", 1, 590), clear(&overload, 1, 0, 595)],
    ]
}

#[tokio::test]
async fn death_at_any_call_ends_in_the_same_state() {
    tokio::time::pause();
    let undisturbed = farm();
    undisturbed.set_time(at(600));
    for batch in story() {
        undisturbed.deliver(&batch).await;
    }
    let expected = end_of(&undisturbed);

    for dying in 0..story().len() {
        for fate in [Fate::DiesBefore, Fate::DiesAfter] {
            let mut call = 0;
            loop {
                let store = farm();
                store.set_time(at(600));
                let mut died = false;
                for (n, batch) in story().iter().enumerate() {
                    if n == dying {
                        store.script(move |number, _| if number == call { fate } else { Fate::Works });
                        died = store.try_deliver(batch).await.is_none();
                        store.all_works();
                    }
                    store.deliver(batch).await;
                }
                assert_eq!(end_of(&store), expected, "batch {dying}, call {call}, {fate:?}");
                assert_nothing_is_owed(&store);
                if !died {
                    break;
                }
                call += 1;
            }
            assert!(call >= 3, "batch {dying} makes {call} calls");
        }
    }
}

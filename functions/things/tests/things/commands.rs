//! Commands that a shadow confirms, and those that none confirms in time.

use std::sync::Arc;

use serde_json::{Value, json};
use things::expire::{ExpireCommands, Expired};
use valmetal_domain::command::{Command, CommandStatus};
use valmetal_runtime::{
    clock::Clock,
    handler::{Function, Invocation},
};

use crate::support::{Call, Fate, Store, at, farm, ruled, thing};

/// A store in which the mixer was told at second 0 to run at 40 until second 60.
fn told() -> Store {
    let store = farm();
    let command: Command = serde_json::from_value(json!({
        "id": "c-1", "thingName": "mixer-01", "farmId": "farm-1", "desired": {"mixing": {"speed": 40}},
        "reason": "Wet silage", "requestedBy": {"userId": "u-1"}, "requestedAt": at(0), "expiresAt": at(60),
        "status": "pending", "version": 1,
    }))
    .unwrap();
    store.state().commands.insert("c-1".to_owned(), command);
    store
}

fn shadow(desired: &Value, reported: &Value, seconds: i64) -> String {
    let document = |version| json!({"state": {"desired": desired, "reported": reported}, "metadata": {}, "version": version});
    let event =
        json!({"previous": document(1), "current": document(2), "timestamp": at(seconds).as_second()});
    ruled("$aws/things/mixer-01/shadow/update/documents", &event)
}

fn wanted() -> Value {
    json!({"mixing": {"speed": 40}})
}

fn status(store: &Store) -> CommandStatus {
    store.state().commands["c-1"].status
}

async fn expire(store: &Store, now: i64) -> Expired {
    let function = ExpireCommands {
        due: Arc::new(store.clone()),
        pending: Arc::new(store.clone()),
        commands: Arc::new(store.clone()),
        desired: Arc::new(store.clone()),
        clock: Clock::at(at(now)),
    };
    let invocation = Invocation {
        request_id: "test".to_owned(),
        deadline: at(now + 50),
        function_arn: "arn:aws:lambda:eu-west-1:123456789012:function:expire-commands".to_owned(),
    };
    function.handle(json!({}), &invocation).await.unwrap()
}

#[tokio::test]
async fn what_the_machine_reports_ends_the_command_and_is_desired_no_more() {
    let store = told();
    let other = shadow(&wanted(), &json!({"mixing": {"speed": 30}}), 1);
    store.deliver(1, std::slice::from_ref(&other)).await;
    assert_eq!((status(&store), store.state().desired.len()), (CommandStatus::Pending, 0));

    let done = shadow(&wanted(), &wanted(), 2);
    store.deliver(2, &[other, done.clone()]).await;
    assert_eq!(status(&store), CommandStatus::Confirmed);
    let withdrawn = (thing("mixer-01"), json!({"mixing": {"speed": null}}));
    assert_eq!(store.state().desired, [withdrawn]);

    // Again: nothing is pending any more.
    store.deliver(3, &[done]).await;
    assert_eq!(store.state().desired.len(), 1);
}

#[tokio::test]
async fn a_shadow_of_a_thing_without_a_command_costs_one_read() {
    let store = farm();
    store.all_works();
    store.deliver(1, &[shadow(&Value::Null, &wanted(), 1), shadow(&Value::Null, &wanted(), 2)]).await;
    let calls = store.state().calls.clone();
    assert_eq!(calls.iter().filter(|call| **call == Call::ReadPending).count(), 1, "{calls:?}");
    assert!(!calls.contains(&Call::UpdateDesired), "{calls:?}");
}

#[tokio::test]
async fn a_death_at_any_call_ends_in_the_same_state() {
    tokio::time::pause();
    for fate in [Fate::DiesBefore, Fate::DiesAfter, Fate::IsUnavailable] {
        for call in [Call::ReadPending, Call::UpdateDesired, Call::CommitCommand] {
            let store = told();
            let mut left = 1;
            store.script(move |_, made| {
                if made == call && left > 0 {
                    left -= 1;
                    return fate;
                }
                Fate::Works
            });
            let done = shadow(&wanted(), &wanted(), 2);
            let tried = store.try_deliver(2, std::slice::from_ref(&done)).await;
            if let Some(Ok(response)) = &tried {
                assert_eq!(response.batch_item_failures.len(), 1, "{call:?} {fate:?}");
            }
            store.all_works();
            store.deliver(3, &[done]).await;
            assert_eq!(status(&store), CommandStatus::Confirmed, "{call:?} {fate:?}");
            assert!(!store.state().desired.is_empty(), "{call:?} {fate:?}");
        }
    }
}

#[tokio::test]
async fn what_no_machine_confirms_in_time_expires_and_is_desired_no_more() {
    let store = told();
    assert_eq!(expire(&store, 59).await, Expired::default());
    assert_eq!(expire(&store, 60).await, Expired { ended: 1, failed: 0 });
    assert_eq!(status(&store), CommandStatus::Expired);
    assert_eq!(store.state().desired, [(thing("mixer-01"), json!({"mixing": {"speed": null}}))]);
    assert_eq!(expire(&store, 61).await, Expired::default());
}

#[tokio::test]
async fn what_could_not_be_expired_is_found_again() {
    let store = told();
    store.script(|_, call| if call == Call::UpdateDesired { Fate::IsUnavailable } else { Fate::Works });
    assert_eq!(expire(&store, 60).await, Expired { ended: 0, failed: 1 });
    assert_eq!(status(&store), CommandStatus::Pending);
    store.all_works();
    assert_eq!(expire(&store, 120).await, Expired { ended: 1, failed: 0 });
}

#[tokio::test]
async fn a_confirmation_that_is_heard_while_time_runs_out_stands() {
    let store = told();
    store.deliver(60, &[shadow(&wanted(), &wanted(), 59)]).await;
    assert_eq!(expire(&store, 61).await, Expired::default());
    assert_eq!(status(&store), CommandStatus::Confirmed);
}

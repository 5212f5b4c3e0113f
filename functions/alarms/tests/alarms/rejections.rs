//! What can never be taken goes to the dead-letter queue as it came, and its neighbours are taken.

use serde_json::json;
use valmetal_domain::alarm::message::reason;

use crate::support::device::{at, bytes, presence, raise, said, snapshot, word};
use crate::support::farm::{farm, key, thing};
use crate::support::store::{Call, Fate};

#[tokio::test]
async fn every_kind_of_bad_message_is_rejected_with_its_reason() {
    let overload = key("mixer-01", "motor", "MOTOR_OVERLOAD");
    let raised = word(&overload, "raised", 1, 0, 0);
    let with = |field: &str, value: serde_json::Value| {
        let mut word = raised.clone();
        word[field] = value;
        said(&overload, &word)
    };
    let cases = [
        ("no envelope".to_owned(), reason::BAD_ENVELOPE, None),
        (bytes("mixer-01", "alarm", b""), reason::NOT_JSON, None),
        (bytes("mixer-01", "alarm", &[0, 159, 146, 150]), reason::NOT_JSON, None),
        (bytes("mixer-01", "alarm", b"[1]"), reason::NOT_JSON, None),
        (bytes("mixer-01", "alarm", &vec![b' '; 9000]), reason::OVERSIZED, None),
        (with("schemaVersion", json!(2)), reason::UNKNOWN_SCHEMA_VERSION, Some("schemaVersion")),
        (with("severity", json!("dreadful")), reason::BAD_FIELD, Some("severity")),
        (with("at", json!(at(7200))), reason::TIME_IN_FUTURE, Some("at")),
        (with("code", json!("NO_SUCH_CODE")), reason::UNKNOWN_CODE, Some("code")),
        (raise(&key("nowhere", "motor", "MOTOR_OVERLOAD"), 1, 0), reason::UNKNOWN_THING, None),
        (raise(&key("mixer-01", "connection", "CONNECTIVITY_LOST"), 1, 0), reason::BAD_FIELD, Some("code")),
        (snapshot("nowhere", 0, &[]), reason::UNKNOWN_THING, None),
        (presence("nowhere", "lost", 1, 0), reason::UNKNOWN_THING, None),
    ];
    for (body, reason, field) in cases {
        let store = farm();
        let good = raise(&key("robot-01", "motor", "MOTOR_OVERLOAD"), 1, 0);
        store.deliver(&[body.clone(), good]).await;
        let state = store.state();
        let [letter] = &state.dead_letters[..] else {
            panic!("{} letters for {body}", state.dead_letters.len())
        };
        assert_eq!(letter.body, body);
        assert_eq!((letter.rejection.reason, letter.rejection.field.as_deref()), (reason, field), "{body}");
        assert_eq!(state.conditions.len(), 1, "its neighbour is taken: {body}");
    }
}

#[tokio::test]
async fn a_snapshot_with_an_unknown_code_is_taken_but_for_that() {
    let store = farm();
    let known = key("mixer-01", "motor", "MOTOR_OVERLOAD");
    let unknown = key("mixer-01", "motor", "NO_SUCH_CODE");
    store.deliver(&[snapshot("mixer-01", 60, &[(&unknown, 1, 0), (&known, 1, 0)])]).await;
    let state = store.state();
    assert_eq!(state.conditions.keys().collect::<Vec<_>>(), [&known]);
    assert_eq!(state.dead_letters[0].rejection.field.as_deref(), Some("active[0].code"));
    assert_eq!(state.dead_letters[0].rejection.thing.as_deref(), Some("mixer-01"));
}

#[tokio::test]
async fn a_message_that_cannot_be_rejected_stays_in_its_queue() {
    let store = farm();
    store.script(|_, call| if call == Call::SendDeadLetter { Fate::IsUnavailable } else { Fate::Works });
    let bodies = ["no envelope".to_owned(), raise(&key("mixer-01", "motor", "MOTOR_OVERLOAD"), 1, 0)];
    let response = store.try_deliver(&bodies).await.unwrap().unwrap();
    assert_eq!(response.batch_item_failures.len(), 1);
    assert_eq!(store.state().places[&thing("mixer-01")].version, 2);
}

#[tokio::test]
async fn the_last_receive_ends_in_the_dead_letter_queue_with_the_last_error() {
    let store = farm();
    store.script(|_, call| if call == Call::Read { Fate::IsUnavailable } else { Fate::Works });
    let body = raise(&key("mixer-01", "motor", "MOTOR_OVERLOAD"), 1, 0);
    store.try_deliver_for_the(4, std::slice::from_ref(&body)).await.unwrap().unwrap_err();
    assert!(store.state().dead_letters.is_empty());
    store.try_deliver_for_the(5, std::slice::from_ref(&body)).await.unwrap().unwrap();
    let state = store.state();
    assert_eq!(state.dead_letters[0].rejection.reason, "receivesExhausted");
    assert!(state.dead_letters[0].rejection.detail.contains("the script says so"));
}

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{BadPatch, Command, CommandRefusal, CommandStatus, NewCommand, Patch, Person, ShadowUpdate};
use crate::alarm::{DerivedState, Severity};
use crate::entity::Place;
use crate::names::{CommandId, UserId};

fn at(seconds: i64) -> Timestamp {
    "2026-05-01T12:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

fn patch(value: Value) -> Result<Patch, BadPatch> {
    let Value::Object(fields) = value else { panic!("{value} is no object") };
    Patch::new(fields)
}

fn person() -> Person {
    Person { user_id: UserId::new("u-1").unwrap(), name: Some("Félix".to_owned()) }
}

fn place() -> Place {
    serde_json::from_value(json!({
        "thing": "robot-01", "farmId": "f-1", "entityId": "e-1", "path": "/f-1/e-1", "name": "Robot", "version": 3,
    }))
    .unwrap()
}

fn request(place: &Place, pending: Option<&Command>, lasts: i64) -> Result<Command, CommandRefusal> {
    let new = NewCommand {
        desired: patch(json!({"mode": "auto", "speed": {"limit": 50}})).unwrap(),
        reason: "Feeding".to_owned(),
        expires_at: at(lasts),
        requested_by: person(),
    };
    Command::request(CommandId::new("c-1").unwrap(), new, place, pending, at(0))
}

fn update(desired: Value, reported: Value, seconds: i64) -> ShadowUpdate {
    ShadowUpdate { desired: [Value::Null, desired], reported, at: at(seconds) }
}

fn wanted() -> Value {
    json!({"mode": "auto", "speed": {"limit": 50}})
}

#[test]
fn a_machine_takes_one_command_at_a_time() {
    let first = request(&place(), None, 60).unwrap();
    assert_eq!((first.status, first.version), (CommandStatus::Pending, 1));
    assert_eq!(request(&place(), Some(&first), 60), Err(CommandRefusal::CommandPending(first.id.clone())));
}

#[test]
fn a_machine_that_is_out_of_service_or_retired_takes_none() {
    let mut out = place();
    out.counts.add(Severity::High, DerivedState::OutOfService);
    assert_eq!(request(&out, None, 60), Err(CommandRefusal::OutOfService));
    let mut alarmed = place();
    alarmed.counts.add(Severity::Critical, DerivedState::Unacknowledged);
    assert!(request(&alarmed, None, 60).is_ok());
    let mut retiring = place();
    retiring.retiring.insert("arn:aws:iot:cert/1".to_owned());
    assert_eq!(request(&retiring, None, 60), Err(CommandRefusal::Retiring));
}

#[test]
fn a_command_waits_for_a_day_at_most() {
    for (seconds, is_good) in [(-1, false), (0, false), (1, true), (86_400, true), (86_401, false)] {
        assert_eq!(request(&place(), None, seconds).is_ok(), is_good, "{seconds}");
    }
}

#[test]
fn what_the_machine_reports_confirms_it() {
    let command = request(&place(), None, 60).unwrap();
    let reported = json!({"mode": "auto", "speed": {"limit": 50.0, "now": 12}, "firmware": "1"});
    let confirmed = command.hear(&update(wanted(), reported.clone(), 2)).unwrap();
    assert_eq!(
        (confirmed.status, confirmed.ended_at, confirmed.version),
        (CommandStatus::Confirmed, Some(at(2)), 2)
    );
    // The machine cleared what it did in the update that reports it.
    let cleared = ShadowUpdate { desired: [wanted(), Value::Null], reported: reported.clone(), at: at(2) };
    assert!(command.hear(&cleared).is_some());

    for (why, other) in [
        ("it reports something else", update(wanted(), json!({"mode": "manual", "speed": {"limit": 50}}), 2)),
        ("it reports a part", update(wanted(), json!({"mode": "auto"}), 2)),
        ("it reports nothing", update(wanted(), Value::Null, 2)),
        ("it is older than the command", update(wanted(), reported.clone(), -60)),
        ("it was not desired", update(json!({"mode": "auto"}), reported, 2)),
    ] {
        assert_eq!(command.hear(&other), None, "{why}");
    }
    assert_eq!(confirmed.hear(&update(wanted(), wanted(), 3)), None, "it has ended");
}

#[test]
fn what_has_ended_stays_so() {
    let command = request(&place(), None, 60).unwrap();
    assert_eq!(command.expire(at(59)), None);
    let expired = command.expire(at(60)).unwrap();
    assert_eq!((expired.status, expired.ended_at), (CommandStatus::Expired, Some(at(60))));
    let cancelled = command.cancel(person(), at(5)).unwrap();
    assert_eq!((cancelled.status, &cancelled.cancelled_by), (CommandStatus::Cancelled, &Some(person())));
    assert_eq!(cancelled.expire(at(100)), None);
    assert_eq!(expired.cancel(person(), at(100)), Err(CommandRefusal::Ended(CommandStatus::Expired)));
}

#[test]
fn a_patch_is_an_object_of_bounded_size_without_null() {
    assert_eq!(patch(json!({})), Err(BadPatch::Empty));
    assert_eq!(patch(json!({"a": {}})), Err(BadPatch::Empty));
    assert_eq!(patch(json!({"a": {"b": null}})), Err(BadPatch::Null));
    assert_eq!(patch(json!({"a": [1, null]})), Err(BadPatch::Null));
    assert_eq!(patch(json!({"a": "x".repeat(5_000)})), Err(BadPatch::TooLarge));
    assert!(patch(json!({"a": {"b": {"c": {"d": {"e": 1}}}}})).is_ok());
    assert_eq!(patch(json!({"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}})), Err(BadPatch::TooDeep));
    assert_eq!(patch(json!({"a": [[[[[1]]]]]})), Err(BadPatch::TooDeep));
}

#[test]
fn a_withdrawal_takes_back_exactly_what_was_set() {
    let withdrawal = patch(wanted()).unwrap().withdrawal();
    assert_eq!(withdrawal, json!({"mode": null, "speed": {"limit": null}}));
}

/// JSON objects such as devices have.
fn objects() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![any::<bool>().prop_map(Value::from), any::<i32>().prop_map(Value::from)];
    let value = leaf.prop_recursive(3, 12, 3, |inner| {
        prop::collection::btree_map("[a-c]", inner, 1..3).prop_map(|fields| json!(fields))
    });
    prop::collection::btree_map("[a-c]", value, 1..4).prop_map(|fields| json!(fields))
}

proptest! {
    #[test]
    fn a_shadow_that_takes_a_patch_has_it_and_one_that_takes_its_withdrawal_has_not(
        state in objects(), wanted in objects(),
    ) {
        let wanted = patch(wanted).unwrap();
        let mut merged = state;
        merge(&mut merged, &wanted.to_value());
        prop_assert!(wanted.is_in(&merged));
        merge(&mut merged, &wanted.withdrawal());
        prop_assert!(!wanted.is_in(&merged));
    }
}

/// What AWS IoT does with an update of a shadow.
fn merge(state: &mut Value, patch: &Value) {
    let Value::Object(fields) = patch else {
        *state = patch.clone();
        return;
    };
    if !state.is_object() {
        *state = json!({});
    }
    let object = state.as_object_mut().unwrap();
    for (name, value) in fields {
        if value.is_null() {
            object.remove(name);
        } else {
            merge(object.entry(name.clone()).or_insert(Value::Null), value);
        }
    }
}

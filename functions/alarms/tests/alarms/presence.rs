//! A thing's connection is lost and comes back, and what is connected through it with it.

use valmetal_domain::alarm::DerivedState;
use valmetal_domain::alarm::condition::Quality;

use crate::support::device::{at, presence, presence_of, raise, retired, snapshot};
use crate::support::farm::{farm, key, thing};

#[tokio::test]
async fn a_lost_gateway_is_one_alarm_and_suppresses_what_is_behind_it() {
    let store = farm();
    let own = key("gateway-01", "fan", "BELT_SLIP");
    let declared = key("robot-01", "motor", "MOTOR_OVERLOAD");
    let undeclared = key("robot-01", "belt", "BELT_SLIP");
    let elsewhere = key("mixer-01", "motor", "MOTOR_OVERLOAD");
    let lost = key("gateway-01", "connection", "CONNECTIVITY_LOST");
    store.deliver(&[&own, &declared, &undeclared, &elsewhere].map(|key| raise(key, 1, 0))).await;

    store.set_time(at(300));
    store.deliver(&[presence("gateway-01", "lost", 1, 180)]).await;
    assert_eq!(store.condition(&lost).derived_state(), DerivedState::Unacknowledged);
    assert_eq!(store.condition(&declared).derived_state(), DerivedState::SuppressedByDesign);
    assert_eq!(store.condition(&undeclared).derived_state(), DerivedState::Unacknowledged);
    for (key, quality) in [
        (&own, Quality::Stale),
        (&declared, Quality::Stale),
        (&undeclared, Quality::Stale),
        (&elsewhere, Quality::Good),
    ] {
        assert_eq!(store.condition(key).quality, quality, "{key:?}");
    }
    let escalation = store.condition(&declared).escalation_ref().unwrap();
    assert_eq!(store.state().executions[&escalation.execution_name()].as_deref(), Some("Suppressed"));

    // Born behind a lost gateway: suppressed from the beginning.
    let born = key("robot-02", "motor", "MOTOR_OVERLOAD");
    store.deliver(&[raise(&born, 1, 301)]).await;
    assert_eq!(store.condition(&born).derived_state(), DerivedState::SuppressedByDesign);
    assert!(store.condition(&born).escalation.is_none());

    store.set_time(at(600));
    store.deliver(&[presence("gateway-01", "restored", 1, 590)]).await;
    assert_eq!(store.condition(&lost).derived_state(), DerivedState::Normal);
    for key in [&own, &declared, &undeclared, &born] {
        assert_eq!(store.condition(key).derived_state(), DerivedState::Unacknowledged, "{key:?}");
        assert_eq!(store.condition(key).quality, Quality::Good, "{key:?}");
    }
    assert!(store.state().places[&thing("robot-02")].suppressed_by.is_empty());
}

#[tokio::test]
async fn what_is_told_of_a_connection_again_or_late_changes_nothing() {
    let store = farm();
    let declared = key("robot-01", "motor", "MOTOR_OVERLOAD");
    store.deliver(&[raise(&declared, 1, 0)]).await;
    store.set_time(at(900));
    store
        .deliver(&[presence("gateway-01", "lost", 1, 180), presence("gateway-01", "restored", 1, 590)])
        .await;
    let version = store.condition(&declared).version;
    store.deliver(&[presence("gateway-01", "lost", 1, 180)]).await;
    assert_eq!(store.condition(&declared).version, version);
    assert_eq!(store.condition(&declared).derived_state(), DerivedState::Unacknowledged);
    assert!(store.state().places[&thing("robot-01")].suppressed_by.is_empty());
}

#[tokio::test]
async fn a_snapshot_does_not_speak_of_the_connection() {
    let store = farm();
    let lost = key("gateway-01", "connection", "CONNECTIVITY_LOST");
    store.set_time(at(300));
    store.deliver(&[presence("gateway-01", "lost", 1, 180)]).await;
    store.deliver(&[snapshot("gateway-01", 200, &[])]).await;
    assert_eq!(store.condition(&lost).derived_state(), DerivedState::Unacknowledged);
}

#[tokio::test]
async fn a_return_whose_loss_was_never_heard_of_tells_how_long_it_lasted() {
    let store = farm();
    store.set_time(at(900));
    let lost = key("gateway-01", "connection", "CONNECTIVITY_LOST");
    let outage = u64::try_from(at(180).as_second()).unwrap();
    store.deliver(&[presence_of(outage, "gateway-01", "restored", 1, 590)]).await;
    let condition = store.condition(&lost);
    assert_eq!(condition.regions.occurrence, 1);
    assert_eq!((condition.regions.raised_at, condition.regions.cleared_at), (Some(at(180)), Some(at(590))));
}

#[tokio::test]
async fn the_alarms_of_a_retired_machine_end_with_it() {
    let store = farm();
    let overload = key("mixer-01", "motor", "MOTOR_OVERLOAD");
    let slip = key("mixer-01", "belt", "BELT_SLIP");
    let elsewhere = key("robot-01", "motor", "MOTOR_OVERLOAD");
    store.deliver(&[&overload, &slip, &elsewhere].map(|key| raise(key, 1, 0))).await;
    let escalation = store.condition(&overload).escalation_ref().unwrap();

    store.set_time(at(300));
    let place = store.state().places.remove(&thing("mixer-01")).unwrap();
    store.deliver(&[retired("mixer-01", 299)]).await;
    for key in [&overload, &slip] {
        assert_eq!(store.condition(key).derived_state(), DerivedState::Normal, "{key:?}");
    }
    assert_eq!(store.condition(&elsewhere).derived_state(), DerivedState::Unacknowledged);
    assert_eq!(store.state().executions[&escalation.execution_name()].as_deref(), Some("Retired"));
    assert!(!store.state().places.contains_key(&thing("mixer-01")), "its place is not made anew");

    // Said again, after another machine came under its name.
    store.state().places.insert(thing("mixer-01"), place);
    store.set_time(at(400));
    store.deliver(&[raise(&overload, 2, 390)]).await;
    store.deliver(&[retired("mixer-01", 299)]).await;
    assert_eq!(store.condition(&overload).derived_state(), DerivedState::Unacknowledged);
}

#[tokio::test]
async fn what_was_connected_through_a_retired_gateway_is_suppressed_no_more() {
    let store = farm();
    let declared = key("robot-01", "motor", "MOTOR_OVERLOAD");
    store.deliver(&[raise(&declared, 1, 0)]).await;
    store.set_time(at(300));
    store.deliver(&[presence("gateway-01", "lost", 1, 180)]).await;
    assert_eq!(store.condition(&declared).derived_state(), DerivedState::SuppressedByDesign);

    store.state().places.remove(&thing("gateway-01"));
    store.set_time(at(400));
    store.deliver(&[retired("gateway-01", 399)]).await;
    let lost = key("gateway-01", "connection", "CONNECTIVITY_LOST");
    assert_eq!(store.condition(&lost).derived_state(), DerivedState::Normal);
    assert_eq!(store.condition(&declared).derived_state(), DerivedState::Unacknowledged);
    assert!(store.state().places[&thing("robot-01")].suppressed_by.is_empty());
}

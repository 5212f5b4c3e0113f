//! What `handle-alarms` makes of what devices say, and how many calls it takes.

use std::collections::BTreeSet;

use jiff::ToSpan;
use valmetal_domain::alarm::DerivedState;
use valmetal_domain::alarm::journal::JournalEvent;

use crate::support::device::{at, clear, raise, said, snapshot, timer, word};
use crate::support::farm::{farm, key, start, thing};
use crate::support::store::{Call, Fate};

#[tokio::test]
async fn a_raise_is_a_read_a_transaction_and_an_execution() {
    let store = farm();
    let overload = key("mixer-01", "motor", "MOTOR_OVERLOAD");
    store.deliver(&[raise(&overload, 1, 0)]).await;

    assert_eq!(store.calls(), [Call::Read, Call::Commit, Call::Start]);
    assert_eq!(store.condition(&overload).derived_state(), DerivedState::Unacknowledged);
    let state = store.state();
    assert_eq!(state.executions.len(), 1);
    let counts = &state.places[&thing("mixer-01")].counts;
    assert_eq!(counts.iter().map(|(_, _, n)| n).sum::<u32>(), 1);
}

#[tokio::test]
async fn a_clear_is_a_read_a_transaction_and_a_stop() {
    let store = farm();
    let overload = key("mixer-01", "motor", "MOTOR_OVERLOAD");
    store.deliver(&[raise(&overload, 1, 0)]).await;
    store.all_works();
    store.deliver(&[clear(&overload, 1, 0, 90)]).await;

    assert_eq!(store.calls(), [Call::Read, Call::Commit, Call::Stop]);
    assert_eq!(store.condition(&overload).derived_state(), DerivedState::ReturnedUnacknowledged);
    assert_eq!(store.state().executions.values().next().unwrap().as_deref(), Some("Cleared"));
}

#[tokio::test]
async fn ten_messages_of_one_farm_are_one_read_and_one_transaction() {
    let store = farm();
    let components: Vec<_> = (0..5).map(|n| format!("motor-{n}")).collect();
    let mut bodies = Vec::new();
    for thing in ["mixer-01", "robot-01"] {
        bodies.extend(components.iter().map(|c| raise(&key(thing, c, "BELT_SLIP"), 1, 0)));
    }
    store.deliver(&bodies).await;

    let calls = store.calls();
    assert_eq!(calls[..2], [Call::Read, Call::Commit]);
    assert_eq!(calls[2..], [Call::Start; 10]);
}

#[tokio::test]
async fn several_messages_of_one_condition_fold_into_one_and_are_all_journalled() {
    let store = farm();
    let overload = key("mixer-01", "motor", "MOTOR_OVERLOAD");
    let bodies = [
        raise(&overload, 1, 0),
        clear(&overload, 1, 0, 10),
        raise(&overload, 2, 20),
        raise(&overload, 2, 20),
    ];
    store.deliver(&bodies).await;

    let condition = store.condition(&overload);
    assert_eq!(condition.version, 4);
    assert_eq!(condition.derived_state(), DerivedState::Unacknowledged);
    let state = store.state();
    let events: Vec<_> = state.records.values().map(|record| record.event).collect();
    assert_eq!(
        events,
        [JournalEvent::Raised, JournalEvent::Cleared, JournalEvent::Raised, JournalEvent::Repeated]
    );
    // Escalations that began and ended within the batch were never started.
    let wanted = condition.escalation_ref().unwrap().execution_name();
    assert_eq!(state.executions.keys().collect::<Vec<_>>(), [&wanted]);
    assert_eq!(state.calls, [Call::Read, Call::Commit, Call::Start]);
}

#[tokio::test]
async fn an_on_delay_is_a_timer_and_then_an_alarm() {
    let store = farm();
    let door = key("mixer-01", "door", "DOOR_OPEN");
    store.deliver(&[raise(&door, 1, 0)]).await;
    assert_eq!(store.calls(), [Call::Read, Call::Commit, Call::SetTimer]);
    assert_eq!(store.state().timers, [(door.clone(), 1, at(60))]);

    // Too early: the newest timer is set again.
    store.set_time(at(59));
    store.deliver(&[timer(&door, 1)]).await;
    assert_eq!(store.condition(&door).version, 1);
    assert_eq!(store.state().timers.len(), 2);

    // Stale and too early: nothing.
    store.deliver(&[timer(&door, 0)]).await;
    assert_eq!(store.state().timers.len(), 2);

    store.set_time(at(60));
    store.deliver(&[timer(&door, 1)]).await;
    assert_eq!(store.condition(&door).derived_state(), DerivedState::Unacknowledged);
    assert_eq!(store.state().executions.len(), 1);

    // A timer of a condition that nobody knows does nothing.
    store.deliver(&[timer(&key("mixer-01", "gate", "DOOR_OPEN"), 1)]).await;
}

#[tokio::test]
async fn conflicts_are_read_and_computed_again() {
    tokio::time::pause();
    let store = farm();
    let overload = key("mixer-01", "motor", "MOTOR_OVERLOAD");
    let mut left = 3;
    store.script(move |_, call| {
        if call == Call::Commit && left > 0 {
            left -= 1;
            return Fate::Conflicts;
        }
        Fate::Works
    });
    store.deliver(&[raise(&overload, 1, 0)]).await;
    let calls = store.calls();
    assert_eq!(calls.iter().filter(|call| **call == Call::Read).count(), 4);
    assert_eq!(store.condition(&overload).version, 1);
    assert_eq!(calls.last(), Some(&Call::Start));
}

#[tokio::test]
async fn a_conflict_without_end_is_a_failure_before_the_time_is_over() {
    tokio::time::pause();
    let store = farm();
    store.script(|_, call| if call == Call::Commit { Fate::Conflicts } else { Fate::Works });
    let began = tokio::time::Instant::now();
    let answer = store.try_deliver(&[raise(&key("mixer-01", "motor", "MOTOR_OVERLOAD"), 1, 0)]).await;
    assert_eq!(answer.unwrap().unwrap_err().error_type(), "BatchFailed");
    assert!(began.elapsed() < std::time::Duration::from_secs(5));
}

#[tokio::test]
async fn an_execution_that_does_not_start_fails_its_message_only_and_the_redelivery_starts_it() {
    let store = farm();
    let overload = key("mixer-01", "motor", "MOTOR_OVERLOAD");
    let door = key("mixer-01", "door", "DOOR_OPEN");
    store.script(|_, call| if call == Call::Start { Fate::IsUnavailable } else { Fate::Works });
    let bodies = [raise(&overload, 1, 0), raise(&door, 1, 0)];
    let response = store.try_deliver(&bodies).await.unwrap().unwrap();
    let failed: Vec<_> =
        response.batch_item_failures.iter().map(|failure| failure.item_identifier.as_str()).collect();
    assert_eq!(failed, ["message-0"]);

    store.all_works();
    store.deliver(&bodies[..1]).await;
    assert_eq!(store.state().executions.len(), 1);
    assert_eq!(store.condition(&overload).regions.occurrence, 1);
}

#[tokio::test]
async fn a_snapshot_raises_what_it_lists_and_clears_what_it_lacks() {
    let store = farm();
    let lost_clear = key("mixer-01", "motor", "MOTOR_OVERLOAD");
    let lost_raise = key("mixer-01", "belt", "BELT_SLIP");
    store.deliver(&[raise(&lost_clear, 1, 0)]).await;
    store.set_time(start() + 2.minutes());
    store.deliver(&[snapshot("mixer-01", 60, &[(&lost_raise, 1, 0)])]).await;

    assert_eq!(store.condition(&lost_clear).derived_state(), DerivedState::ReturnedUnacknowledged);
    assert_eq!(store.condition(&lost_raise).derived_state(), DerivedState::Unacknowledged);
    let state = store.state();
    assert!(
        state.records.values().skip(1).all(|r| r.version == 1 || r.device.as_ref().unwrap().from_snapshot)
    );
}

#[tokio::test]
async fn what_comes_after_a_snapshot_that_would_have_cleared_it_is_over() {
    let store = farm();
    let (overload, slip) = (key("mixer-01", "motor", "MOTOR_OVERLOAD"), key("mixer-01", "belt", "BELT_SLIP"));
    store.deliver(&[snapshot("mixer-01", 60, &[(&slip, 2, 30)])]).await;
    store.set_time(start() + 2.minutes());

    let late = [raise(&overload, 1, 40), raise(&slip, 1, 10), raise(&slip, 2, 30)];
    store.deliver(&late).await;
    assert_eq!(store.condition(&overload).derived_state(), DerivedState::ReturnedUnacknowledged);
    assert_eq!(store.condition(&slip).derived_state(), DerivedState::Unacknowledged, "it was listed");
    assert_eq!(store.state().executions.len(), 1, "nobody is called for what is over");

    store.deliver(&[raise(&overload, 2, 61)]).await;
    assert_eq!(store.condition(&overload).derived_state(), DerivedState::Unacknowledged, "it began later");
}

#[tokio::test]
async fn snapshots_and_late_raises_end_alike_in_any_order() {
    let (overload, slip) = (key("mixer-01", "motor", "MOTOR_OVERLOAD"), key("mixer-01", "belt", "BELT_SLIP"));
    let said = [
        raise(&overload, 1, 0),
        raise(&slip, 1, 10),
        snapshot("mixer-01", 60, &[(&slip, 1, 10)]),
        raise(&overload, 2, 100),
        snapshot("mixer-01", 120, &[(&overload, 2, 100)]),
    ];
    let mut ends = BTreeSet::new();
    for order in orders(said.len()) {
        let store = farm();
        store.set_time(start() + 5.minutes());
        for n in order {
            store.deliver(&[said[n].clone()]).await;
        }
        let state = |key| format!("{:?}", store.condition(key).derived_state());
        ends.insert([state(&overload), state(&slip)]);
    }
    assert_eq!(ends.into_iter().collect::<Vec<_>>(), [["Unacknowledged", "ReturnedUnacknowledged"]]);
}

/// Every order of so many messages.
fn orders(messages: usize) -> Vec<Vec<usize>> {
    let Some(last) = messages.checked_sub(1) else { return vec![vec![]] };
    let put = |order: &Vec<usize>, at: usize| [&order[..at], &[last], &order[at..]].concat();
    orders(last).iter().flat_map(|order| (0..messages).map(move |at| put(order, at))).collect()
}

#[tokio::test]
async fn what_is_listed_in_pieces_is_not_over_between_two_of_them() {
    let store = farm();
    let keys: Vec<_> = (0..40).map(|n| key("mixer-01", &format!("part-{n}"), "BELT_SLIP")).collect();
    let listed: Vec<_> = keys.iter().map(|key| (key, 1, 0)).collect();
    let list = snapshot("mixer-01", 60, &listed);
    let mut commits = 0;
    store.script(move |_, call| {
        commits += usize::from(call == Call::Commit);
        if commits == 2 { Fate::DiesBefore } else { Fate::Works }
    });
    // Twice in a batch, so that it takes two transactions; the process dies before the second.
    assert!(store.try_deliver(&[list.clone(), list.clone()]).await.is_none());
    store.all_works();
    let raises: Vec<_> = keys.iter().map(|key| raise(key, 1, 0)).collect();
    store.deliver(&raises).await;
    store.deliver(&[list]).await;
    assert!(keys.iter().all(|key| store.condition(key).derived_state() == DerivedState::Unacknowledged));
}

#[tokio::test]
async fn what_many_conditions_need_is_cut_between_conditions() {
    let store = farm();
    let keys: Vec<_> = (0..40).map(|n| key("mixer-01", &format!("part-{n}"), "BELT_SLIP")).collect();
    let listed: Vec<_> = keys.iter().map(|key| (key, 1, 0)).collect();
    // Twice in a batch: a hundred and twenty items and their place.
    store.deliver(&[snapshot("mixer-01", 60, &listed), snapshot("mixer-01", 60, &listed)]).await;

    let state = store.state();
    assert_eq!(state.calls.iter().filter(|call| **call == Call::Commit).count(), 2);
    assert!(state.largest_transaction <= 100);
    assert_eq!(state.conditions.len(), 40);
    let counts = &state.places[&thing("mixer-01")].counts;
    assert_eq!(counts.iter().map(|(_, _, n)| n).sum::<u32>(), 40);
    assert_eq!(state.executions.len(), 40);
}

#[tokio::test]
async fn a_condition_goes_where_its_machine_goes() {
    let store = farm();
    let overload = key("mixer-01", "motor", "MOTOR_OVERLOAD");
    store.deliver(&[raise(&overload, 1, 0)]).await;
    let there = "/farm-1/barn-2/entity-mixer-01";
    store.state().places.get_mut(&thing("mixer-01")).unwrap().path = there.to_owned();

    store.deliver(&[clear(&overload, 1, 0, 10)]).await;
    assert_eq!(store.condition(&overload).entity_path, there);
    let state = store.state();
    let paths: Vec<_> = state.records.values().map(|record| record.entity_path.as_str()).collect();
    assert_eq!(paths, ["/farm-1/barn-1/entity-mixer-01", there]);
}

#[tokio::test]
async fn a_rise_of_the_severity_is_no_call_more_than_a_raise() {
    let store = farm();
    let slip = key("mixer-01", "belt", "BELT_SLIP");
    store.deliver(&[raise(&slip, 1, 0)]).await;
    store.all_works();
    let mut worse = word(&slip, "changed", 1, 0, 10);
    worse["seq"] = 1.into();
    worse["severity"] = "critical".into();
    store.deliver(&[said(&slip, &worse)]).await;
    assert_eq!(store.calls(), [Call::Read, Call::Commit, Call::Start]);
    assert_eq!(store.state().executions.len(), 2);
}

#[tokio::test]
async fn a_snapshot_does_not_speak_of_what_the_platform_watches() {
    let store = farm();
    let due = key("mixer-01", "maintenance.schedule-1", "BELT_SLIP");
    let missed = key("mixer-01", "feed.pen-1", "BELT_SLIP");
    store.deliver(&[raise(&due, 1, 0), raise(&missed, 1, 0)]).await;
    store.set_time(start() + 2.minutes());
    store.deliver(&[snapshot("mixer-01", 60, &[])]).await;
    let next = key("mixer-01", "maintenance.schedule-2", "BELT_SLIP");
    store.deliver(&[raise(&next, 1, 30)]).await;
    for key in [due, missed, next] {
        assert_eq!(store.condition(&key).derived_state(), DerivedState::Unacknowledged, "{key:?}");
    }
}

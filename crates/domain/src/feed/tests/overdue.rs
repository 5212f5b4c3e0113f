use jiff::{SignedDuration, Timestamp};

use crate::{
    alarm::{Severity, message::DeviceState},
    feed::GroupFeeding,
    names::{AnimalSetId, FarmId, ThingName},
};

const HOUR: f64 = 3_600.0;

/// A group that eats 60 kg an hour and got 480 kg, which is for eight hours.
fn group() -> GroupFeeding {
    GroupFeeding {
        farm_id: FarmId::new("farm-1").unwrap(),
        animal_set_id: AnimalSetId::new("cows").unwrap(),
        device_id: ThingName::new("robot-01").unwrap(),
        deliveries: 19,
        delivered: 18.0 * 480.0 + 480.0,
        first_at: "2026-06-01T00:00:00Z".parse().unwrap(),
        last_at: "2026-06-07T00:00:00Z".parse().unwrap(),
        last_delivered: 480.0,
        longest_gap: 8.0 * HOUR,
    }
}

fn after(hours: i64) -> Timestamp {
    group().last_at + SignedDuration::from_hours(hours)
}

#[test]
fn a_group_is_overdue_after_the_longest_pause_and_a_grace() {
    let group = GroupFeeding { longest_gap: 4.0 * HOUR, ..group() };
    assert_eq!(group.word(after(5)), None);
    let word = group.word(after(6)).unwrap();
    assert_eq!(
        (word.state, word.severity, word.value),
        (DeviceState::Raised, Some(Severity::High), Some(4.0))
    );
    assert_eq!(word.at, after(4));
    assert_eq!(group.word(after(7)).unwrap(), word, "saying it again says nothing new");
}

#[test]
fn it_is_worse_once_nothing_is_left() {
    assert!((group().hours_left(after(2)) - 6.0).abs() < 1e-9);
    let word = group().word(after(12)).unwrap();
    assert_eq!((word.state, word.seq, word.severity), (DeviceState::Changed, 1, Some(Severity::Critical)));
    assert_eq!(group().word(after(13)).unwrap(), word);
}

#[test]
fn a_few_deliveries_are_no_schedule() {
    assert_eq!(GroupFeeding { deliveries: 3, ..group() }.word(after(100)), None);
}

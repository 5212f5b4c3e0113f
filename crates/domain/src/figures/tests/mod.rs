//! Key figures of journals that were made by hand.

pub(crate) mod journal;

use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::json;

use super::{Collector, FarmFigures, KeyFigures, PersonFigures, Rules, Split};
use crate::alarm::JournalRecord;
use journal::{Machine, at, definition, journal, midnight};

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

fn toronto() -> TimeZone {
    TimeZoneDatabase::bundled().get("America/Toronto").unwrap()
}

fn figures(journal: &[JournalRecord], days: i64) -> KeyFigures {
    let mut collector = Collector::new(midnight(), at(days * DAY), &toronto(), Rules::default());
    for record in journal {
        collector.take(record);
    }
    collector.finish(at(days * DAY))
}

/// The figures of the first day.
fn first_day(machines: &[Machine]) -> FarmFigures {
    figures(&journal(machines), 1).days.remove(0)
}

fn machine(name: &str) -> Machine {
    Machine::new(name, &definition(json!({})))
}

#[test]
fn a_day_without_alarms_is_all_zeros() {
    let day = first_day(&[]);
    assert_eq!((day.day.alarms, day.day.floods, day.chattering, day.fleeting, day.stale), (0, 0, 0, 0, 0));
    assert_eq!((day.day.top_ten_share, day.day.split), (0.0, Split::default()));
    assert_eq!(day.day.time_to_acknowledge.p50_seconds, None);
    assert_eq!(day.day.date.to_string(), "2026-06-10");
}

#[test]
fn alarms_are_what_calls_for_people() {
    let mut mixer = machine("mixer");
    mixer.raise(HOUR);
    mixer.acknowledge(HOUR + 90, "felix");
    mixer.clear(HOUR + 100);
    mixer.blip(2 * HOUR, 300);
    // It comes back before anybody has seen that it was gone: people are called again.
    mixer.raise(3 * HOUR);
    let day = first_day(&[mixer]);
    assert_eq!(day.day.alarms, 3);
    assert!((day.day.alarms_per_hour - 0.125).abs() < 1e-9);
    assert_eq!(day.day.by_severity.high, 3);
    assert!((day.day.split.high - 100.0).abs() < 1e-9);
}

#[test]
fn what_nobody_is_called_for_is_no_alarm() {
    let mut mixer = Machine::new("mixer", &definition(json!({"onDelaySeconds": 30})));
    mixer.blip(HOUR, 5);
    mixer.blip(2 * HOUR, 29);
    let day = first_day(&[mixer]);
    assert_eq!((day.day.alarms, day.fleeting), (0, 1));
}

#[test]
fn time_to_acknowledge_counts_from_the_call() {
    let machines: Vec<Machine> = (1..=20)
        .map(|n| {
            let mut machine = machine(&format!("m{n}"));
            machine.raise(n * HOUR / 2);
            machine.acknowledge(n * HOUR / 2 + n * 10, "felix");
            machine
        })
        .collect();
    let taken = first_day(&machines).day.time_to_acknowledge;
    assert_eq!((taken.count, taken.p50_seconds, taken.p95_seconds), (20, Some(100), Some(190)));
}

#[test]
fn a_flood_lasts_from_more_than_ten_to_fewer_than_five_in_ten_minutes() {
    let machines: Vec<Machine> = (0..20)
        .map(|n| {
            let mut machine = machine(&format!("m{n}"));
            machine.raise(HOUR + n * 10);
            machine
        })
        .collect();
    let day = first_day(&machines).day;
    assert_eq!((day.alarms, day.floods), (20, 1));
    // It begins with the eleventh (100 s) and ends when the sixteenth (150 s) is ten minutes old.
    assert_eq!(day.flood_seconds, 650);
}

#[test]
fn a_flood_over_midnight_is_split_between_the_days() {
    let machines: Vec<Machine> = (0..20)
        .map(|n| {
            let mut machine = machine(&format!("m{n}"));
            machine.raise(DAY - 300 + n * 10);
            machine
        })
        .collect();
    let days = figures(&journal(&machines), 2).days;
    assert_eq!((days[0].day.floods, days[0].day.flood_seconds), (1, 200));
    assert_eq!((days[1].day.floods, days[1].day.flood_seconds), (0, 450));
}

#[test]
fn a_sensor_that_comes_three_times_in_a_minute_chatters() {
    let mut chattering = machine("a");
    for n in 0..5 {
        chattering.blip(HOUR + n * 20, 12);
    }
    let mut slow = machine("b");
    for n in 0..5 {
        slow.blip(HOUR + n * 40, 12);
    }
    let day = first_day(&[chattering, slow]);
    assert_eq!((day.chattering, day.chattering_activations), (1, 5));
    assert_eq!(day.fleeting, 0);
}

#[test]
fn fleeting_is_short_and_alone() {
    let mut alone = machine("a");
    alone.blip(HOUR, 9);
    let mut repeated = machine("b");
    repeated.blip(HOUR, 9);
    repeated.blip(HOUR + 60, 300);
    let mut long = machine("c");
    long.blip(HOUR, 10);
    assert_eq!(first_day(&[alone, repeated, long]).fleeting, 1);
}

#[test]
fn what_was_active_when_its_machine_was_retired_is_not_stale() {
    let mut retired = machine("a");
    retired.raise(HOUR);
    retired.retire(2 * HOUR);
    let days = figures(&journal(&[retired]), 3).days;
    assert_eq!(days.iter().map(|day| day.stale).collect::<Vec<_>>(), [0, 0, 0]);
}

#[test]
fn what_is_active_for_more_than_a_day_is_stale() {
    let mut stale = machine("a");
    stale.blip(HOUR, DAY + 2 * HOUR);
    let mut not_yet = machine("b");
    not_yet.blip(HOUR, DAY);
    let days = figures(&journal(&[stale, not_yet]), 3).days;
    assert_eq!(days.iter().map(|day| day.stale).collect::<Vec<_>>(), [0, 1, 0]);

    // Raised long before the journal that is read.
    let mut old = machine("old");
    old.raise(-3 * DAY);
    let mut over = machine("over");
    over.blip(-3 * DAY, HOUR);
    let mut collector = Collector::new(midnight(), at(DAY), &toronto(), Rules::default());
    collector.know(old.condition());
    collector.know(over.condition());
    // What it says of the same activation in the period adds none.
    old.clear(2 * HOUR);
    collector.take(old.journal.last().unwrap());
    let day = &collector.finish(at(DAY)).days[0];
    assert_eq!((day.stale, day.fleeting, day.chattering), (1, 0, 0));
}

#[test]
fn the_ten_most_frequent_have_their_share() {
    let machines: Vec<Machine> = (0..12)
        .map(|n| {
            let mut machine = machine(&format!("m{n:02}"));
            for k in 0..=n {
                machine.blip(HOUR + n * 100 + k * 3_000, 30);
            }
            machine
        })
        .collect();
    let day = first_day(&machines).day;
    assert_eq!((day.alarms, day.top_ten.len(), day.top_ten[0].count), (78, 10, 12));
    assert!((day.top_ten_share - 75.0 / 78.0).abs() < 1e-9);
}

#[test]
fn each_person_has_figures_of_their_own() {
    let mut mixer = machine("mixer");
    mixer.raise(HOUR);
    mixer.notify(HOUR + 5, "felix mail sms; maude push");
    mixer.acknowledge(HOUR + 65, "maude");
    let mut belt = machine("belt");
    belt.raise(2 * HOUR);
    belt.notify(2 * HOUR + 1, "felix sms");
    belt.exhaust(2 * HOUR + 600);

    let figures = figures(&journal(&[mixer, belt]), 1);
    assert_eq!(figures.days[0].escalations_exhausted, 1);
    let person = |n: usize| {
        let PersonFigures { user_id, days } = &figures.persons[n];
        (user_id.as_str(), days[0].alarms, days[0].time_to_acknowledge.p50_seconds)
    };
    assert_eq!(person(0), ("felix", 2, None));
    assert_eq!(person(1), ("maude", 1, Some(60)));
}

#[test]
fn a_day_is_one_of_the_farms_clock() {
    // The clocks go forward on the 8th of March 2026 in Toronto.
    let from: Timestamp = "2026-03-07T17:00:00Z".parse().unwrap();
    let to = from + SignedDuration::from_hours(48);
    let days = super::days::days(from, to, &toronto());
    let hours: Vec<(String, f64)> = days.iter().map(|day| (day.date.to_string(), day.hours())).collect();
    let expected = [("2026-03-07", 12.0), ("2026-03-08", 23.0), ("2026-03-09", 13.0)];
    assert_eq!(hours, expected.map(|(date, hours)| (date.to_owned(), hours)));
}

#[test]
fn the_nearest_rank_is_a_value_that_was_measured() {
    use super::percentile::percentile;
    let sorted: Vec<u64> = (1..=10).collect();
    assert_eq!([50, 95, 100, 1].map(|p| percentile(&sorted, p)), [Some(5), Some(10), Some(10), Some(1)]);
    assert_eq!(percentile(&[], 50), None);
}

proptest! {
    #[test]
    fn days_add_up_to_the_whole(
        blips in prop::collection::vec((0_usize..6, 0_i64..3 * DAY, 1_i64..2 * MINUTE), 0..80),
    ) {
        let mut machines: Vec<Machine> = (0..6).map(|n| machine(&format!("m{n}"))).collect();
        let mut blips = blips;
        blips.sort_by_key(|(_, second, _)| *second);
        let mut free = [0_i64; 6];
        for (n, second, lasting) in blips {
            let begin = second.max(free[n] + 1);
            machines[n].blip(begin, lasting);
            free[n] = begin + lasting;
        }
        let journal = journal(&machines);
        let figures = figures(&journal, 4);
        // Nobody acknowledges, so each blip calls for people once.
        let calls = journal.iter().filter(|record| {
            record.after == crate::alarm::DerivedState::Unacknowledged && record.before != record.after
        });
        let sum: usize = figures.days.iter().map(|day| day.day.alarms as usize).sum();
        prop_assert_eq!(sum, calls.count());
        for day in &figures.days {
            prop_assert!(day.day.top_ten_share <= 1.0 && day.day.flood_seconds <= 24 * 3_600);
            let by = day.day.by_severity;
            prop_assert_eq!(by.critical + by.high + by.medium + by.low, day.day.alarms);
        }
    }
}

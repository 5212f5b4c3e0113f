//! What another delay would have done, on journals that were made by hand and on any others.

mod job;

use proptest::prelude::*;
use serde_json::json;

use super::{Change, Replay, WhatIf};
use crate::alarm::{Definition, JournalRecord};
use crate::figures::tests::journal::{Machine, at, definition, journal, midnight};

const PERIOD: i64 = 86_400;

fn on_delay(seconds: u32) -> Change {
    Change { on_delay_seconds: Some(seconds), ..Change::default() }
}

fn off_delay(seconds: u32) -> Change {
    Change { off_delay_seconds: Some(seconds), ..Change::default() }
}

fn replay(definition: &Definition, change: Change, journal: &[JournalRecord]) -> WhatIf {
    let mut replay = Replay::new(definition, change, midnight(), at(PERIOD));
    for record in journal {
        replay.take(record);
    }
    replay.finish()
}

#[test]
fn a_longer_on_delay_removes_what_is_short_and_delays_the_rest() {
    let plain = definition(json!({}));
    let mut machine = Machine::new("mixer", &plain);
    machine.blip(100, 3);
    machine.blip(300, 8);
    machine.blip(500, 60);
    machine.raise(1_000);
    let answer = replay(&plain, on_delay(10), &machine.journal);
    assert_eq!((answer.alarms_before, answer.alarms_after), (4, 2));
    assert_eq!((answer.removed, answer.added, answer.delayed, answer.earlier), (2, 0, 2, 0));
    assert_eq!((answer.delay_p50_seconds, answer.delay_max_seconds), (10, 10));
    assert_eq!(answer.alarms.len(), 1);
    assert_eq!((answer.alarms[0].before, answer.alarms[0].after), (4, 2));
}

#[test]
fn a_longer_off_delay_makes_one_of_many() {
    let plain = definition(json!({}));
    let mut machine = Machine::new("mixer", &plain);
    for n in 0..6 {
        machine.blip(100 + n * 30, 10);
    }
    machine.blip(5_000, 10);
    let answer = replay(&plain, off_delay(60), &machine.journal);
    assert_eq!((answer.alarms_before, answer.alarms_after, answer.removed), (7, 2, 5));
    assert_eq!((answer.delayed, answer.delay_max_seconds), (0, 0));
}

#[test]
fn a_call_that_comes_with_a_later_activation_is_late_and_not_removed() {
    // The first activation is short; the second begins within the off-delay of the first and lasts.
    let held = definition(json!({"offDelaySeconds": 60}));
    let mut machine = Machine::new("mixer", &held);
    machine.blip(100, 3);
    machine.blip(140, 300);
    let answer = replay(&held, on_delay(5), &machine.journal);
    assert_eq!((answer.alarms_before, answer.alarms_after), (1, 1));
    assert_eq!((answer.removed, answer.added, answer.delay_max_seconds), (0, 0, 45));
}

#[test]
fn a_shorter_on_delay_calls_earlier_and_more_often() {
    let slow = definition(json!({"onDelaySeconds": 30}));
    let mut machine = Machine::new("mixer", &slow);
    machine.blip(100, 10);
    machine.blip(500, 90);
    let answer = replay(&slow, on_delay(0), &machine.journal);
    assert_eq!((answer.alarms_before, answer.alarms_after), (1, 2));
    assert_eq!((answer.removed, answer.added, answer.earlier), (0, 1, 1));
}

#[test]
fn a_deadband_keeps_active_what_has_not_really_returned() {
    let plain = definition(json!({}));
    let mut machine = Machine::new("mixer", &plain);
    for n in 0..4 {
        machine.raise(100 + n * 100);
        machine.clear_at_value(150 + n * 100, if n == 3 { 50.0 } else { 59.0 });
    }
    let answer = replay(&plain, Change { deadband: Some(5.0), ..Change::default() }, &machine.journal);
    assert_eq!((answer.alarms_before, answer.alarms_after, answer.removed), (4, 1, 3));
}

#[test]
fn only_the_asked_code_is_looked_at_and_all_of_the_farm() {
    let plain = definition(json!({}));
    let other = definition(json!({"code": "BELT_SLIP"}));
    let mut machines = vec![Machine::new("a", &plain), Machine::new("b", &plain), Machine::new("c", &other)];
    for machine in &mut machines {
        machine.blip(100, 5);
    }
    let answer = replay(&plain, on_delay(10), &journal(&machines));
    assert_eq!((answer.removed, answer.alarms.len(), answer.records), (2, 2, 6));
}

#[test]
fn a_replay_can_be_put_aside_between_any_two_records() {
    let plain = definition(json!({}));
    let mut machine = Machine::new("mixer", &plain);
    for n in 0..40 {
        machine.blip(100 + n * 200, 3 + n);
    }
    let whole = replay(&plain, on_delay(10), &machine.journal);
    let mut stored =
        serde_json::to_string(&Replay::new(&plain, on_delay(10), midnight(), at(PERIOD))).unwrap();
    let mut share = 0.0;
    for page in machine.journal.chunks(7) {
        let mut replay: Replay = serde_json::from_str(&stored).unwrap();
        for record in page {
            replay.take(record);
        }
        assert!(replay.progress().share >= share);
        share = replay.progress().share;
        stored = serde_json::to_string(&replay).unwrap();
    }
    // What stays open is bounded, however long the journal is.
    assert!(stored.len() < 16 * 1024, "{}", stored.len());
    assert_eq!(serde_json::from_str::<Replay>(&stored).unwrap().finish(), whole);
}

#[test]
fn what_the_catalogue_would_not_take_is_not_asked() {
    assert!(on_delay(3_600).check().is_ok());
    assert_eq!(on_delay(3_601).check().unwrap_err().path, "onDelaySeconds");
    assert_eq!(off_delay(9_999).check().unwrap_err().path, "offDelaySeconds");
    let wild = Change { deadband: Some(f64::NAN), ..Change::default() };
    assert_eq!(wild.check().unwrap_err().path, "deadband");
}

/// A machine that comes and goes: pauses, how long each activation lasts, and the value of its clear.
fn lives() -> impl Strategy<Value = Vec<(i64, i64, f64)>> {
    prop::collection::vec((1_i64..90, 1_i64..90, 40.0..70.0_f64), 1..60)
}

fn delays() -> impl Strategy<Value = (u32, u32, Option<f64>)> {
    (0_u32..60, 0_u32..60, prop::option::of(0.0..10.0_f64))
}

fn live(lives: &[(i64, i64, f64)], definition: &Definition) -> Vec<JournalRecord> {
    let mut machine = Machine::new("mixer", definition);
    let mut second = 0;
    for (pause, lasting, value) in lives {
        second += pause;
        machine.raise(second);
        second += lasting;
        machine.clear_at_value(second, *value);
    }
    machine.journal
}

fn defined((on, off, deadband): (u32, u32, Option<f64>)) -> Definition {
    definition(json!({"onDelaySeconds": on, "offDelaySeconds": off, "deadband": deadband}))
}

proptest! {
    #[test]
    fn no_change_changes_nothing(lives in lives(), delays in delays()) {
        let definition = defined(delays);
        let same = Change {
            on_delay_seconds: Some(definition.on_delay_seconds),
            off_delay_seconds: Some(definition.off_delay_seconds),
            deadband: definition.deadband,
        };
        let answer = replay(&definition, same, &live(&lives, &definition));
        prop_assert_eq!(answer.alarms_before, answer.alarms_after);
        prop_assert_eq!((answer.removed, answer.added, answer.delayed, answer.earlier), (0, 0, 0, 0));
    }

    #[test]
    fn a_longer_on_delay_never_adds_an_alarm(lives in lives(), delays in delays(), more in 1_u32..60) {
        let definition = defined(delays);
        let answer = replay(&definition, on_delay(delays.0 + more), &live(&lives, &definition));
        prop_assert!(answer.alarms_after <= answer.alarms_before);
        prop_assert_eq!((answer.added, answer.earlier), (0, 0));
        prop_assert_eq!(answer.alarms_before - answer.removed, answer.alarms_after);
        // Whatever is left comes later by what was asked, or with a later activation.
        prop_assert_eq!(answer.delayed, answer.alarms_after);
        prop_assert!(answer.alarms_after == 0 || answer.delay_p50_seconds >= i64::from(more));
    }

    #[test]
    fn a_longer_off_delay_never_adds_an_alarm(lives in lives(), delays in delays(), more in 1_u32..60) {
        let definition = defined(delays);
        let answer = replay(&definition, off_delay(delays.1 + more), &live(&lives, &definition));
        prop_assert_eq!((answer.added, answer.delayed), (0, 0));
        prop_assert!(answer.alarms_after <= answer.alarms_before);
    }

    #[test]
    fn as_it_is_the_replay_finds_what_the_journal_says(lives in lives(), on in 0_u32..60, off in 0_u32..60) {
        // Without chatter the alarm core itself called as often as the replay says that it did.
        let definition = definition(json!({
            "onDelaySeconds": on, "offDelaySeconds": off,
            "chatter": {"activations": 0, "withinSeconds": 1, "offDelaySeconds": 0},
        }));
        let mut lives = lives;
        lives.push((200, 90, 40.0));
        let journal = live(&lives, &definition);
        let calls = journal.iter().filter(|record| {
            record.after == crate::alarm::DerivedState::Unacknowledged && record.before != record.after
        });
        let called = calls.count() as u64;
        let answer = replay(&definition, Change::default(), &journal);
        prop_assert_eq!(answer.alarms_before, called);
    }

    #[test]
    fn late_and_repeated_words_change_nothing(
        lives in lives(),
        swaps in prop::collection::vec((any::<prop::sample::Index>(), 1_usize..6), 0..5),
    ) {
        let plain = definition(json!({}));
        let journal = live(&lives, &plain);
        let mut shuffled = journal.clone();
        for (index, by) in swaps {
            let index = index.index(shuffled.len());
            let other = (index + by).min(shuffled.len() - 1);
            shuffled.swap(index, other);
            let again = shuffled[index].clone();
            shuffled.insert(other, again);
        }
        let (one, other) = (replay(&plain, on_delay(20), &journal), replay(&plain, on_delay(20), &shuffled));
        prop_assert_eq!(WhatIf { records: 0, ..one }, WhatIf { records: 0, ..other });
    }
}

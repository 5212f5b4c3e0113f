use proptest::prelude::*;

use super::*;
use crate::alarm::tests::{acknowledge, at, fresh, plain, raise, user};

fn raises(seconds: &[i64]) -> Vec<Timestamp> {
    seconds.iter().copied().map(at).collect()
}

#[test]
fn a_flood_starts_at_more_than_ten_and_ends_under_five() {
    let every_minute: Vec<_> = (0..10).map(|n| n * 60).collect();
    assert_eq!(floods(&raises(&every_minute), at(599)), [], "ten in ten minutes are none");
    let eleven = [&every_minute[..], &[599]].concat();
    // Of these, less than five are left when the one of 360 is ten minutes old.
    let flood = |until| Flood { since: at(599), until };
    assert_eq!(floods(&raises(&eleven), at(598)), [], "not yet");
    assert_eq!(floods(&raises(&eleven), at(959)), [flood(None)]);
    assert_eq!(flood_at(&raises(&eleven), at(959)), Some(flood(None)));
    assert_eq!(floods(&raises(&eleven), at(960)), [flood(Some(at(960)))]);
    assert_eq!(flood_at(&raises(&eleven), at(960)), None);
}

#[test]
fn the_highest_severity_is_never_held_back() {
    let flood = Some(Flood { since: at(0), until: None });
    for (flood, chatters) in [(flood, true), (flood, false), (None, true), (None, false)] {
        assert_eq!(pace(Severity::Critical, at(1), flood, chatters, at(1)), Pace::Now);
    }
}

#[test]
fn in_a_flood_the_rest_is_told_together() {
    let flood = Some(Flood { since: at(0), until: None });
    let cases = [
        ("raised at its beginning", 0, 0, Pace::Hold { seconds: 120, reason: "flood" }),
        ("raised between two ticks", 30, 30, Pace::Hold { seconds: 90, reason: "flood" }),
        ("still held", 30, 119, Pace::Hold { seconds: 1, reason: "flood" }),
        ("its tick", 30, 120, Pace::Together { tick: at(120) }),
        ("a little late", 30, 125, Pace::Together { tick: at(120) }),
        ("a next level, later", 30, 400, Pace::Together { tick: at(360) }),
        ("wanted before the flood", -500, 5, Pace::Together { tick: at(0) }),
    ];
    for (case, wanted, now, expected) in cases {
        assert_eq!(pace(Severity::High, at(wanted), flood, false, at(now)), expected, "{case}");
    }
}

#[test]
fn what_chatters_waits_a_minute_and_what_is_calm_does_not() {
    let hold = |seconds| Pace::Hold { seconds, reason: "chatter" };
    assert_eq!(pace(Severity::High, at(0), None, true, at(10)), hold(50));
    assert_eq!(pace(Severity::High, at(0), None, true, at(60)), Pace::Now);
    assert_eq!(pace(Severity::High, at(0), None, false, at(0)), Pace::Now);
}

#[test]
fn one_message_tells_of_what_waits() {
    let raised = fresh(&plain()).hear(&raise(1, 0), &plain(), at(50)).after;
    assert!(is_told_together(&raised, at(51)));
    assert!(!is_told_together(&raised, at(50)), "it waits for the next");
    let taken = raised.act(acknowledge(1), user(), &plain(), at(51)).unwrap().after;
    assert!(!is_told_together(&taken, at(60)));
    let critical = crate::alarm::Definition { severity: Severity::Critical, ..plain() };
    let raised = fresh(&critical).hear(&raise(1, 0), &critical, at(50)).after;
    assert!(!is_told_together(&raised, at(60)), "it was told alone");
}

proptest! {
    /// The same, second by second.
    #[test]
    fn floods_are_what_their_definition_says(mut seconds in prop::collection::vec(0..2_000_i64, 0..60), now in 0..3_000_i64) {
        seconds.sort_unstable();
        let mut expected: Vec<Flood> = Vec::new();
        for second in 0..=now {
            let lasts = expected.last().is_some_and(|flood| flood.until.is_none());
            let fresh = seconds.iter().filter(|raised| (second - 599..=second).contains(*raised)).count();
            if lasts && fresh < ENDS_UNDER {
                expected.last_mut().unwrap().until = Some(at(second));
            } else if !lasts && fresh > STARTS_ABOVE {
                expected.push(Flood { since: at(second), until: None });
            }
        }
        prop_assert_eq!(floods(&raises(&seconds), at(now)), expected);
    }

    /// Nothing is held back for longer than until the next tick, and then it is told.
    #[test]
    fn a_hold_ends(wanted in -1_000..1_000_i64, since in -1_000..1_000_i64, late in 0..500_i64, chatters in any::<bool>(), floods in any::<bool>()) {
        let flood = floods.then_some(Flood { since: at(since), until: None });
        let now = wanted.max(since) + late;
        if let Pace::Hold { seconds, .. } = pace(Severity::Low, at(wanted), flood, chatters, at(now)) {
            prop_assert!(i64::from(seconds) <= TOLD_EVERY.as_secs());
            let then = pace(Severity::Low, at(wanted), flood, chatters, at(now + i64::from(seconds)));
            prop_assert!(!matches!(then, Pace::Hold { .. }), "{:?}", then);
        }
    }
}

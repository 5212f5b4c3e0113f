//! Between two user actions or timers, any order and any repetition of the same device events ends in the same state with
//! the same occurrences.

use proptest::prelude::*;
use proptest::sample::subsequence;

use super::*;
use crate::alarm::message::ActiveCondition;
use crate::alarm::regions::Process;
use crate::alarm::story::KEEP_OPEN;

/// What a device says, or lists in a snapshot.
#[derive(Debug, Clone)]
pub(super) enum Word {
    Said(AlarmMessage),
    Listed(AlarmMessage),
}

impl Word {
    pub(super) fn tell(&self, condition: &Condition, definition: &Definition) -> crate::alarm::Transition {
        match self {
            Self::Said(message) => condition.hear(message, definition, at(0)),
            Self::Listed(message) => condition.learn_active(message, definition, at(0)),
        }
    }
}

/// Definitions of every kind.
pub(super) fn definitions() -> impl Strategy<Value = Definition> {
    let delays = (prop::sample::select(vec![0, 10, 60]), prop::sample::select(vec![0, 10, 60]));
    let chatter = prop::sample::select(vec![0, 30]);
    let deadband = prop::option::of(Just(2.0));
    (delays, chatter, deadband, any::<[bool; 3]>()).prop_map(|((on, off), chatter, deadband, flags)| {
        let [latching, acknowledgement_required, re_alarms] = flags;
        Definition {
            on_delay_seconds: on,
            off_delay_seconds: off,
            deadband,
            latching,
            acknowledgement_required,
            chatter: Chatter { activations: 3, within_seconds: 60, off_delay_seconds: chatter },
            ..if re_alarms { re_alarming(600, 2) } else { plain() }
        }
    })
}

/// How one activation goes.
#[derive(Debug, Clone)]
struct Course {
    reboots: bool,
    pause: i64,
    lasts: i64,
    severity: Option<Severity>,
    changes: Vec<Severity>,
    is_measured: bool,
    listed: bool,
    /// The values that it is cleared with; none where it ends unsaid.
    ends: Vec<f64>,
}

fn courses(most: usize) -> impl Strategy<Value = Vec<Course>> {
    let severity = || prop::sample::select(Severity::ALL.to_vec());
    let course = (
        (prop::bool::weighted(0.25), 1..100_i64, 1..100_i64, prop::option::of(severity())),
        prop::collection::vec(severity(), 0..3),
        any::<[bool; 2]>(),
        prop::sample::select(vec![vec![], vec![70.0], vec![79.0, 70.0], vec![79.0]]),
    );
    let course =
        course.prop_map(|((reboots, pause, lasts, severity), changes, [is_measured, listed], ends)| Course {
            reboots,
            pause,
            lasts,
            severity,
            changes,
            is_measured,
            listed,
            ends,
        });
    prop::collection::vec(course, 1..most)
}

/// What a device says of these activations, in its own order.
fn words(courses: &[Course]) -> Vec<Word> {
    let (mut boot, mut number, mut now) = (1, 0, 0);
    let mut words = Vec::new();
    for course in courses {
        (boot, number) = if course.reboots { (boot + 1, 1) } else { (boot, number + 1) };
        let began = now + course.pause;
        now = began + course.lasts;
        let value =
            |message, value| if course.is_measured { measured(message, value, 80.0) } else { message };
        let of_boot = |message| AlarmMessage { boot, ..message };
        let began_so = AlarmMessage { severity: course.severity, ..raise(number, began) };
        words.push(Word::Said(of_boot(value(began_so, 85.0))));
        for (seq, severity) in (1..).zip(&course.changes) {
            words.push(Word::Said(of_boot(value(change(number, seq, began, *severity), 86.0))));
        }
        if course.listed {
            let active = ActiveCondition {
                code: plain().code,
                component: Component::new("auger-motor").unwrap(),
                activation: number,
                seq: course.changes.len() as u64,
                raised_at: at(began),
                severity: course.changes.last().copied().or(course.severity),
                value: course.is_measured.then_some(87.0),
                limit: course.is_measured.then_some(80.0),
                unit: None,
            };
            words.push(Word::Listed(active.as_message(boot)));
        }
        for (seq, end) in (10..).zip(&course.ends) {
            words.push(Word::Said(of_boot(value(AlarmMessage { seq, ..clear(number, began, now) }, *end))));
        }
    }
    words
}

/// Some of what a device says: the rest is lost.
pub(super) fn histories(most: usize) -> impl Strategy<Value = Vec<Word>> {
    courses(most).prop_flat_map(|courses| {
        let all = words(&courses);
        let least = all.len().div_ceil(2);
        let most = all.len();
        subsequence(all, least..=most)
    })
}

/// A condition that has a past: people and timers have acted on it.
fn with_a_past(past: &[Word], definition: &Definition, acts: bool) -> Condition {
    let mut condition = fresh(definition);
    for word in past {
        condition = word.tell(&condition, definition).after;
    }
    condition = condition.tick(definition, at(120)).map_or(condition, |transition| transition.after);
    let occurrence = condition.regions.occurrence;
    match condition.act(acknowledge(occurrence), user(), definition, at(130)) {
        Ok(transition) if acts => transition.after,
        _ => condition,
    }
}

fn told<'a>(
    condition: &Condition,
    words: impl IntoIterator<Item = &'a Word>,
    definition: &Definition,
) -> Condition {
    words.into_iter().fold(condition.clone(), |condition, word| word.tell(&condition, definition).after)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_order_and_any_repetition_of_the_same_device_events_ends_in_the_same_state(
        (history, shuffled) in histories(KEEP_OPEN).prop_flat_map(|history| {
            let twice = [history.clone(), history.clone()].concat();
            (Just(history), Just(twice).prop_shuffle())
        }),
        definition in definitions(),
        past in 0..6_usize,
        acts in any::<bool>(),
    ) {
        let start = with_a_past(&history[..past.min(history.len())], &definition, acts);
        let in_order = told(&start, &history, &definition);
        let any_order = told(&start, &shuffled, &definition);
        prop_assert_eq!(&in_order.regions, &any_order.regions);
        prop_assert_eq!(in_order.derived_state(), any_order.derived_state());
    }

    #[test]
    fn a_long_story_in_any_order_ends_in_the_same_state(
        order in Just((1..=40_u64).collect::<Vec<_>>()).prop_shuffle(),
        definition in definitions(),
    ) {
        // Each raise after its clear, and every activation somewhere.
        let seconds = |n: u64| i64::try_from(n).unwrap() * 50;
        let raised = |n: &u64| Word::Said(raise(*n, seconds(*n)));
        let cleared = |n: &u64| Word::Said(clear(*n, seconds(*n), seconds(*n) + 20));
        let in_order: Vec<_> = (1..=40).flat_map(|n| [raised(&n), cleared(&n)]).collect();
        let any_order: Vec<_> = order.iter().map(cleared).chain(order.iter().rev().map(raised)).collect();
        let start = fresh(&definition);
        let expected = told(&start, &in_order, &definition);
        prop_assert_eq!(&expected.regions, &told(&start, &any_order, &definition).regions);
        // What comes in order is not kept.
        let stored = serde_json::to_value(&expected).unwrap();
        prop_assert_eq!(stored["story"].as_array().unwrap().len(), KEEP_OPEN);
    }

    #[test]
    fn many_changes_of_one_activation_end_in_the_same_state_and_are_not_kept(
        order in Just((1..=30_u64).collect::<Vec<_>>()).prop_shuffle(),
        severities in prop::collection::vec(prop::sample::select(Severity::ALL.to_vec()), 30),
        definition in definitions(),
    ) {
        let changed = |n: &u64| Word::Said(change(1, *n, 0, severities[usize::try_from(*n).unwrap() - 1]));
        let start = told(&fresh(&definition), &[Word::Said(raise(1, 0))], &definition);
        let in_order: Vec<_> = (1..=30).collect();
        let expected = told(&start, &in_order.iter().map(changed).collect::<Vec<_>>(), &definition);
        let any_order = told(&start, &order.iter().map(changed).collect::<Vec<_>>(), &definition);
        prop_assert_eq!(&expected.regions, &any_order.regions);
        let stored = serde_json::to_value(&expected).unwrap();
        prop_assert_eq!(stored["story"][0]["levels"].as_array().unwrap().len(), KEEP_OPEN);
    }

    /// A device connects and lists what is active: whatever was lost before, the two agree.
    #[test]
    fn a_snapshot_mends_what_was_lost(history in histories(6), definition in definitions(), is_active in any::<bool>()) {
        let condition = told(&fresh(&definition), &history, &definition);
        let mended = if is_active {
            condition.learn_active(&AlarmMessage { boot: 9, ..raise(1, 5_000) }, &definition, at(5_000)).after
        } else {
            let learnt = condition.learn_absent(taken(9, 5_000), &definition, at(5_000));
            let again = |after: &Condition| after.learn_absent(taken(9, 5_000), &definition, at(5_001));
            prop_assert!(learnt.as_ref().is_none_or(|first| again(&first.after).is_none()), "once is enough");
            learnt.map_or(condition, |transition| transition.after)
        };
        let is_on = matches!(mended.regions.process, Process::Active | Process::PendingOn { .. });
        prop_assert_eq!(is_on, is_active, "{:?}", mended.regions.process);
    }
}

#[test]
fn what_is_missing_keeps_a_story_open_up_to_a_limit() {
    let definition = plain();
    let mut condition = fresh(&definition);
    for n in 2..1_000 {
        condition = condition.hear(&raise(n, 0), &definition, at(0)).after;
    }
    let stored = serde_json::to_value(&condition).unwrap();
    assert_eq!(stored["story"].as_array().unwrap().len(), crate::alarm::story::MAX_STORY);
    assert_eq!(condition.regions.retriggers, 997);
}

#[test]
fn a_device_that_contradicts_itself_is_understood_alike_in_any_order() {
    let definition = plain();
    let (high, low) = (change(1, 1, 5, Severity::High), change(1, 1, 5, Severity::Low));
    let (early, late) = (clear(1, 0, 9), AlarmMessage { at: at(10), ..clear(1, 0, 9) });
    let words = [high, low, early, late].map(Word::Said);
    let forwards = told(&fresh(&definition), &words, &definition);
    let backwards = told(&fresh(&definition), words.iter().rev(), &definition);
    assert_eq!(forwards.regions, backwards.regions);
    assert_eq!((forwards.regions.max_severity, forwards.regions.cleared_at), (Severity::High, Some(at(9))));
    // Of two beginnings the earlier counts.
    let delayed = Definition { on_delay_seconds: 60, ..plain() };
    let condition = told(&fresh(&delayed), &[raise(1, 5), raise(1, 3)].map(Word::Said), &delayed);
    assert_eq!(condition.regions.process, Process::PendingOn { since: at(3), due: at(63) });
}

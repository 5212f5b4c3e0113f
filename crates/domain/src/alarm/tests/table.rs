//! Every row of the table of transitions in ALARMS, by its number.

use super::*;
use crate::alarm::action::Why;
use crate::alarm::condition::Quality;
use crate::alarm::escalation::EscalationStatus;
use crate::alarm::journal::JournalEvent as Event;
use crate::alarm::regions::Process;
use crate::alarm::{DerivedState as State, Effect, Transition};

/// What happens, in order.
enum Do {
    Hear(AlarmMessage),
    /// A snapshot of boot 1 lists it in these words.
    Listed(AlarmMessage),
    /// A snapshot of boot 1, taken at this second, does not list it.
    Unlisted(i64),
    /// The timers that are due at this second.
    Tick(i64),
    Act(Action, i64),
}

use Do::{Act, Hear, Listed, Tick, Unlisted};

/// How the last step is journalled, and how the condition stands then.
struct Then {
    event: Event,
    process: &'static str,
    state: State,
    occurrence: u64,
    retriggers: u64,
    /// The number of the escalation that the last step asked for or, negative, stopped.
    escalates: i64,
}

fn play(definition: &Definition, steps: Vec<Do>) -> (Condition, Vec<Effect>, Option<Event>) {
    let mut condition = fresh(definition);
    let mut effects = Vec::new();
    let mut event = None;
    for step in steps {
        let transition = match step {
            Hear(message) => Some(condition.hear(&message, definition, message.at)),
            Listed(message) => Some(condition.learn_active(&message, definition, message.at)),
            Unlisted(seconds) => condition.learn_absent(taken(1, seconds), definition, at(seconds)),
            Tick(seconds) => condition.tick(definition, at(seconds)),
            Act(action, seconds) => Some(condition.act(action, user(), definition, at(seconds)).unwrap()),
        };
        let transition = transition.expect("something happens in every step");
        condition = transition.after;
        effects = transition.effects;
        event = Some(transition.record.event);
    }
    (condition, effects, event)
}

fn check(row: &str, definition: &Definition, steps: Vec<Do>, then: &Then) -> Condition {
    let (condition, effects, event) = play(definition, steps);
    assert_eq!(event, Some(then.event), "{row}: event");
    assert_eq!(condition.regions.process.as_str(), then.process, "{row}: process");
    assert_eq!(condition.derived_state(), then.state, "{row}: state");
    assert_eq!(condition.regions.occurrence, then.occurrence, "{row}: occurrence");
    assert_eq!(condition.regions.retriggers, then.retriggers, "{row}: retriggers");
    let mut escalates = effects.iter().map(|effect| match effect {
        Effect::StartEscalation(escalation) => i64::from(escalation.generation),
        Effect::StopEscalation { escalation, .. } => -i64::from(escalation.generation),
        Effect::Timer { .. } => 0,
    });
    assert_eq!(escalates.rfind(|n| *n != 0).unwrap_or(0), then.escalates, "{row}: escalation");
    condition
}

const ACTIVE: Then = Then {
    event: Event::Raised,
    process: "active",
    state: State::Unacknowledged,
    occurrence: 1,
    retriggers: 0,
    escalates: 1,
};
const RETURNED: Then = Then {
    event: Event::Cleared,
    process: "inactive",
    state: State::ReturnedUnacknowledged,
    occurrence: 1,
    retriggers: 0,
    escalates: 0,
};
const NORMAL: Then = Then {
    event: Event::Cleared,
    process: "inactive",
    state: State::Normal,
    occurrence: 0,
    retriggers: 0,
    escalates: 0,
};

fn on_delay(seconds: u32) -> Definition {
    Definition { on_delay_seconds: seconds, ..plain() }
}

fn off_delay(seconds: u32) -> Definition {
    Definition { off_delay_seconds: seconds, ..plain() }
}

#[test]
fn row_0_what_is_not_above_the_device_s_story_changes_nothing() {
    let steps = || vec![Hear(raise(1, 0)), Hear(clear(1, 0, 5)), Hear(raise(2, 10))];
    let (before, ..) = play(&plain(), steps());
    for (late, event) in
        [(raise(2, 10), Event::Repeated), (clear(1, 0, 5), Event::Repeated), (raise(1, 0), Event::Repeated)]
    {
        let after = before.hear(&late, &plain(), at(20));
        assert_eq!((after.record.event, &after.after.regions), (event, &before.regions));
        assert_eq!(after.after.repeats, before.repeats + 1);
    }
    // The same once a person has acted.
    let (before, ..) =
        play(&plain(), [steps(), vec![Act(acknowledge(1), 11)]].into_iter().flatten().collect());
    for (late, event) in [(raise(2, 10), Event::Repeated), (clear(1, 0, 5), Event::Late)] {
        let after = before.hear(&late, &plain(), at(20));
        assert_eq!((after.record.event, &after.after.regions), (event, &before.regions));
        assert_eq!(after.after.repeats, before.repeats + 1);
    }
}

#[test]
fn row_0b_a_clear_that_was_never_seen_raised_makes_its_occurrence() {
    check("0b", &plain(), vec![Hear(clear(1, 0, 5))], &RETURNED);
    check("0b at the on-delay", &on_delay(60), vec![Hear(clear(1, 0, 60))], &RETURNED);
    let fleeting = Then { event: Event::Fleeting, ..NORMAL };
    check("0b before the on-delay", &on_delay(60), vec![Hear(clear(1, 0, 59))], &fleeting);
}

#[test]
fn row_0c_a_snapshot_raises_and_clears_what_was_missed() {
    let condition = check("0c lists", &plain(), vec![Listed(raise(1, 0))], &ACTIVE);
    let learnt = condition.learn_active(&raise(1, 0), &plain(), at(1));
    assert!(learnt.record.device.unwrap().from_snapshot);
    let cleared = Then { escalates: -1, ..RETURNED };
    check("0c lists not", &plain(), vec![Hear(raise(1, 0)), Unlisted(9)], &cleared);
    // What began after the snapshot was taken, what a later boot says, and what is over already is left alone.
    let (young, ..) = play(&plain(), vec![Hear(raise(1, 10))]);
    assert_eq!(young.learn_absent(taken(1, 9), &plain(), at(11)), None);
    assert_eq!(young.learn_absent(taken(0, 90), &plain(), at(91)), None);
    assert_eq!(fresh(&plain()).learn_absent(taken(1, 9), &plain(), at(11)), None);
}

#[test]
fn row_1_a_raise_activates_and_escalates() {
    let condition = check("1", &plain(), vec![Hear(raise(1, 0))], &ACTIVE);
    assert_eq!(condition.regions.raised_at, Some(at(0)));
    let again = Then { occurrence: 2, escalates: 2, ..ACTIVE };
    let steps = vec![Hear(raise(1, 0)), Act(acknowledge(1), 1), Hear(clear(1, 0, 2)), Hear(raise(2, 3))];
    check("1 from normal", &plain(), steps, &again);
    let retrigger = Then { retriggers: 1, escalates: 2, ..ACTIVE };
    let steps = vec![Hear(raise(1, 0)), Hear(clear(1, 0, 2)), Hear(raise(2, 3))];
    check("1 from returned", &plain(), steps, &retrigger);
    let latching = Definition { latching: true, ..plain() };
    let steps = vec![Hear(raise(1, 0)), Act(acknowledge(1), 1), Hear(clear(1, 0, 2)), Hear(raise(2, 3))];
    check("1 from latched", &latching, steps, &retrigger);
}

#[test]
fn rows_2_to_4_an_on_delay_waits_for_what_stays() {
    let pending = Then { process: "pendingOn", ..NORMAL };
    check("2", &on_delay(60), vec![Hear(raise(1, 0))], &Then { event: Event::Raised, ..pending });
    let over = Then { event: Event::OnDelayOver, ..ACTIVE };
    let condition = check("3", &on_delay(60), vec![Hear(raise(1, 0)), Tick(60)], &over);
    assert_eq!(condition.regions.raised_at, Some(at(0)));
    let fleeting = Then { event: Event::Fleeting, ..NORMAL };
    let condition = check("4", &on_delay(60), vec![Hear(raise(1, 0)), Hear(clear(1, 0, 59))], &fleeting);
    assert_eq!(condition.regions.fleeting, 1);
    let kept = Then { event: Event::Changed, escalates: 1, ..ACTIVE };
    let steps = vec![Hear(raise(1, 0)), Tick(60), Hear(change(1, 1, 61, Severity::Medium))];
    check("3, and the device goes on", &on_delay(60), steps, &kept);
    let worse = AlarmMessage { severity: Some(Severity::High), ..raise(2, 100) };
    let steps = vec![Hear(raise(1, 0)), Tick(60), Hear(clear(1, 0, 70)), Hear(worse), Tick(160)];
    let again = Then { event: Event::OnDelayOver, retriggers: 1, escalates: 2, ..ACTIVE };
    let condition = check("3 from returned", &on_delay(60), steps, &again);
    assert_eq!(condition.regions.max_severity, Severity::High);
}

#[test]
fn a_later_number_says_that_the_earlier_activation_is_over() {
    let unasked = |definition| Definition { acknowledgement_required: false, ..definition };
    let lost = || vec![Hear(raise(1, 0)), Hear(raise(2, 100))];
    let (condition, ..) = play(&unasked(plain()), lost());
    assert_eq!((condition.regions.occurrence, condition.regions.retriggers), (2, 0));
    // It may have come back within the off-delay.
    let (condition, ..) = play(&unasked(off_delay(60)), lost());
    assert_eq!((condition.regions.occurrence, condition.regions.retriggers), (1, 1));
    // It may have been too short to count.
    let (condition, ..) = play(&on_delay(60), lost());
    assert_eq!(condition.regions.process, Process::PendingOn { since: at(100), due: at(160) });
    // Another boot says again what was true before.
    let steps = vec![Hear(raise(1, 0)), Hear(AlarmMessage { boot: 2, ..raise(1, 50) })];
    let (condition, ..) = play(&on_delay(60), steps);
    assert_eq!(condition.regions.process, Process::PendingOn { since: at(0), due: at(60) });
}

#[test]
fn retriggers_follow_from_the_numbers_and_not_from_how_many_messages_came() {
    let rebooted = |n| Hear(AlarmMessage { boot: 2, ..raise(n, 90) });
    let all = (1..=5).map(|n| Hear(raise(n, 0))).chain((1..=3).map(rebooted));
    let some = vec![Hear(raise(1, 0)), Hear(raise(5, 0)), rebooted(3)];
    let (all, some) = (play(&plain(), all.collect()).0, play(&plain(), some).0);
    assert_eq!((all.regions.retriggers, some.regions.retriggers), (7, 7));
    assert_eq!(
        play(&plain(), vec![Hear(raise(57, 0))]).0.regions.retriggers,
        0,
        "of before nothing is known"
    );
}

#[test]
fn a_reading_is_of_the_newest_activation() {
    let steps = vec![Hear(measured(raise(1, 0), 81.0, 80.0)), Hear(clear(1, 0, 5)), Hear(raise(2, 9))];
    assert_eq!(play(&plain(), steps).0.regions.reading, None);
}

#[test]
fn row_3b_a_raise_of_what_is_active_only_counts() {
    let first = measured(raise(1, 0), 81.0, 80.0);
    let second = AlarmMessage { boot: 2, ..measured(raise(1, 9), 85.0, 80.0) };
    let counted = Then { retriggers: 1, ..ACTIVE };
    let condition = check("3b", &plain(), vec![Hear(first), Hear(second)], &counted);
    assert_eq!(condition.regions.reading.map(|reading| reading.value.to_string()), Some("85".to_owned()));
    assert_eq!(condition.escalation.unwrap().generation, 1);
}

#[test]
fn row_3c_a_clear_of_what_is_inactive_is_journalled_only() {
    let steps = vec![Hear(raise(1, 0)), Unlisted(5), Hear(AlarmMessage { seq: 1, ..clear(1, 0, 4) })];
    check("3c", &plain(), steps, &RETURNED);
}

#[test]
fn row_5_an_analog_value_must_be_past_its_limit_by_the_deadband() {
    let definition = Definition { deadband: Some(2.0), ..plain() };
    let high = || Hear(measured(raise(1, 0), 81.0, 80.0));
    let low = || Hear(measured(raise(1, 0), 4.0, 5.0));
    let end = |value, limit| Hear(measured(clear(1, 0, 5), value, limit));
    let over = Then { escalates: -1, ..RETURNED };
    let within = Then { event: Event::Cleared, ..ACTIVE };
    for (row, steps, then) in [
        ("5 high, within", vec![high(), end(78.5, 80.0)], &within),
        ("5 high, past", vec![high(), end(78.0, 80.0)], &over),
        ("5 low, within", vec![low(), end(6.5, 5.0)], &within),
        ("5 low, past", vec![low(), end(7.0, 5.0)], &over),
        ("5 no value", vec![high(), Hear(clear(1, 0, 5))], &over),
        (
            "5 past in a second clear",
            vec![
                high(),
                end(78.5, 80.0),
                Hear(measured(AlarmMessage { seq: 1, ..clear(1, 0, 7) }, 77.0, 80.0)),
            ],
            &over,
        ),
    ] {
        check(row, &definition, steps, then);
    }
}

#[test]
fn rows_5_to_7_an_off_delay_waits_for_what_stays_away() {
    let pending = Then { event: Event::Cleared, process: "pendingOff", ..ACTIVE };
    check("5", &off_delay(60), vec![Hear(raise(1, 0)), Hear(clear(1, 0, 5))], &pending);
    let over = Then { event: Event::OffDelayOver, escalates: -1, ..RETURNED };
    let steps = vec![Hear(raise(1, 0)), Hear(clear(1, 0, 5)), Tick(65)];
    let condition = check("6", &off_delay(60), steps, &over);
    assert_eq!(condition.regions.cleared_at, Some(at(5)));
    let unasked = Definition { acknowledgement_required: false, ..off_delay(60) };
    let normal = Then { state: State::Normal, ..over };
    check("6 unasked", &unasked, vec![Hear(raise(1, 0)), Hear(clear(1, 0, 5)), Tick(65)], &normal);
    let steps = vec![Hear(raise(1, 0)), Hear(clear(1, 0, 5)), Hear(raise(2, 64))];
    let condition = check("7", &off_delay(60), steps, &Then { retriggers: 1, ..ACTIVE });
    assert_eq!(condition.regions.chatter, 1);
    assert_eq!(condition.escalation.unwrap().generation, 1);
}

#[test]
fn rows_8_and_9_an_acknowledgement_is_of_the_occurrence_that_was_seen() {
    let taken = Then { event: Event::Acknowledged, state: State::Acknowledged, escalates: -1, ..ACTIVE };
    let condition = check("8", &plain(), vec![Hear(raise(1, 0)), Act(acknowledge(1), 9)], &taken);
    assert_eq!((condition.regions.acknowledged_at, condition.acknowledged_by.is_some()), (Some(at(9)), true));
    let refused = condition.act(acknowledge(1), user(), &plain(), at(10)).unwrap_err();
    assert_eq!((refused.why, refused.state), (Why::NothingToAcknowledge, State::Acknowledged));
    let refused = condition.act(acknowledge(2), user(), &plain(), at(10)).unwrap_err();
    assert_eq!(refused.why, Why::AnotherOccurrence { expected: 2, actual: 1 });
}

#[test]
fn row_10_a_reset_ends_a_latch_at_rest() {
    let definition = Definition { latching: true, ..plain() };
    let reset = || Action::Reset { comment: None };
    let (active, ..) = play(&definition, vec![Hear(raise(1, 0)), Act(acknowledge(1), 1)]);
    assert_eq!(active.act(reset(), user(), &definition, at(2)).unwrap_err().why, Why::StillActive);
    let taken = vec![Hear(raise(1, 0)), Act(acknowledge(1), 1), Hear(clear(1, 0, 2))];
    let latched = Then { state: State::LatchedAcknowledged, ..RETURNED };
    let condition = check("10 latched", &definition, taken, &latched);
    let after = condition.act(reset(), user(), &definition, at(3)).unwrap().after;
    assert_eq!(after.derived_state(), State::Normal);
    assert_eq!(after.act(reset(), user(), &definition, at(4)).unwrap_err().why, Why::NotLatched);
    let untaken = Then { state: State::LatchedUnacknowledged, escalates: -1, ..RETURNED };
    check("10 untaken", &definition, vec![Hear(raise(1, 0)), Hear(clear(1, 0, 2))], &untaken);
}

#[test]
fn row_11_a_rise_of_the_severity_is_told_and_a_fall_is_not() {
    let changed = |severity| Hear(change(1, 1, 9, severity));
    let taken = || vec![Hear(raise(1, 0)), Act(acknowledge(1), 1)];
    let risen = Then { event: Event::Changed, escalates: 2, ..ACTIVE };
    let condition = check(
        "11 rise",
        &plain(),
        [taken(), vec![changed(Severity::High)]].into_iter().flatten().collect(),
        &risen,
    );
    assert_eq!((condition.severity(), condition.regions.max_severity), (Severity::High, Severity::High));
    assert_eq!((condition.regions.acknowledged_at, condition.acknowledged_by), (None, None));
    let fallen = Then { event: Event::Changed, state: State::Acknowledged, escalates: 0, ..ACTIVE };
    let condition = check(
        "11 fall",
        &plain(),
        [taken(), vec![changed(Severity::Low)]].into_iter().flatten().collect(),
        &fallen,
    );
    assert_eq!((condition.severity(), condition.regions.max_severity), (Severity::Low, Severity::Medium));
    // While it is told, it is told anew.
    let (_, effects, _) = play(&plain(), vec![Hear(raise(1, 0)), changed(Severity::Critical)]);
    assert!(matches!(&effects[..], [Effect::StartEscalation(escalation)] if escalation.generation == 2));
}

#[test]
fn row_12_what_was_taken_too_long_ago_is_told_again_so_often() {
    let definition = re_alarming(600, 1);
    let again = Then { event: Event::ReAlarmed, escalates: 2, ..ACTIVE };
    let steps = || vec![Hear(raise(1, 0)), Act(acknowledge(1), 10), Tick(610)];
    check("12", &definition, steps(), &again);
    let (condition, ..) =
        play(&definition, [steps(), vec![Act(acknowledge(1), 620)]].into_iter().flatten().collect());
    assert_eq!(condition.tick(&definition, at(9000)), None);
}

#[test]
fn rows_13_and_14_a_shelf_pauses_and_its_end_tells_again() {
    let shelved = Then { event: Event::Shelved, state: State::Shelved, escalates: -1, ..ACTIVE };
    let steps = || vec![Hear(raise(1, 0)), Act(shelve(600), 10)];
    check("13", &plain(), steps(), &shelved);
    let back = Then { event: Event::ShelfEnded, escalates: 2, ..ACTIVE };
    check("14 by time", &plain(), [steps(), vec![Tick(600)]].into_iter().flatten().collect(), &back);
    let back = Then { event: Event::Unshelved, ..back };
    let unshelve = Act(Action::Unshelve { reason: None }, 20);
    check("14 by a person", &plain(), [steps(), vec![unshelve]].into_iter().flatten().collect(), &back);
    let taken = [vec![Hear(raise(1, 0)), Act(acknowledge(1), 5), Act(shelve(600), 10)], vec![Tick(600)]];
    check(
        "14 of what was taken",
        &plain(),
        taken.into_iter().flatten().collect(),
        &Then { event: Event::ShelfEnded, ..back },
    );
    let once = vec![Hear(raise(1, 0)), Act(shelve_once(600), 10), Hear(clear(1, 0, 20))];
    check("14 by the return", &plain(), once, &RETURNED);

    let raised = play(&plain(), vec![Hear(raise(1, 0))]).0;
    let refused =
        |definition: &Definition, action| raised.act(action, user(), definition, at(10)).unwrap_err().why;
    let latest = at(10 + 8 * 3600);
    assert_eq!(refused(&plain(), shelve(9 * 3600)), Why::ShelfOutOfRange { latest });
    assert_eq!(refused(&plain(), shelve(10)), Why::ShelfOutOfRange { latest });
    assert_eq!(
        refused(&Definition { longest_shelf_seconds: None, ..plain() }, shelve(60)),
        Why::NotShelvable
    );
    assert_eq!(refused(&Definition { safety_critical: true, ..plain() }, shelve(60)), Why::NeedsTechnician);
    assert_eq!(refused(&plain(), Action::Unshelve { reason: None }), Why::NotShelved);
}

#[test]
fn rows_15_and_16_the_last_cause_of_suppression_tells_again() {
    let suppressed =
        Then { event: Event::Suppressed, state: State::SuppressedByDesign, escalates: -1, ..ACTIVE };
    let steps = || vec![Hear(raise(1, 0)), Act(suppress("maintenance"), 1)];
    let condition = check("15", &plain(), steps(), &suppressed);
    let both = [steps(), vec![Act(suppress("parent_offline"), 2), Act(unsuppress("maintenance"), 3)]];
    let still = Then { event: Event::Unsuppressed, escalates: 0, ..suppressed };
    check("16 one left", &plain(), both.into_iter().flatten().collect(), &still);
    let back = Then { event: Event::Unsuppressed, escalates: 2, ..ACTIVE };
    let none_left = [steps(), vec![Act(unsuppress("maintenance"), 3)]];
    check("16", &plain(), none_left.into_iter().flatten().collect(), &back);
    let taken = vec![
        Hear(raise(1, 0)),
        Act(acknowledge(1), 1),
        Act(suppress("maintenance"), 2),
        Act(unsuppress("maintenance"), 3),
    ];
    check("16 of what was taken", &plain(), taken, &back);

    let refused = |action| condition.act(action, user(), &plain(), at(10)).unwrap_err().why;
    assert_eq!(refused(suppress("boredom")), Why::UnknownCause { cause: "boredom".to_owned() });
    assert_eq!(refused(suppress("maintenance")), Why::AlreadySuppressed { cause: "maintenance".to_owned() });
    assert_eq!(
        refused(unsuppress("parent_offline")),
        Why::NotSuppressed { cause: "parent_offline".to_owned() }
    );
}

#[test]
fn row_17_back_in_service_tells_again() {
    let out = Then { event: Event::TakenOutOfService, state: State::OutOfService, escalates: -1, ..ACTIVE };
    let steps = || vec![Hear(raise(1, 0)), Act(take_out_of_service(), 1)];
    let condition = check("17 out", &plain(), steps(), &out);
    let back = Then { event: Event::ReturnedToService, escalates: 2, ..ACTIVE };
    let returned = || Act(Action::ReturnToService { reason: None }, 2);
    check("17 back", &plain(), [steps(), vec![returned()]].into_iter().flatten().collect(), &back);
    let taken = vec![Hear(raise(1, 0)), Act(acknowledge(1), 1), Act(take_out_of_service(), 1), returned()];
    check("17 back, of what was taken", &plain(), taken, &back);

    let refused =
        |condition: &Condition, action| condition.act(action, user(), &plain(), at(10)).unwrap_err().why;
    assert_eq!(refused(&condition, take_out_of_service()), Why::AlreadyOutOfService);
    assert_eq!(refused(&fresh(&plain()), Action::ReturnToService { reason: None }), Why::NotOutOfService);
    let order = OutOfService { work_order: "WO-1".to_owned(), review_at: at(10) };
    assert_eq!(
        refused(&fresh(&plain()), Action::TakeOutOfService { order, reason: None }),
        Why::ReviewInPast
    );
}

#[test]
fn row_18_what_chatters_is_flagged_and_gets_a_longer_off_delay() {
    let chatter = Chatter { activations: 3, within_seconds: 60, off_delay_seconds: 300 };
    let definition = Definition { chatter, ..plain() };
    let pair = |n: u64, seconds| [Hear(raise(n, seconds)), Hear(clear(n, seconds, seconds + 5))];
    let twice = || [pair(1, 0), pair(2, 20)].into_iter().flatten();
    let (calm, ..) = play(&definition, twice().chain(pair(3, 81)).collect());
    assert!(!calm.is_chattering(&definition, at(90)));
    assert_eq!(calm.regions.process, Process::Inactive);
    let (chattering, ..) = play(&definition, twice().chain(pair(3, 60)).collect());
    assert!(chattering.is_chattering(&definition, at(90)));
    assert_eq!(chattering.regions.process, Process::PendingOff { since: at(65), due: at(365) });
    assert!(!chattering.is_chattering(&definition, at(361)), "it has been calm since");
}

#[test]
fn row_19_a_lost_source_makes_stale_and_clears_nothing() {
    let lost = Then { event: Event::SourceLost, escalates: 1, ..ACTIVE };
    let steps = || vec![Hear(raise(1, 0)), Act(Action::LoseSource, 1)];
    let condition = check("19", &plain(), steps(), &lost);
    assert_eq!(condition.quality, Quality::Stale);
    let back = Act(Action::RestoreSource, 2);
    let (condition, ..) = play(&plain(), [steps(), vec![back]].into_iter().flatten().collect());
    assert_eq!(condition.quality, Quality::Good);
}

#[test]
fn what_a_retired_machine_leaves_behind_is_at_rest() {
    let (active, ..) = play(&plain(), vec![Hear(raise(1, 0))]);
    let mut suppressed = active.clone();
    suppressed.regions.suppressed_by.insert("parent_offline".to_owned());
    let mut latched = active.clone();
    (latched.regions.latched, latched.regions.process) = (true, Process::Inactive);
    let mut pending = fresh(&plain());
    pending.regions.process = Process::PendingOn { since: at(0), due: at(60) };
    for condition in [&active, &suppressed, &latched, &pending] {
        let Transition { after, record, .. } = condition.retire(&plain(), at(30)).unwrap();
        assert_eq!((after.derived_state(), after.regions.process), (State::Normal, Process::Inactive));
        assert_eq!((record.event, record.after, after.due_at), (Event::Retired, State::Normal, None));
        assert_eq!(after.counted(), None);
        assert!(after.owes().is_empty());
        assert!(after.retire(&plain(), at(31)).is_none(), "once is enough");
    }
    let stopped = active.retire(&plain(), at(30)).unwrap().effects;
    assert!(
        matches!(&stopped[..], [Effect::StopEscalation { error: "Retired", .. }]),
        "nobody is told of it any more: {stopped:?}"
    );
    assert!(fresh(&plain()).retire(&plain(), at(30)).is_none());
}

#[test]
fn what_was_never_raised_is_not_counted() {
    let mut condition = fresh(&plain());
    condition.regions.suppressed_by.insert("parent_offline".to_owned());
    assert_eq!(condition.derived_state(), State::SuppressedByDesign);
    assert_eq!(condition.counted(), None);
    let (mut raised, ..) = play(&plain(), vec![Hear(raise(1, 0)), Hear(clear(1, 0, 5))]);
    raised.regions.suppressed_by.insert("parent_offline".to_owned());
    assert_eq!(raised.counted(), Some((raised.severity(), State::SuppressedByDesign)));
}

#[test]
fn the_first_derived_state_that_matches_counts() {
    let mut condition = fresh(&plain());
    let mut regions = condition.regions.clone();
    let mut is = |change: &dyn Fn(&mut crate::alarm::Regions), state: State| {
        change(&mut regions);
        condition.regions = regions.clone();
        assert_eq!(condition.derived_state(), state);
    };
    is(&|_| {}, State::Normal);
    is(&|r| r.acknowledged = false, State::ReturnedUnacknowledged);
    is(&|r| (r.acknowledged, r.latched) = (true, true), State::LatchedAcknowledged);
    is(&|r| r.acknowledged = false, State::LatchedUnacknowledged);
    is(&|r| r.process = Process::PendingOn { since: at(0), due: at(1) }, State::LatchedUnacknowledged);
    is(&|r| (r.process, r.acknowledged) = (Process::Active, true), State::Acknowledged);
    is(&|r| r.acknowledged = false, State::Unacknowledged);
    is(&|r| r.process = Process::PendingOff { since: at(0), due: at(1) }, State::Unacknowledged);
    is(&|r| r.shelf = Some(Shelf::Timed { until: at(9) }), State::Shelved);
    is(&|r| r.suppressed_by = BTreeSet::from(["maintenance".to_owned()]), State::SuppressedByDesign);
    is(
        &|r| r.out_of_service = Some(OutOfService { work_order: "WO-1".to_owned(), review_at: at(9) }),
        State::OutOfService,
    );
}

#[test]
fn an_escalation_is_exhausted_or_fails_and_says_so() {
    let (condition, ..) = play(&plain(), vec![Hear(raise(1, 0))]);
    let first = condition.escalation_ref().unwrap();
    let running = condition.confirm_escalation(&first, &plain(), at(1)).unwrap().after;
    assert_eq!(running.confirm_escalation(&first, &plain(), at(1)), None, "once");
    let told = running.reach_level(&first, (0, 1), "anna".to_owned(), &plain(), at(2)).unwrap().after;
    let exhausted = told.exhaust_escalation(&first, &plain(), at(9)).unwrap().after;
    assert_eq!(exhausted.escalation.unwrap().status, EscalationStatus::Exhausted);

    let mut failing = running;
    for failure in 1..=3_u32 {
        let current = failing.escalation_ref().unwrap();
        let failed = failing.fail_escalation(&current, "no way".to_owned(), &plain(), at(10)).unwrap();
        assert!(failed.effects.is_empty(), "the next is not started at once");
        failing = failed.after;
        let escalation = failing.escalation.clone().unwrap();
        assert_eq!((escalation.generation, escalation.failures), (failure.min(2) + 1, failure));
        assert_eq!(failing.due_at.is_some(), failure < 3, "the sweeper starts it");
    }
    assert_eq!(failing.escalation.unwrap().status, EscalationStatus::Failed);
}

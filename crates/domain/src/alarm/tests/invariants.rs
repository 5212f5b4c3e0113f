//! The invariants of ALARMS that have no file of their own.

use proptest::prelude::*;
use proptest::sample::Index;

use super::order::{Word, definitions, histories};
use super::*;
use crate::alarm::Transition;

/// Anything that can happen to a condition.
#[derive(Debug, Clone)]
enum Step {
    Hear(Index),
    Unlisted(u64, i64),
    Act(Action),
    Tick,
    Confirm,
    Tell,
    Exhaust,
    Fail,
}

fn actions() -> impl Strategy<Value = Action> {
    prop::sample::select(vec![
        acknowledge(1),
        acknowledge(2),
        shelve(5_000),
        shelve_once(5_000),
        Action::Unshelve { reason: None },
        suppress("maintenance"),
        suppress("parent_offline"),
        unsuppress("maintenance"),
        unsuppress("parent_offline"),
        take_out_of_service(),
        Action::ReturnToService { reason: None },
        Action::Reset { comment: None },
        Action::Comment { text: "hm".to_owned() },
        Action::Assign { to: None },
        Action::LoseSource,
        Action::RestoreSource,
    ])
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => any::<Index>().prop_map(Step::Hear),
        1 => (1..4_u64, 0..500_i64).prop_map(|(boot, taken)| Step::Unlisted(boot, taken)),
        4 => actions().prop_map(Step::Act),
        2 => Just(Step::Tick),
        1 => Just(Step::Confirm),
        1 => Just(Step::Tell),
        1 => Just(Step::Exhaust),
        1 => Just(Step::Fail),
    ];
    prop::collection::vec(step, 0..40)
}

fn step(
    condition: &Condition,
    step: &Step,
    words: &[Word],
    now: i64,
    definition: &Definition,
) -> Option<Transition> {
    let escalation = || condition.escalation_ref();
    let now = at(now);
    match step {
        Step::Hear(word) => Some(word.get(words).tell(condition, definition)),
        Step::Unlisted(boot, seconds) => condition.learn_absent(taken(*boot, *seconds), definition, now),
        Step::Act(action) => condition.act(action.clone(), user(), definition, now).ok(),
        Step::Tick => condition.tick(definition, now),
        Step::Confirm => condition.confirm_escalation(&escalation()?, definition, now),
        Step::Tell => condition.reach_level(&escalation()?, (0, 1), "anna".to_owned(), definition, now),
        Step::Exhaust => condition.exhaust_escalation(&escalation()?, definition, now),
        Step::Fail => condition.fail_escalation(&escalation()?, "broken".to_owned(), definition, now),
    }
}

/// Ways to put a condition aside before anything happens.
fn asides() -> impl Strategy<Value = Vec<Action>> {
    let all = vec![shelve(8 * 3600), suppress("maintenance"), take_out_of_service()];
    prop::sample::subsequence(all, 1..=3)
}

/// What a device's story and the timers make of a condition, whoever has put it aside.
fn evaluated(condition: &Condition) -> crate::alarm::Regions {
    crate::alarm::Regions {
        shelf: None,
        suppressed_by: BTreeSet::new(),
        out_of_service: None,
        ..condition.regions.clone()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_condition_keeps_being_evaluated_while_shelved_suppressed_or_out_of_service(
        words in histories(6),
        definition in definitions(),
        asides in asides(),
        ticks in prop::collection::vec(any::<Index>(), 0..6),
    ) {
        let mut free = fresh(&definition);
        let mut aside = fresh(&definition);
        for action in asides {
            aside = aside.act(action, user(), &definition, at(0)).unwrap().after;
        }
        for (n, word) in words.iter().enumerate() {
            free = word.tell(&free, &definition).after;
            aside = word.tell(&aside, &definition).after;
            if ticks.iter().any(|tick| tick.index(words.len()) == n) {
                let now = at(i64::try_from(n).unwrap() * 100);
                free = free.tick(&definition, now).map_or(free, |transition| transition.after);
                aside = aside.tick(&definition, now).map_or(aside, |transition| transition.after);
            }
            prop_assert_eq!(evaluated(&free), evaluated(&aside));
            prop_assert!(aside.escalation.is_none(), "nobody is told of what is put aside");
        }
    }

    #[test]
    fn every_transition_appends_one_journal_record(
        words in histories(6),
        definition in definitions(),
        steps in steps(),
    ) {
        let mut condition = fresh(&definition);
        let mut versions = Vec::new();
        for (n, next) in (0..).zip(&steps) {
            let Some(transition) = step(&condition, next, &words, n * 20, &definition) else { continue };
            let Transition { after, record, .. } = transition;
            prop_assert_eq!(record.version, after.version);
            prop_assert_eq!((record.before, record.after), (condition.derived_state(), after.derived_state()));
            prop_assert_eq!((record.occurrence, record.severity), (after.regions.occurrence, after.severity()));
            prop_assert_eq!((&record.key, &record.farm_id), (&after.key, &after.farm_id));
            prop_assert_eq!(&record.alarm_id, &after.alarm_id());
            versions.push(record.version);
            condition = after;
        }
        prop_assert_eq!(versions, (1..=condition.version).collect::<Vec<_>>());
    }

    #[test]
    fn the_counts_equal_a_recount_from_the_conditions(
        words in histories(6),
        definition in definitions(),
        steps in prop::collection::vec((0..3_usize, steps()), 1..6),
    ) {
        let mut place = place();
        let mut conditions: [Option<Condition>; 3] = [None, None, None];
        for (which, steps) in &steps {
            for (n, next) in (0..).zip(steps) {
                let before = conditions[*which].clone();
                let current = before.clone().unwrap_or_else(|| fresh(&definition));
                let Some(transition) = step(&current, next, &words, n * 20, &definition) else { continue };
                place.recount(before.as_ref(), &transition.after);
                conditions[*which] = Some(transition.after);

                let mut recount = Counts::default();
                for condition in conditions.iter().flatten() {
                    if condition.regions.raised_at.is_some() {
                        recount.add(condition.severity(), condition.derived_state());
                    }
                }
                prop_assert_eq!(&place.counts, &recount);
            }
        }
        let shown = conditions.iter().flatten().any(|c| c.counted().is_some());
        prop_assert_eq!(place.shows(), shown);
    }

    #[test]
    fn a_condition_is_stored_and_read_without_loss(
        words in histories(6),
        definition in definitions(),
        steps in steps(),
    ) {
        let mut condition = fresh(&definition);
        for (n, next) in (0..).zip(&steps) {
            let Some(transition) = step(&condition, next, &words, n * 20, &definition) else { continue };
            let record = serde_json::to_string(&transition.record).unwrap();
            prop_assert_eq!(serde_json::from_str::<crate::alarm::JournalRecord>(&record).unwrap(), transition.record);
            condition = transition.after;
        }
        let stored = serde_json::to_string(&condition).unwrap();
        prop_assert_eq!(serde_json::from_str::<Condition>(&stored).unwrap(), condition);
    }
}

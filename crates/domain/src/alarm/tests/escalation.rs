//! No alarm that must escalate is without a running escalation, an exhausted one that says so, or one that is
//! `wanted` and that a redelivery, the stream or the sweeper will serve: also when a function is killed between any two calls.

use proptest::prelude::*;
use proptest::sample::Index;

use super::order::{Word, definitions, histories};
use super::world::{Next, World};
use super::*;
use crate::alarm::escalation::EscalationStatus;

/// Something happens. `u8`: how many of its calls a function lives for.
#[derive(Debug, Clone)]
enum Step {
    Hear(Index, u8),
    Unlisted(u64, i64, u8),
    Act(Index, u8),
    Pass(i64),
    Sweep(u8),
    Work(Index, Next, bool),
}

fn actions(occurrence: u64, now: i64) -> Vec<Action> {
    vec![
        acknowledge(occurrence),
        acknowledge(occurrence),
        shelve(now + 50),
        shelve_once(now + 50),
        Action::Unshelve { reason: None },
        suppress("maintenance"),
        unsuppress("maintenance"),
        take_out_of_service(),
        Action::ReturnToService { reason: None },
        Action::Reset { comment: None },
        Action::Comment { text: "hm".to_owned() },
        Action::LoseSource,
        Action::RestoreSource,
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let lives = || prop_oneof![Just(9_u8), 0..3_u8];
    let next = prop_oneof![3 => Just(Next::Tell), 1 => Just(Next::Exhaust), 1 => Just(Next::Fail)];
    let step = prop_oneof![
        8 => (any::<Index>(), lives()).prop_map(|(word, lives)| Step::Hear(word, lives)),
        1 => (1..4_u64, 0..500_i64, lives()).prop_map(|(boot, seconds, lives)| Step::Unlisted(boot, seconds, lives)),
        4 => (any::<Index>(), lives()).prop_map(|(action, lives)| Step::Act(action, lives)),
        2 => (1..100_i64).prop_map(Step::Pass),
        3 => lives().prop_map(Step::Sweep),
        6 => (any::<Index>(), next, any::<bool>()).prop_map(|(n, next, dies)| Step::Work(n, next, dies)),
    ];
    prop::collection::vec(step, 0..60)
}

fn play(world: &mut World, words: &[Word], step: &Step) {
    match step {
        Step::Hear(said, lives) => {
            let transition = said.get(words).tell(&world.condition, &world.definition);
            world.commit(transition, (*lives).into());
        }
        Step::Unlisted(boot, seconds, lives) => {
            if let Some(transition) =
                world.condition.learn_absent(taken(*boot, *seconds), &world.definition, world.now)
            {
                world.commit(transition, (*lives).into());
            }
        }
        Step::Act(action, lives) => {
            let now = world.now.duration_since(at(0)).as_secs();
            let all = actions(world.condition.regions.occurrence, now);
            world.act(action.get(&all).clone(), (*lives).into());
        }
        Step::Pass(seconds) => world.now += SignedDuration::from_secs(*seconds),
        Step::Sweep(lives) => world.sweep((*lives).into()),
        Step::Work(n, next, dies) => {
            let all: Vec<_> = world.executions.keys().copied().collect();
            if !all.is_empty() {
                world.work(*n.get(&all), *next, *dies);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_alarm_that_must_escalate_is_without_an_escalation(
        words in histories(6),
        definition in definitions(),
        steps in steps(),
    ) {
        let mut world = World::new(definition);
        for (n, step) in steps.iter().enumerate() {
            play(&mut world, &words, step);
            prop_assert_eq!(world.check(), Ok(()), "after step {} of {:?}", n, steps);
        }
        // Once functions live and the sweeper comes, the mark is served: its execution's name was free.
        world.settle();
        prop_assert_eq!(world.check(), Ok(()));
        let status = world.condition.escalation.as_ref().map(|escalation| escalation.status);
        prop_assert_ne!(status, Some(EscalationStatus::Wanted));
    }

    #[test]
    fn every_message_of_one_escalation_is_of_a_name_of_its_own(
        words in histories(6),
        definition in definitions(),
        steps in steps(),
    ) {
        let mut world = World::new(definition);
        let mut last = 0;
        for step in &steps {
            play(&mut world, &words, step);
            let generation = world.condition.escalation.as_ref().map_or(0, |escalation| escalation.generation);
            prop_assert!(generation == last || generation == last + 1);
            last = generation;
        }
        let names: BTreeSet<_> = world.executions.keys().map(|(_, generation)| generation).collect();
        prop_assert_eq!(names.len(), world.executions.len());
    }
}

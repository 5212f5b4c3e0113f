//! A what-if from being asked to its answer.

use jiff::SignedDuration;
use serde_json::json;

use super::{PERIOD, on_delay};
use crate::figures::tests::journal::{Machine, at, definition, midnight};
use crate::replay::job::{KEPT, SILENCE};
use crate::replay::{Progress, Question, Replay, Stage, WhatIfJob, WhatIfRef};

fn asked() -> WhatIfJob {
    let plain = definition(json!({}));
    let question =
        Question { code: plain.code.clone(), change: on_delay(10), from: midnight(), to: at(PERIOD) };
    let replay = Replay::new(&plain, question.change, question.from, question.to);
    let reference = WhatIfRef { farm_id: "f".parse().unwrap(), what_if_id: "w".parse().unwrap() };
    WhatIfJob::new(reference, question, replay, "user".parse().unwrap(), at(PERIOD))
}

#[test]
fn a_runner_that_is_silent_for_too_long_is_taken_over_from() {
    let mut job = asked();
    let late = |job: &WhatIfJob| job.heard_at + SILENCE + SignedDuration::from_secs(1);
    assert!(!job.is_abandoned(job.heard_at + SILENCE));
    assert!(job.is_abandoned(late(&job)));

    let Stage::Running { progress, .. } = &job.stage else { panic!("it runs") };
    let progress = *progress;
    job.advance(progress, late(&job));
    assert!(!job.is_abandoned(job.heard_at + SILENCE));
    job.give_up(progress, job.heard_at);
    assert!(!job.is_abandoned(late(&job)), "nobody can go on with it");
}

#[test]
fn it_is_kept_as_it_is_and_each_change_is_another_version() {
    let plain = definition(json!({}));
    let mut machine = Machine::new("mixer", &plain);
    machine.blip(100, 3);
    let mut job = asked();
    let stored = serde_json::to_string(&job).unwrap();
    assert_eq!(serde_json::from_str::<WhatIfJob>(&stored).unwrap(), job);
    assert_eq!(job.kept_until(), at(PERIOD) + KEPT);

    let Stage::Running { replay, .. } = job.stage.clone() else { panic!("it runs") };
    let mut replay = *replay;
    for record in &machine.journal {
        replay.take(record);
    }
    job.advance(replay.progress(), at(PERIOD + 1));
    let running = serde_json::to_value(&job).unwrap();
    assert_eq!(running["stage"]["running"]["progress"]["records"], 2);
    job.finish(replay.finish(), at(PERIOD + 2));
    assert_eq!((job.version, job.heard_at), (3, at(PERIOD + 2)));
    let stored = serde_json::to_value(&job).unwrap();
    assert_eq!(stored["stage"]["finished"]["answer"]["removed"], 1);
    assert_eq!(serde_json::from_value::<WhatIfJob>(stored).unwrap(), job);
    // What was said after the answer changes it no more.
    let finished = job.clone();
    job.advance(Progress { records: 2, share: 1.0 }, at(PERIOD + 3));
    assert_eq!(job, finished);
}

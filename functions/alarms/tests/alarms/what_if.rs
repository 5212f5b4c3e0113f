//! A what-if in the background: it says how far it is, ends in an answer, and two runs of one do not end in two.

use std::sync::{Arc, Mutex};

use alarms::what_if::{Ran, RunWhatIf};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use valmetal_domain::alarm::ports::{ReadFarmJournal, StoreError};
use valmetal_domain::alarm::{Definition, JournalRecord};
use valmetal_domain::names::FarmId;
use valmetal_domain::replay::ports::{ReadWhatIf, WriteWhatIf};
use valmetal_domain::replay::{Change, Question, Replay, Stage, WhatIfJob, WhatIfRef};
use valmetal_runtime::clock::Clock;
use valmetal_runtime::handler::Function;

use crate::support::device::at;
use crate::support::farm::start;
use crate::support::store::invocation;

const PERIOD: i64 = 86_400;

/// A farm whose journal has so many pages, each with an activation of five seconds, and one what-if.
#[derive(Clone)]
struct Farm(Arc<Mutex<State>>);

struct State {
    job: WhatIfJob,
    /// What was written of it.
    written: Vec<Stage>,
    pages: i64,
    /// Before this page somebody else takes the what-if over.
    overtaken_at: Option<i64>,
}

fn definition() -> Definition {
    let card = json!({"title": "t", "cause": "c", "consequence": "q", "steps": ["s"]});
    serde_json::from_value(json!({
        "code": "MOTOR_OVERLOAD", "severity": "high", "texts": {"en": card, "fr": card},
        "policy": {"name": "p", "levels": [{"roles": ["worker"], "waitSeconds": 300}]},
    }))
    .unwrap()
}

fn farm(pages: i64) -> Farm {
    let change = Change { on_delay_seconds: Some(10), ..Change::default() };
    let (definition, from, to) = (definition(), start(), at(PERIOD));
    let question = Question { code: definition.code.clone(), change, from, to };
    let job = WhatIfJob::new(
        reference(),
        question,
        Replay::new(&definition, change, from, to),
        "somebody".parse().unwrap(),
        to,
    );
    Farm(Arc::new(Mutex::new(State { job, written: Vec::new(), pages, overtaken_at: None })))
}

fn reference() -> WhatIfRef {
    WhatIfRef { farm_id: "farm-1".parse().unwrap(), what_if_id: "1".parse().unwrap() }
}

impl Farm {
    /// Runs it with so many seconds.
    async fn run(&self, seconds: u64) -> Ran {
        let farm = Arc::new(self.clone());
        let now = at(PERIOD);
        let function = RunWhatIf {
            what_ifs: farm.clone(),
            progress: farm.clone(),
            journal: farm,
            clock: Clock::at(now),
        };
        function.handle(reference(), &invocation(now, seconds)).await.unwrap()
    }

    fn stage(&self) -> Stage {
        self.0.lock().unwrap().job.stage.clone()
    }
}

/// The two records of an activation in the middle of the page's part of the period.
fn page(number: i64, pages: i64) -> Vec<JournalRecord> {
    let began = at(number * PERIOD / pages);
    let record = |phase: u8, at: Timestamp| -> JournalRecord {
        serde_json::from_value(json!({
            "alarmId": "bWl4ZXItMDEvbW90b3IvTU9UT1JfT1ZFUkxPQUQ", "thing": "mixer-01", "component": "motor",
            "code": "MOTOR_OVERLOAD", "farmId": "farm-1", "entityPath": "/farm-1/mixer-01", "version": 1, "at": at,
            "event": if phase == 0 { "raised" } else { "cleared" }, "actor": {"type": "device"},
            "before": "normal", "after": "unacknowledged", "occurrence": 1, "severity": "high",
            "device": {"boot": 1, "activation": number + 1, "phase": phase, "seq": 0, "at": at, "raisedAt": began},
        }))
        .unwrap()
    };
    vec![record(0, began), record(2, began + SignedDuration::from_secs(5))]
}

#[async_trait]
impl ReadFarmJournal for Farm {
    async fn read_farm_journal(
        &self,
        _: &FarmId,
        _: Timestamp,
        _: Timestamp,
        _: u32,
        cursor: Option<String>,
    ) -> Result<(Vec<JournalRecord>, Option<String>), StoreError> {
        let mut state = self.0.lock().unwrap();
        let number = cursor.map_or(0, |cursor| cursor.parse().unwrap());
        if state.overtaken_at == Some(number) {
            state.job.version += 1;
        }
        let next = (number + 1 < state.pages).then(|| (number + 1).to_string());
        Ok((page(number, state.pages), next))
    }
}

#[async_trait]
impl ReadWhatIf for Farm {
    async fn read_what_if(&self, wanted: &WhatIfRef) -> Result<Option<WhatIfJob>, StoreError> {
        Ok(Some(self.0.lock().unwrap().job.clone()).filter(|job| job.reference == *wanted))
    }
}

#[async_trait]
impl WriteWhatIf for Farm {
    async fn write_what_if(&self, job: &WhatIfJob) -> Result<(), StoreError> {
        let mut state = self.0.lock().unwrap();
        if job.version != state.job.version + 1 {
            return Err(StoreError::Conflict);
        }
        state.written.push(job.stage.clone());
        state.job = job.clone();
        Ok(())
    }
}

#[tokio::test]
async fn a_long_journal_is_gone_through_page_by_page_and_answered() {
    let farm = farm(25);
    assert_eq!(farm.run(900).await, Ran::Answered);
    let Stage::Finished { answer } = farm.stage() else { panic!("it is answered") };
    assert_eq!((answer.alarms_before, answer.removed, answer.records), (25, 25, 50));

    let shares: Vec<f64> = (farm.0.lock().unwrap().written.iter())
        .filter_map(|stage| match stage {
            Stage::Running { progress, .. } => Some(progress.share),
            _ => None,
        })
        .collect();
    assert_eq!(shares.len(), 3, "it is heard of before the first page and after every ten");
    assert!(shares[0] < shares[1] && shares[1] < shares[2], "{shares:?}");
    assert_eq!(farm.run(900).await, Ran::Nothing, "an answer is not worked out twice");
}

#[tokio::test]
async fn of_two_runs_the_later_goes_on() {
    let farm = farm(25);
    farm.0.lock().unwrap().overtaken_at = Some(12);
    assert_eq!(farm.run(900).await, Ran::Overtaken);
    assert!(matches!(farm.stage(), Stage::Running { .. }), "it is the other run's to answer");
    farm.0.lock().unwrap().overtaken_at = None;
    assert_eq!(farm.run(900).await, Ran::Answered);
}

#[tokio::test]
async fn a_journal_that_is_longer_than_a_run_is_given_up_and_says_so() {
    let farm = farm(25);
    assert_eq!(farm.run(5).await, Ran::TooLong);
    assert!(matches!(farm.stage(), Stage::TooLong { .. }));
    assert_eq!(farm.run(900).await, Ran::Nothing);
}

//! `POST /v1/farms/{farmId}/alarms/what-if`: asks what another delay or deadband would have changed.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use tracing::warn;
use valmetal_domain::{
    access::Operation,
    alarm::ports::{ReadDefinitions, ReadFarmJournal},
    idempotency::{Outcome, Record},
    names::{AlarmCode, FarmId, WhatIfId},
    replay::{
        Change, Question, Replay, Stage, WhatIfJob, WhatIfRef,
        ports::{AddWhatIf, HandOverWhatIf},
    },
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    error::chain,
    http::{Keyed, Path, State},
    idempotency::{answer, respond},
    ids,
    problem::{FieldError, Problem},
};

use super::shape::WhatIfView;
use crate::{farm_access::allow, store::unavailable};

/// A period up to this long is answered at once, if its journal is no longer than a page.
const SHORT: SignedDuration = SignedDuration::from_hours(3 * 24);
/// The longest period.
const LONGEST: SignedDuration = SignedDuration::from_hours(400 * 24);
/// The records of a page.
const PAGE: u32 = 1_000;

/// What asking needs.
#[derive(Clone)]
pub(in crate::alarms) struct Questions {
    /// Reads the code's definition.
    pub definitions: Arc<dyn ReadDefinitions>,
    /// Reads the farm's journal.
    pub journal: Arc<dyn ReadFarmJournal>,
    /// Keeps the question.
    pub what_ifs: Arc<dyn AddWhatIf>,
    /// Runs what is not answered at once.
    pub runner: Arc<dyn HandOverWhatIf>,
    /// The time.
    pub clock: Clock,
}

/// A code, what would be otherwise in its definition, and the period.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "WhatIfQuestion")]
pub(in crate::alarms) struct Asked {
    code: AlarmCode,
    #[serde(default)]
    #[schemars(range(max = 3_600))]
    on_delay_seconds: Option<u32>,
    #[serde(default)]
    #[schemars(range(max = 3_600))]
    off_delay_seconds: Option<u32>,
    #[serde(default)]
    deadband: Option<f64>,
    from: Timestamp,
    to: Timestamp,
}

/// Answers 200 with the answer, or 202 where it is being worked out in the background.
pub(in crate::alarms) async fn start(
    State(questions): State<Questions>,
    caller: Caller,
    Path(farm_id): Path<FarmId>,
    Keyed { body, attempt }: Keyed<Asked>,
) -> Result<Response, Problem> {
    let member = allow(&caller, Operation::RunWhatIf, &farm_id, "farm")?;
    let now = questions.clock.now();
    let question = question(body, now)?;
    let codes = [question.code.clone()];
    let known = questions.definitions.read_definitions(&codes).await.map_err(unavailable)?;
    let definition = known.get(&question.code).ok_or_else(|| {
        let error = FieldError::new("code", "unknownCode", "The alarm catalogue has no such code.");
        refused([error])
    })?;

    let replay = Replay::new(definition, question.change, question.from, question.to);
    let reference = WhatIfRef { farm_id, what_if_id: WhatIfId::new(ids::new_id())? };
    let mut job = WhatIfJob::new(reference, question, replay, caller.user_id.clone(), now);
    questions.answer_if_short(&mut job).await?;

    let is_finished = matches!(job.stage, Stage::Finished { .. });
    let status = if is_finished { StatusCode::OK } else { StatusCode::ACCEPTED };
    let answer = answer(status, &WhatIfView::from(job.clone()))?;
    let request = attempt.map(|attempt| Record::new(attempt, answer.clone(), now));
    let outcome = questions.what_ifs.add_what_if(&job, request, member).await.map_err(unavailable)?;
    if !is_finished && outcome == Outcome::Fresh {
        questions.hand_over(&job.reference).await;
    }
    respond(outcome, answer)
}

impl Questions {
    /// Answers the what-if where one page holds the journal of its period.
    async fn answer_if_short(&self, job: &mut WhatIfJob) -> Result<(), Problem> {
        let Question { from, to, .. } = job.question;
        let Stage::Running { replay, .. } = &job.stage else { return Ok(()) };
        if to.duration_since(from) > SHORT {
            return Ok(());
        }
        let page = self.journal.read_farm_journal(&job.reference.farm_id, from, to, PAGE, None).await;
        let (records, next) = page.map_err(unavailable)?;
        if next.is_none() {
            let mut replay = Replay::clone(replay);
            for record in &records {
                replay.take(record);
            }
            job.stage = Stage::Finished { answer: replay.finish() };
        }
        Ok(())
    }

    /// Has it run. What fails here is made good by whoever asks for the answer.
    async fn hand_over(&self, reference: &WhatIfRef) {
        if let Err(error) = self.runner.hand_over_what_if(reference).await {
            warn!(what_if = %reference.what_if_id, error = chain(&error), "the what-if was not handed over");
        }
    }
}

/// The question that is asked at `now`; what is yet to come of its period is left out.
pub(super) fn question(asked: Asked, now: Timestamp) -> Result<Question, Problem> {
    let Asked { code, on_delay_seconds, off_delay_seconds, deadband, from, to } = asked;
    let change = Change { on_delay_seconds, off_delay_seconds, deadband };
    let mut errors = Vec::new();
    if change == Change::default() {
        let detail = "Say at least one of onDelaySeconds, offDelaySeconds and deadband.";
        errors.push(FieldError::new("onDelaySeconds", "required", detail));
    }
    if let Err(fault) = change.check() {
        errors.push(FieldError::new(fault.path, "range", format!("It {}.", fault.problem)));
    }
    let to = to.min(now);
    let length = to.duration_since(from);
    if length <= SignedDuration::ZERO || length > LONGEST {
        let detail = "It must be before `to` and in the past, and by at most 400 days.";
        errors.push(FieldError::new("from", "range", detail));
    }
    if errors.is_empty() { Ok(Question { code, change, from, to }) } else { Err(refused(errors)) }
}

fn refused(errors: impl IntoIterator<Item = FieldError>) -> Problem {
    Problem::unprocessable("invalidValue", "The question breaks a rule of what-ifs.").errors(errors)
}

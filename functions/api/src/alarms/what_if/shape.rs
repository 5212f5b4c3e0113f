//! A what-if as clients see it.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use valmetal_domain::{
    names::{FarmId, UserId, WhatIfId},
    replay::{Progress, Question, Stage, WhatIf, WhatIfJob},
};

/// A what-if with how far it is.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::alarms) struct WhatIfView {
    id: WhatIfId,
    farm_id: FarmId,
    #[serde(flatten)]
    question: Question,
    asked_by: UserId,
    asked_at: Timestamp,
    status: Status,
    progress: Progress,
    answer: Option<WhatIf>,
}

/// How far it is.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum Status {
    /// The journal is being gone through.
    Running,
    /// The answer is there.
    Finished,
    /// The journal of the period is longer than can be gone through: ask about a shorter one.
    TooLong,
}

impl From<WhatIfJob> for WhatIfView {
    fn from(job: WhatIfJob) -> Self {
        let (status, progress, answer) = match job.stage {
            Stage::Running { progress, .. } => (Status::Running, progress, None),
            Stage::TooLong { progress } => (Status::TooLong, progress, None),
            Stage::Finished { answer } => {
                (Status::Finished, Progress { records: answer.records, share: 1.0 }, Some(answer))
            }
        };
        Self {
            id: job.reference.what_if_id,
            farm_id: job.reference.farm_id,
            question: job.question,
            asked_by: job.asked_by,
            asked_at: job.asked_at,
            status,
            progress,
            answer,
        }
    }
}

//! `GET /v1/farms/{farmId}/alarms/what-if/{whatIfId}`: how far a what-if is, and its answer.

use std::sync::Arc;

use tracing::warn;
use valmetal_domain::{
    access::Operation,
    names::{FarmId, WhatIfId},
    replay::{
        WhatIfRef,
        ports::{HandOverWhatIf, ReadWhatIf},
    },
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    error::chain,
    http::{Json, Path, State},
    problem::Problem,
};

use super::shape::WhatIfView;
use crate::{farm_access::allow, store::unavailable};

/// What it needs.
#[allow(clippy::struct_field_names, reason = "a field is what its trait reads")]
#[derive(Clone)]
pub(in crate::alarms) struct WhatIfs {
    /// Reads it.
    pub what_ifs: Arc<dyn ReadWhatIf>,
    /// Has one run again that nobody is at work on any more.
    pub runner: Arc<dyn HandOverWhatIf>,
    /// The time.
    pub clock: Clock,
}

/// Answers the what-if. Whoever asks for one whose runner has been silent for too long has it begun again: what was handed
/// over and lost is run for whoever wants to know it.
pub(in crate::alarms) async fn get(
    State(state): State<WhatIfs>,
    caller: Caller,
    Path((farm_id, what_if_id)): Path<(FarmId, WhatIfId)>,
) -> Result<Json<WhatIfView>, Problem> {
    allow(&caller, Operation::RunWhatIf, &farm_id, "farm")?;
    let reference = WhatIfRef { farm_id, what_if_id };
    let job = state.what_ifs.read_what_if(&reference).await.map_err(unavailable)?;
    let job = job.ok_or_else(|| Problem::not_found("what-if"))?;
    if job.is_abandoned(state.clock.now())
        && let Err(error) = state.runner.hand_over_what_if(&reference).await
    {
        warn!(what_if = %reference.what_if_id, error = chain(&error), "an abandoned what-if was not begun again");
    }
    Ok(Json(job.into()))
}

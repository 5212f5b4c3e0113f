//! `GET /v1/farms/{farmId}/feed/sequences/{deviceId}/{sequenceId}`: one sequence with its steps.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use valmetal_domain::{
    access::Operation,
    feed::{FeedRecord, SequenceFigures, SequenceSummary, ports::ReadSequence},
    names::{FarmId, SequenceId, ThingName},
};
use valmetal_runtime::{
    claims::Caller,
    http::{Json, Path, State},
    problem::Problem,
};

use crate::{farm_access::allow, store::unavailable};

/// A sequence with its steps.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Sequence {
    #[serde(flatten)]
    summary: SequenceSummary,
    figures: SequenceFigures,
    /// In the order of the device's numbers.
    records: Vec<FeedRecord>,
}

/// Answers the sequence.
pub(super) async fn get(
    State(sequences): State<Arc<dyn ReadSequence>>,
    caller: Caller,
    Path((farm, device, id)): Path<(FarmId, ThingName, SequenceId)>,
) -> Result<Json<Sequence>, Problem> {
    allow(&caller, Operation::Read, &farm, "farm")?;
    let records = sequences.read_sequence(&farm, &device, &id).await.map_err(unavailable)?;
    let summary = SequenceSummary::of(&records).ok_or_else(|| Problem::not_found("sequence"))?;
    Ok(Json(Sequence { summary, figures: SequenceFigures::of(&records), records }))
}

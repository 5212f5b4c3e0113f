//! One run of a machine: from the first ingredient to the last group.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Deviation, FeedRecord, RecordKind, StepOutcome};
use crate::names::{RationId, SequenceId, ThingName};

/// A sequence in a list. Weights are kilograms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SequenceSummary {
    /// The device that ran it.
    pub device_id: ThingName,
    /// Its id, which is the device's own.
    pub sequence_id: SequenceId,
    /// The ration.
    pub ration_id: Option<RationId>,
    /// When its first step began.
    pub started_at: Timestamp,
    /// When its last step so far ended.
    pub ended_at: Timestamp,
    /// How many steps it has so far.
    pub steps: u64,
    /// What was to be loaded.
    pub entitlement: f64,
    /// What was loaded.
    pub loaded: f64,
    /// What the groups got.
    pub delivered: f64,
    /// What the groups had left.
    pub refused: f64,
    /// How it ended; none while it runs.
    pub outcome: Option<StepOutcome>,
}

/// What follows from the steps of a sequence.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SequenceFigures {
    /// Loaded against its target.
    pub deviation: Deviation,
    /// From the first ingredient's beginning to the last one's end, in seconds.
    pub load_seconds: f64,
    /// The pauses from the end of an ingredient to the beginning of the next, in seconds.
    pub load_gaps: Vec<f64>,
    /// What went in against what came out, once it has ended.
    pub balance: Option<Balance>,
}

/// What went into a machine against what came out of it and what stayed in, in kg.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Balance {
    /// What was loaded.
    pub loaded: f64,
    /// What was delivered.
    pub delivered: f64,
    /// What stayed in the machine beyond what had been in it before.
    pub residual: f64,
    /// Loaded − delivered − residual: what the scale cannot account for.
    pub drift: f64,
}

impl Balance {
    /// What the scale of a machine may be unable to account for: this share of the load,
    const SHARE: f64 = 0.02;
    /// but at least this, in kg.
    const LEAST_KG: f64 = 10.0;

    /// How far the drift may be off nothing, in kg.
    pub fn limit(self) -> f64 {
        (Self::SHARE * self.loaded).max(Self::LEAST_KG)
    }

    /// Whether the drift is beyond its limit.
    pub fn is_off(self) -> bool {
        self.drift.abs() > self.limit()
    }
}

impl SequenceSummary {
    /// The summary of the steps of one sequence; none where there are no steps.
    pub fn of(steps: &[FeedRecord]) -> Option<Self> {
        let first = steps.first()?;
        let sum = |kind, weight: fn(&FeedRecord) -> Option<f64>| -> f64 {
            steps.iter().filter(|record| record.step.record_kind == kind).filter_map(weight).sum()
        };
        Some(Self {
            device_id: first.device_id.clone(),
            sequence_id: first.step.sequence_id.clone(),
            ration_id: steps.iter().filter_map(|record| record.step.ration_id.clone()).max(),
            started_at: steps.iter().map(|record| record.step.event_start).min()?,
            ended_at: steps.iter().map(|record| record.step.event_end).max()?,
            steps: steps.len() as u64,
            entitlement: sum(RecordKind::Load, |record| record.step.entitlement),
            loaded: sum(RecordKind::Load, |record| record.step.delivered),
            delivered: sum(RecordKind::Delivery, |record| record.step.delivered),
            refused: sum(RecordKind::Refusal, |record| record.step.refused),
            outcome: end_of(steps).map(|record| record.step.outcome),
        })
    }
}

impl SequenceFigures {
    /// The figures of the steps of one sequence, in any order.
    pub fn of(steps: &[FeedRecord]) -> Self {
        let mut loads: Vec<&FeedRecord> =
            steps.iter().filter(|record| record.step.record_kind == RecordKind::Load).collect();
        loads.sort_by_key(|record| (record.step.event_start, record.step.device_seq));
        let entitlement = loads.iter().filter_map(|record| record.step.entitlement).sum();
        let loaded = loads.iter().filter_map(|record| record.step.delivered).sum();
        let begin = loads.iter().map(|record| record.step.event_start).min();
        let end = loads.iter().map(|record| record.step.event_end).max();
        Self {
            deviation: Deviation::of(entitlement, loaded),
            load_seconds: begin.zip(end).map_or(0.0, |(begin, end)| end.duration_since(begin).as_secs_f64()),
            load_gaps: loads
                .windows(2)
                .map(|pair| pair[1].step.event_start.duration_since(pair[0].step.event_end).as_secs_f64())
                .map(|gap| gap.max(0.0))
                .collect(),
            balance: balance(steps),
        }
    }
}

/// What went in against what came out; none before the end, or where the machine did not say its weights.
pub fn balance(steps: &[FeedRecord]) -> Option<Balance> {
    let end = end_of(steps)?;
    let residual = end.step.weight_after? - end.step.weight_before?;
    let SequenceSummary { loaded, delivered, .. } = SequenceSummary::of(steps)?;
    Some(Balance { loaded, delivered, residual, drift: loaded - delivered - residual })
}

/// The step that ends a sequence, if it has come.
pub(super) fn end_of(steps: &[FeedRecord]) -> Option<&FeedRecord> {
    steps.iter().find(|record| record.step.record_kind == RecordKind::Sequence)
}

//! One finished step of a feed sequence. The names are those of ICAR ADE where it has one.

use jiff::Timestamp;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Currency, Deviation};
use crate::names::{AnimalSetId, EntityId, FarmId, FeedId, RationId, SequenceId, StorageId, ThingName};

/// A step with where it was taken. [`FeedRecord::key`] identifies it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FeedRecord {
    /// The farm that the device stood on.
    pub farm_id: FarmId,
    /// The entity that it stood in, such as a barn.
    pub location_id: EntityId,
    /// The device.
    pub device_id: ThingName,
    /// What it said.
    #[serde(flatten)]
    pub step: FeedStep,
}

/// What a device says of one finished step, on `valmetal/<thing>/feed`. Weights are kilograms as fed, durations seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FeedStep {
    /// The version of the message.
    pub schema_version: u64,
    /// Counts the device's feed messages up. With the device it identifies the step.
    pub device_seq: u64,
    /// What kind of step it was.
    pub record_kind: RecordKind,
    /// Its place in the sequence, from 1.
    pub step_no: u32,
    /// The sequence.
    pub sequence_id: SequenceId,
    /// The ration that is fed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ration_id: Option<RationId>,
    /// The ingredient, of a LOAD.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed_id: Option<FeedId>,
    /// The group of animals, of a DELIVERY or REFUSAL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub animal_set_id: Option<AnimalSetId>,
    /// Where a LOAD was taken from; the thing's name where it is a machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage_id: Option<StorageId>,
    /// When it began.
    pub event_start: Timestamp,
    /// When it ended: the time of the record.
    pub event_end: Timestamp,
    /// The target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entitlement: Option<f64>,
    /// What was weighed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered: Option<f64>,
    /// What the group left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<f64>,
    /// The dry matter that was assumed that day, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_matter_percentage: Option<f64>,
    /// What it cost, with at most four decimals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<f64>")]
    pub total_cost: Option<Decimal>,
    /// The currency of the cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// How many animals were there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count_observed: Option<u32>,
    /// The ingredient's place among the ration's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load_order: Option<u32>,
    /// How far a load may be off its target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<f64>,
    /// The weight in the machine before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_before: Option<f64>,
    /// The weight in the machine after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_after: Option<f64>,
    /// How long it took, by the device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// How long it mixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mix_duration: Option<f64>,
    /// How often the mixer turned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mixer_revs: Option<f64>,
    /// How it ended.
    pub outcome: StepOutcome,
    /// How far the weights can be trusted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_quality: Option<WeightQuality>,
    /// When the scale was last calibrated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale_calibrated_at: Option<Timestamp>,
}

/// What kind of step it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RecordKind {
    /// An ingredient was loaded.
    Load,
    /// The ration was mixed.
    Mix,
    /// A group was fed.
    Delivery,
    /// What a group left was weighed.
    Refusal,
    /// The whole sequence ended.
    Sequence,
}

/// How a step or a sequence ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StepOutcome {
    /// As planned.
    Complete,
    /// With less than planned.
    Partial,
    /// It was left out.
    Skipped,
    /// It was broken off.
    Aborted,
    /// A person did it or ended it.
    ManualOverride,
}

/// How far a weight can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WeightQuality {
    /// It stood still.
    Good,
    /// It did not stand still.
    Unstable,
    /// The scale did not answer.
    LinkLost,
}

/// What identifies a record, however often it is received.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedKey {
    /// The device.
    pub device_id: ThingName,
    /// Its number for the step.
    pub device_seq: u64,
}

impl FeedRecord {
    /// What identifies it.
    pub fn key(&self) -> FeedKey {
        FeedKey { device_id: self.device_id.clone(), device_seq: self.step.device_seq }
    }
}

impl FeedStep {
    /// How far what was weighed is off the target, where there are both.
    pub fn deviation(&self) -> Option<Deviation> {
        Some(Deviation::of(self.entitlement?, self.delivered?))
    }

    /// The dry matter in what was weighed, in kg.
    pub fn dry_matter(&self) -> Option<f64> {
        Some(self.delivered? * self.dry_matter_percentage? / 100.0)
    }

    /// How long it took by its own times, in seconds.
    pub fn seconds(&self) -> f64 {
        self.event_end.duration_since(self.event_start).as_secs_f64()
    }
}

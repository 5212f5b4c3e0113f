//! What was fed: sums by day, sequences with their steps, and how long the stores last. Weights are kilograms.

use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use valmetal_domain::feed::{FeedRecord, StepOutcome};

/// A farm's feed over some days.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct FeedSummary {
    /// Each day.
    pub(crate) days: Vec<DayOfFeed>,
    /// All of them together.
    pub(crate) total: FeedFigures,
}

/// One day.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct DayOfFeed {
    /// The day, at the farm.
    pub(crate) date: Date,
    /// What was fed on it.
    #[serde(flatten)]
    pub(crate) figures: FeedFigures,
}

/// What was loaded and fed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct FeedFigures {
    /// By ingredient.
    pub(crate) ingredients: Vec<Ingredient>,
    /// By group of animals.
    pub(crate) groups: Vec<Group>,
    /// How the sequences ended.
    pub(crate) sequences: SequenceCounts,
}

/// What was loaded of an ingredient.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Ingredient {
    /// Which one.
    pub(crate) feed_id: String,
    /// The ration's target.
    pub(crate) entitlement: f64,
    /// What was weighed.
    pub(crate) loaded: f64,
    /// By how much it is off.
    pub(crate) deviation: Deviation,
}

/// What a group of animals was fed.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Group {
    /// Which one.
    pub(crate) animal_set_id: String,
    /// The ration's target.
    pub(crate) entitlement: f64,
    /// What was weighed.
    pub(crate) delivered: f64,
    /// By how much it is off.
    pub(crate) deviation: Deviation,
    /// What the group left.
    pub(crate) refused: f64,
    /// What a head got in a day.
    pub(crate) kg_per_head: Option<f64>,
}

/// What was weighed less the target.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Deviation {
    /// In kg.
    pub(crate) kg: f64,
    /// Of the target.
    pub(crate) percent: Option<f64>,
}

/// How sequences ended.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SequenceCounts {
    /// As planned.
    pub(crate) complete: u64,
    /// With less than planned.
    pub(crate) partial: u64,
    /// Left out.
    pub(crate) skipped: u64,
    /// Broken off.
    pub(crate) aborted: u64,
    /// Ended by a person.
    pub(crate) manual_override: u64,
}

/// How long a store lasts.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunOut {
    /// The store; the thing's name where it is a machine.
    pub(crate) storage_id: String,
    /// What is taken from it.
    pub(crate) feed_ids: Vec<String>,
    /// How much a day.
    pub(crate) kg_per_day: f64,
    /// What is in it; nothing where nobody weighs it.
    pub(crate) stock: Option<Stock>,
    /// For how many days that is.
    pub(crate) days_left: Option<f64>,
    /// When it is empty.
    pub(crate) runs_out_at: Option<Timestamp>,
}

/// What is in a store.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Stock {
    /// How much.
    pub(crate) kg: f64,
}

/// One run of a feeding machine.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sequence {
    /// The machine.
    pub(crate) device_id: String,
    /// Its number.
    pub(crate) sequence_id: String,
    /// The ration.
    pub(crate) ration_id: Option<String>,
    /// When it began.
    pub(crate) started_at: Timestamp,
    /// When its last step ended.
    pub(crate) ended_at: Timestamp,
    /// The targets of its loads.
    pub(crate) entitlement: f64,
    /// What was loaded.
    pub(crate) loaded: f64,
    /// What was fed.
    pub(crate) delivered: f64,
    /// How it ended; nothing while it runs.
    pub(crate) outcome: Option<StepOutcome>,
    /// Its steps; not in a list of sequences.
    #[serde(default)]
    pub(crate) records: Vec<FeedRecord>,
}

/// A file to download.
#[derive(Debug, Deserialize)]
pub(crate) struct Exported {
    /// Where it is, for a quarter of an hour.
    pub(crate) url: String,
}

//! What telemetry needs from its store, one small trait an operation.

use std::collections::HashMap;

use async_trait::async_trait;
use jiff::Timestamp;

use super::{Bin, BinPlan, Latest, Sample};
pub use crate::alarm::ports::StoreError;
use crate::names::{Measure, ThingName};

/// What became of some samples.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored {
    /// How many are stored that were not before. A store that takes the same again in silence counts that, too.
    pub new: u64,
    /// How many the store did not take; they are in the archive.
    pub archived: u64,
    /// Measures that no catalogue has; they are stored and flagged.
    pub unknown: Vec<(ThingName, Measure)>,
}

/// Stores samples.
#[async_trait]
pub trait RecordTelemetry: Send + Sync {
    /// Stores `samples`. One that is stored already (the device, the measure and the time) changes nothing, also with another
    /// value.
    async fn record_telemetry(&self, samples: &[Sample]) -> Result<Stored, StoreError>;
}

/// Reads samples in bins.
#[async_trait]
pub trait ReadBins: Send + Sync {
    /// The bins of `measure` of `device` that hold samples, the earliest first. They are the same from every resolution.
    async fn read_bins(
        &self,
        device: &ThingName,
        measure: &Measure,
        plan: &BinPlan,
    ) -> Result<Vec<Bin>, StoreError>;
}

/// Reads newest values.
#[async_trait]
pub trait ReadLatest: Send + Sync {
    /// The newest value of `measure` of those of `devices` that have one.
    async fn read_latest(
        &self,
        devices: &[ThingName],
        measure: &Measure,
    ) -> Result<HashMap<ThingName, Latest>, StoreError>;
}

/// Reads how long machines ran: what maintenance by running hours is due by.
#[async_trait]
pub trait ReadRunningHours: Send + Sync {
    /// For how many hours the motor of `device` ran in the minutes that begin from `from` until before `to`. A minute counts by
    /// the share of its samples that say so, and one without a sample as one in which it stood still.
    async fn read_running_hours(
        &self,
        device: &ThingName,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<f64, StoreError>;
}

/// Keeps the store as large as it must be and no larger.
#[async_trait]
pub trait KeepHistory: Send + Sync {
    /// Makes room for the months to come and ends what is older than it is to be kept, as of `now`. What is still to be kept
    /// can be read as before, as coarsely as it is kept.
    async fn keep_history(&self, now: Timestamp) -> Result<Kept, StoreError>;
}

/// What was made and ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// How many partitions were made.
    pub made: u32,
    /// The partitions that were dropped.
    pub dropped: Vec<String>,
}

/// Everything that the telemetry store of a deployment does. The contract in `valmetal-test-support` tries each store on all of
/// it.
pub trait TelemetryStore: RecordTelemetry + ReadBins + ReadLatest + ReadRunningHours + KeepHistory {}

impl<T> TelemetryStore for T where T: RecordTelemetry + ReadBins + ReadLatest + ReadRunningHours + KeepHistory {}

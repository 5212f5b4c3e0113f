//! Telemetry: what machines measure all the time, kept sample by sample for a while and as bins for long.

mod bins;
pub mod measure;
mod message;
pub mod ports;

#[cfg(test)]
mod tests;

use jiff::Timestamp;

pub use bins::{BadBins, Bin, BinPlan, Latest, LatestOf, MAX_BINS, Resolution, Retention};
pub use message::{MAX_TELEMETRY_BYTES, MAX_VALUES, Measured, TelemetryMessage, Value};

use crate::names::{Measure, ThingName};

/// One value of one measure at one time. Device, measure and time identify it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The device.
    pub device_id: ThingName,
    /// What was measured.
    pub measure: Measure,
    /// When.
    pub at: Timestamp,
    /// The value, in the measure's unit.
    pub value: f64,
    /// The number of the message that brought it.
    pub seq: u64,
}

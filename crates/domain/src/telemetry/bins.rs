//! Samples drawn together: what a chart shows.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::names::ThingName;

/// The most bins of an answer.
pub const MAX_BINS: u64 = 2_000;
/// How many bins an answer has about, where nothing is said.
const USUAL_BINS: u64 = 300;
/// The seconds of the bins that are kept: every sample, a minute, an hour.
const MINUTE: u64 = 60;
const HOUR: u64 = 3_600;
/// The widths that are chosen from, in seconds.
const WIDTHS: [u64; 14] = [1, 5, 10, 30, 60, 300, 900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 604_800];

/// The samples of a measure within one width of time. Bins begin at whole multiples of their width since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bin {
    /// When it begins.
    pub at: Timestamp,
    /// The least value.
    pub min: f64,
    /// The mean value.
    pub avg: f64,
    /// The greatest value.
    pub max: f64,
    /// The last value.
    pub last: f64,
    /// How many values there are.
    pub count: u64,
}

/// A newest value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Latest {
    /// When it was measured.
    pub at: Timestamp,
    /// The value.
    pub value: f64,
}

/// A newest value with whose it is: what a store answers.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LatestOf {
    /// The device.
    pub device_id: ThingName,
    /// The value.
    #[serde(flatten)]
    pub latest: Latest,
}

/// Which bins are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BinPlan {
    /// When the first begins: a whole multiple of their width since 1970.
    pub from: Timestamp,
    /// When the last ends, in the same way.
    pub to: Timestamp,
    /// How wide each is, in seconds.
    pub width: u64,
    /// What they are made from.
    pub resolution: Resolution,
}

/// What bins are made from: the finest that is kept for their time, and no finer than they need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Resolution {
    /// Every sample.
    Sample,
    /// Bins of a minute.
    Minute,
    /// Bins of an hour.
    Hour,
}

/// How long samples and bins are kept, in days. Bins of an hour are kept for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Samples.
    pub sample_days: u32,
    /// Bins of a minute.
    pub minute_days: u32,
}

/// Why bins cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadBins {
    /// The period is none.
    #[error("It must be before `to`.")]
    Period,
    /// The width is not one.
    #[error("It must be a number of seconds: any up to 59, whole minutes up to an hour, then whole hours.")]
    Width,
    /// They would be too many.
    #[error("It must be so wide that there are at most {MAX_BINS} bins.")]
    TooMany,
}

impl BinPlan {
    /// The bins of `width` seconds from `from` to `to`, asked for at `now`. Where no width is said, one that suits a chart;
    /// where what is kept of that time is coarser than the width, that.
    pub fn new(
        from: Timestamp,
        to: Timestamp,
        width: Option<u64>,
        retention: Retention,
        now: Timestamp,
    ) -> Result<Self, BadBins> {
        let seconds = u64::try_from(to.duration_since(from).as_secs()).unwrap_or_default();
        if to <= from {
            return Err(BadBins::Period);
        }
        if width.is_some_and(|width| !is_width(width)) {
            return Err(BadBins::Width);
        }
        let age = now.duration_since(from).as_secs() / 86_400;
        let kept = if age < i64::from(retention.sample_days) {
            1
        } else if age < i64::from(retention.minute_days) {
            MINUTE
        } else {
            HOUR
        };
        let suiting = || WIDTHS.into_iter().find(|width| seconds / width <= USUAL_BINS);
        let width = width.or_else(suiting).unwrap_or(WIDTHS[WIDTHS.len() - 1]).max(kept);
        if seconds / width > MAX_BINS {
            return Err(BadBins::TooMany);
        }
        let resolution = match width {
            HOUR.. => Resolution::Hour,
            MINUTE.. => Resolution::Minute,
            _ => Resolution::Sample,
        };
        // The first bin and the last are whole ones.
        let wide = i64::try_from(width).map_err(|_| BadBins::Width)?;
        let begin = from.as_second().div_euclid(wide) * wide;
        let last = to.as_second() - i64::from(to.subsec_nanosecond() == 0);
        let end = (last.div_euclid(wide) + 1) * wide;
        let at = |second| Timestamp::from_second(second).map_err(|_| BadBins::Period);
        Ok(Self { from: at(begin)?, to: at(end)?, width, resolution })
    }
}

/// Whether bins of `width` seconds are made of whole kept ones.
const fn is_width(width: u64) -> bool {
    match width {
        0 => false,
        HOUR.. => width.is_multiple_of(HOUR),
        MINUTE.. => width.is_multiple_of(MINUTE),
        _ => true,
    }
}

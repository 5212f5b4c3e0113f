//! When a storage will be empty, from what was measured to be taken from it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::names::{FeedId, StorageId};

/// From how many days the use of a storage is measured.
pub const MEASURED_DAYS: i64 = 14;
/// A use is spread over at least this many hours, so that one load is no rate.
const LEAST_HOURS: f64 = 24.0;

/// What was taken of a feed from a storage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StorageUse {
    /// The storage.
    pub storage_id: StorageId,
    /// The feed.
    pub feed_id: FeedId,
    /// How much was taken, in kg.
    pub used: f64,
    /// When it was taken for the first time in the period.
    pub first_at: Timestamp,
}

/// What was in a storage once.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Stock {
    /// How much, in kg.
    pub kg: f64,
    /// When that was measured.
    pub at: Timestamp,
}

/// What is known of a storage's end.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RunOut {
    /// The storage.
    pub storage_id: StorageId,
    /// What was taken from it.
    pub feed_ids: Vec<FeedId>,
    /// What was taken from it a day, in kg.
    pub kg_per_day: f64,
    /// What was last measured to be in it; none where it has no sensor.
    pub stock: Option<Stock>,
    /// For how many days that lasts from now on.
    pub days_left: Option<f64>,
    /// Until when that lasts.
    pub runs_out_at: Option<Timestamp>,
}

/// What is known of the storages in `uses`, the first to be empty first.
pub fn run_out(uses: &[StorageUse], stocks: &BTreeMap<StorageId, Stock>, now: Timestamp) -> Vec<RunOut> {
    let mut by_storage: BTreeMap<&StorageId, Vec<&StorageUse>> = BTreeMap::new();
    for used in uses {
        by_storage.entry(&used.storage_id).or_default().push(used);
    }
    let mut storages: Vec<RunOut> = by_storage
        .into_iter()
        .map(|(storage, uses)| of_storage(storage, &uses, stocks.get(storage).copied(), now))
        .collect();
    let days = |storage: &RunOut| storage.days_left.unwrap_or(f64::INFINITY);
    storages.sort_by(|a, b| days(a).total_cmp(&days(b)));
    storages
}

fn of_storage(storage: &StorageId, uses: &[&StorageUse], stock: Option<Stock>, now: Timestamp) -> RunOut {
    let total: f64 = uses.iter().map(|one| one.used).sum();
    let first = uses.iter().map(|one| one.first_at).min().unwrap_or(now);
    let hours = (now.duration_since(first).as_secs_f64() / 3_600.0).max(LEAST_HOURS);
    let kg_per_hour = total / hours;
    let lasts = stock.filter(|_| kg_per_hour > 0.0).map(|stock| stock.kg / kg_per_hour);
    let runs_out_at = stock.zip(lasts).and_then(|(stock, hours)| {
        stock.at.checked_add(SignedDuration::try_from_secs_f64(hours * 3_600.0).ok()?).ok()
    });
    RunOut {
        storage_id: storage.clone(),
        feed_ids: uses.iter().map(|used| used.feed_id.clone()).collect(),
        kg_per_day: kg_per_hour * 24.0,
        stock,
        days_left: runs_out_at.map(|end| (end.duration_since(now).as_secs_f64() / 86_400.0).max(0.0)),
        runs_out_at,
    }
}

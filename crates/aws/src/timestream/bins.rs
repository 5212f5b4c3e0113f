//! Reading bins, newest values and running hours.

use std::collections::HashMap;

use async_trait::async_trait;
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use serde::Deserialize;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::names::{Measure, ThingName};
use valmetal_domain::telemetry::measure::MOTOR_RUNNING;
use valmetal_domain::telemetry::ports::{KeepHistory, Kept, ReadBins, ReadLatest, ReadRunningHours};
use valmetal_domain::telemetry::{Bin, BinPlan, Latest, LatestOf};

use super::TelemetryStore;
use super::sql::{text, time};

/// What is read of samples.
const COLUMNS: [(&str, &str); 3] = [("device_id", "VARCHAR"), ("measure", "VARCHAR"), ("value", "DOUBLE")];

impl TelemetryStore {
    /// The table, as a query may read it.
    async fn table(&self) -> Result<Option<String>, StoreError> {
        self.0.source(&self.0.names.telemetry_table, &COLUMNS).await
    }
}

#[async_trait]
impl ReadBins for TelemetryStore {
    /// Every bin is made from the samples, whatever the plan's resolution: Timestream keeps no others.
    async fn read_bins(
        &self,
        device: &ThingName,
        measure: &Measure,
        plan: &BinPlan,
    ) -> Result<Vec<Bin>, StoreError> {
        let Some(table) = self.table().await? else { return Ok(Vec::new()) };
        let sql = format!(
            "WITH sample AS (SELECT bin(time, {}s) AS at, time, value FROM {table} WHERE device_id = {} AND measure = {} \
             AND time >= {} AND time < {}) \
             SELECT at, MIN(value) AS min, AVG(value) AS avg, MAX(value) AS max, MAX_BY(value, time) AS last, \
             COUNT(*) AS count FROM sample GROUP BY at ORDER BY at",
            plan.width,
            text(device.as_str()),
            text(measure.as_str()),
            time(plan.from),
            time(plan.to),
        );
        self.0.ask(&sql).await
    }
}

#[async_trait]
impl ReadLatest for TelemetryStore {
    async fn read_latest(
        &self,
        devices: &[ThingName],
        measure: &Measure,
    ) -> Result<HashMap<ThingName, Latest>, StoreError> {
        let Some(table) = self.table().await?.filter(|_| !devices.is_empty()) else {
            return Ok(HashMap::new());
        };
        let devices: Vec<String> = devices.iter().map(|device| text(device.as_str())).collect();
        let sql = format!(
            "SELECT device_id, MAX(time) AS at, MAX_BY(value, time) AS value FROM {table} WHERE measure = {} \
             AND device_id IN ({}) GROUP BY device_id",
            text(measure.as_str()),
            devices.join(", "),
        );
        let found: Vec<LatestOf> = self.0.ask(&sql).await?;
        Ok(found.into_iter().map(|LatestOf { device_id, latest }| (device_id, latest)).collect())
    }
}

/// `at` where a minute begins then, or the beginning of the next one.
fn next_minute(at: Timestamp) -> Result<Timestamp, StoreError> {
    let round = TimestampRound::new().smallest(Unit::Minute).mode(RoundMode::Ceil);
    at.round(round).map_err(|error| StoreError::Refused(error.into()))
}

#[derive(Deserialize)]
struct Hours {
    hours: f64,
}

#[async_trait]
impl ReadRunningHours for TelemetryStore {
    async fn read_running_hours(
        &self,
        device: &ThingName,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<f64, StoreError> {
        let Some(table) = self.table().await? else { return Ok(0.0) };
        let sql = format!(
            "WITH sample AS (SELECT bin(time, 60s) AS at, value FROM {table} WHERE device_id = {} AND measure = {} \
             AND time >= {} AND time < {}), minute AS (SELECT at, AVG(value) AS share FROM sample GROUP BY at) \
             SELECT COALESCE(SUM(share), 0e0) / 6e1 AS hours FROM minute",
            text(device.as_str()),
            text(MOTOR_RUNNING),
            time(next_minute(from)?),
            time(next_minute(to)?),
        );
        let found: Vec<Hours> = self.0.ask(&sql).await?;
        Ok(found.first().map_or(0.0, |row| row.hours))
    }
}

#[async_trait]
impl KeepHistory for TelemetryStore {
    /// Timestream's tables end their own history.
    async fn keep_history(&self, _: Timestamp) -> Result<Kept, StoreError> {
        Ok(Kept::default())
    }
}

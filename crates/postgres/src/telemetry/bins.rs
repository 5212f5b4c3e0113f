//! Reading bins, newest values and running hours.

use std::collections::HashMap;

use async_trait::async_trait;
use jiff::Timestamp;
use valmetal_domain::{
    alarm::ports::StoreError,
    names::{Measure, ThingName},
    telemetry::{
        Bin, BinPlan, Latest, LatestOf, Resolution,
        measure::MOTOR_RUNNING,
        ports::{ReadBins, ReadLatest, ReadRunningHours},
    },
};

use super::TelemetryStore;
use crate::{error::store_error, rows};

/// The bins of a series that are made from the bins in a table.
macro_rules! from_bins {
    ($connection:expr, $device:expr, $measure:expr, $from:expr, $to:expr, $width:expr, $table:literal) => {
        sqlx::query_scalar!(
            r#"select to_jsonb(bin) as "row!" from (
                select date_bin(make_interval(secs => $5), at, 'epoch') as at, min(min) as min,
                    sum(sum) / sum(count)::double precision as avg, max(max) as max,
                    (array_agg(last order by last_at desc))[1] as last, sum(count) as count
                from "# + $table + r#"
                where series_id = (select series_id from telemetry_series where device_id = $1 and measure = $2)
                    and at >= $3::text::timestamptz and at < $4::text::timestamptz
                group by 1 order by 1
            ) bin"#,
            $device,
            $measure,
            $from,
            $to,
            $width
        )
        .fetch_all($connection)
        .await
    };
}

#[async_trait]
impl ReadBins for TelemetryStore {
    async fn read_bins(
        &self,
        device: &ThingName,
        measure: &Measure,
        plan: &BinPlan,
    ) -> Result<Vec<Bin>, StoreError> {
        let (device, measure) = (device.as_str(), measure.as_str());
        let (from, to) = (plan.from.to_string(), plan.to.to_string());
        let width = f64::from(u32::try_from(plan.width).unwrap_or(u32::MAX));
        let connection = &mut *self.database.acquire().await?;
        let found = match plan.resolution {
            Resolution::Hour => from_bins!(connection, device, measure, from, to, width, "telemetry_hour"),
            Resolution::Minute => from_bins!(connection, device, measure, from, to, width, "telemetry_minute"),
            Resolution::Sample => {
                sqlx::query_scalar!(
                    r#"select to_jsonb(bin) as "row!" from (
                        select date_bin(make_interval(secs => $5), at, 'epoch') as at, min(value) as min,
                            avg(value) as avg, max(value) as max,
                            (array_agg(value order by at desc))[1] as last, count(*) as count
                        from telemetry_sample
                        where series_id = (select series_id from telemetry_series where device_id = $1 and measure = $2)
                            and at >= $3::text::timestamptz and at < $4::text::timestamptz
                        group by 1 order by 1
                    ) bin"#,
                    device,
                    measure,
                    from,
                    to,
                    width
                )
                .fetch_all(connection)
                .await
            }
        };
        rows::read(found.map_err(store_error)?)
    }
}

#[async_trait]
impl ReadLatest for TelemetryStore {
    async fn read_latest(
        &self,
        devices: &[ThingName],
        measure: &Measure,
    ) -> Result<HashMap<ThingName, Latest>, StoreError> {
        let devices: Vec<String> = devices.iter().map(ToString::to_string).collect();
        // Bins of an hour are kept for ever, and the newest one knows the newest value.
        let found = sqlx::query_scalar!(
            r#"select to_jsonb(latest) as "row!" from (
                select device_id, newest.last_at as at, newest.last as value
                from telemetry_series
                cross join lateral (
                    select last, last_at from telemetry_hour
                    where telemetry_hour.series_id = telemetry_series.series_id
                    order by at desc limit 1
                ) newest
                where device_id = any($1) and measure = $2
            ) latest"#,
            &devices,
            measure.as_str()
        )
        .fetch_all(&mut *self.database.acquire().await?)
        .await
        .map_err(store_error)?;
        Ok(rows::read(found)?.into_iter().map(|LatestOf { device_id, latest }| (device_id, latest)).collect())
    }
}

#[async_trait]
impl ReadRunningHours for TelemetryStore {
    async fn read_running_hours(
        &self,
        device: &ThingName,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<f64, StoreError> {
        sqlx::query_scalar!(
            r#"select coalesce(sum(sum / count) / 60, 0) as "hours!"
            from telemetry_minute
            where series_id = (select series_id from telemetry_series where device_id = $1 and measure = $2)
                and at >= $3::text::timestamptz and at < $4::text::timestamptz"#,
            device.as_str(),
            MOTOR_RUNNING,
            from.to_string(),
            to.to_string()
        )
        .fetch_one(&mut *self.database.acquire().await?)
        .await
        .map_err(store_error)
    }
}

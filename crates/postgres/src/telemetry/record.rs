//! Storing samples: one statement keeps a whole batch and brings its bins up to date.

use std::collections::BTreeSet;

use async_trait::async_trait;
use valmetal_domain::{
    alarm::ports::StoreError,
    telemetry::{
        Sample, measure,
        ports::{RecordTelemetry, Stored},
    },
};

use super::TelemetryStore;
use crate::error::store_error;

#[async_trait]
impl RecordTelemetry for TelemetryStore {
    async fn record_telemetry(&self, samples: &[Sample]) -> Result<Stored, StoreError> {
        let numbers = self.numbers(samples).await?;
        // In the order of the indexes: it is faster, and two that write the same bins do not wait for each other in a circle.
        let mut rows: Vec<(i32, i64, f64)> = samples
            .iter()
            .filter_map(|sample| {
                let number = numbers.get(&(&sample.device_id, &sample.measure))?;
                Some((*number, sample.at.as_microsecond(), sample.value))
            })
            .collect();
        rows.sort_unstable_by_key(|(number, at, _)| (*number, *at));
        let numbers: Vec<i32> = rows.iter().map(|(number, ..)| *number).collect();
        let times: Vec<i64> = rows.iter().map(|(_, at, _)| *at).collect();
        let values: Vec<f64> = rows.iter().map(|(.., value)| *value).collect();
        let new = sqlx::query_scalar!(
            r#"with fresh as (
                insert into telemetry_sample (series_id, at, value)
                select series_id, timestamptz 'epoch' + microseconds * interval '1 microsecond', value
                from unnest($1::integer[], $2::bigint[], $3::double precision[]) as sample (series_id, microseconds, value)
                on conflict do nothing
                returning series_id, at, value
            ), by_minute as (
                select series_id, date_bin('1 minute', at, 'epoch') as minute, min(value) as min, max(value) as max,
                    sum(value) as sum, count(*) as count, (array_agg(value order by at desc))[1] as last, max(at) as last_at
                from fresh group by 1, 2
            ), minutes as (
                insert into telemetry_minute as kept (series_id, at, min, max, sum, count, last, last_at)
                select * from by_minute order by series_id, minute
                on conflict (series_id, at) do update set
                    min = least(kept.min, excluded.min), max = greatest(kept.max, excluded.max),
                    sum = kept.sum + excluded.sum, count = kept.count + excluded.count,
                    last = case when excluded.last_at > kept.last_at then excluded.last else kept.last end,
                    last_at = greatest(kept.last_at, excluded.last_at)
            ), hours as (
                insert into telemetry_hour as kept (series_id, at, min, max, sum, count, last, last_at)
                select series_id, date_bin('1 hour', minute, 'epoch') as hour, min(min), max(max), sum(sum), sum(count),
                    (array_agg(last order by last_at desc))[1], max(last_at)
                from by_minute group by 1, 2 order by 1, 2
                on conflict (series_id, at) do update set
                    min = least(kept.min, excluded.min), max = greatest(kept.max, excluded.max),
                    sum = kept.sum + excluded.sum, count = kept.count + excluded.count,
                    last = case when excluded.last_at > kept.last_at then excluded.last else kept.last end,
                    last_at = greatest(kept.last_at, excluded.last_at)
            )
            select count(*) as "count!" from fresh"#,
            &numbers,
            &times,
            &values
        )
        .fetch_one(&mut *self.database.acquire().await?)
        .await
        .map_err(store_error)?;
        let unknown: BTreeSet<_> = samples
            .iter()
            .filter(|sample| measure::known(&sample.measure).is_none())
            .map(|sample| (sample.device_id.clone(), sample.measure.clone()))
            .collect();
        Ok(Stored { new: new.unsigned_abs(), archived: 0, unknown: unknown.into_iter().collect() })
    }
}

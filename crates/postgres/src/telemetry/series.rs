//! The numbers of series.

use std::{
    collections::{BTreeSet, HashMap},
    sync::PoisonError,
};

use valmetal_domain::{
    alarm::ports::StoreError,
    names::{Measure, NameError, ThingName},
    telemetry::{Sample, measure},
};

use super::TelemetryStore;
use crate::error::store_error;

/// How many devices a process remembers; beyond, it begins anew.
const REMEMBERED: usize = 2_000;

/// The number of each series.
pub(super) type Numbers<'a> = HashMap<(&'a ThingName, &'a Measure), i32>;

impl TelemetryStore {
    /// The numbers of the series of `samples`; new ones are made.
    pub(super) async fn numbers<'a>(&self, samples: &'a [Sample]) -> Result<Numbers<'a>, StoreError> {
        let wanted: BTreeSet<_> = samples.iter().map(|sample| (&sample.device_id, &sample.measure)).collect();
        let mut numbers = HashMap::new();
        {
            let known = self.series.lock().unwrap_or_else(PoisonError::into_inner);
            numbers.extend(wanted.iter().filter_map(|series| {
                let number = known.get(series.0)?.get(series.1)?;
                Some((*series, *number))
            }));
        }
        let missing: Vec<_> = wanted.into_iter().filter(|series| !numbers.contains_key(series)).collect();
        if missing.is_empty() {
            return Ok(numbers);
        }
        let found = self.make(&missing).await?;
        numbers.extend(
            missing.iter().filter_map(|series| Some((*series, found.get(series.0)?.get(series.1).copied()?))),
        );
        let mut known = self.series.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() > REMEMBERED {
            known.clear();
        }
        for (device, measures) in found {
            known.entry(device).or_default().extend(measures);
        }
        Ok(numbers)
    }

    /// The numbers of `series`, which are made where they are not there.
    async fn make(
        &self,
        series: &[(&ThingName, &Measure)],
    ) -> Result<HashMap<ThingName, HashMap<Measure, i32>>, StoreError> {
        let devices: Vec<String> = series.iter().map(|(device, _)| device.to_string()).collect();
        let measures: Vec<String> = series.iter().map(|(_, measure)| measure.to_string()).collect();
        let units: Vec<String> = series
            .iter()
            .map(|(_, measure)| measure::known(measure).flatten().unwrap_or_default().to_owned())
            .collect();
        let known: Vec<bool> = series.iter().map(|(_, measure)| measure::known(measure).is_some()).collect();
        let mut connection = self.database.acquire().await?;
        sqlx::query!(
            "insert into telemetry_series (device_id, measure, unit, known)
            select device_id, measure, nullif(unit, ''), known
            from unnest($1::text[], $2::text[], $3::text[], $4::boolean[]) as series (device_id, measure, unit, known)
            order by device_id, measure
            on conflict do nothing",
            &devices,
            &measures,
            &units,
            &known
        )
        .execute(&mut *connection)
        .await
        .map_err(store_error)?;
        let found = sqlx::query!(
            "select series_id, device_id, measure from telemetry_series
            join unnest($1::text[], $2::text[]) as wanted (device_id, measure) using (device_id, measure)",
            &devices,
            &measures
        )
        .fetch_all(&mut *connection)
        .await
        .map_err(store_error)?;
        let mut numbers: HashMap<ThingName, HashMap<Measure, i32>> = HashMap::new();
        for row in found {
            let device = ThingName::new(row.device_id).map_err(unreadable)?;
            let measure = Measure::new(row.measure).map_err(unreadable)?;
            numbers.entry(device).or_default().insert(measure, row.series_id);
        }
        Ok(numbers)
    }
}

#[allow(clippy::needless_pass_by_value, reason = "what `map_err` hands over")]
fn unreadable(error: NameError) -> StoreError {
    StoreError::Unreadable(error.to_string())
}

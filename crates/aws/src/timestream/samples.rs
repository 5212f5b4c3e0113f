//! Storing samples.

use std::collections::BTreeSet;

use async_trait::async_trait;
use serde_json::json;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::telemetry::ports::{RecordTelemetry, Stored};
use valmetal_domain::telemetry::{Sample, measure};

use super::TelemetryStore;
use super::write::Row;

/// The name of the records' measure.
const SAMPLE: &str = "sample";

#[async_trait]
impl RecordTelemetry for TelemetryStore {
    async fn record_telemetry(&self, samples: &[Sample]) -> Result<Stored, StoreError> {
        let rows: Vec<Row> = samples.iter().map(row).collect();
        let refused = self.0.write(&self.0.names.telemetry_table, SAMPLE, &rows).await?;
        // Another value at a time that has one is refused and kept in the archive, as everything that is refused.
        let archived = refused.iter().flatten().count() as u64;
        let unknown: BTreeSet<_> = samples
            .iter()
            .filter(|sample| measure::known(&sample.measure).is_none())
            .map(|sample| (sample.device_id.clone(), sample.measure.clone()))
            .collect();
        Ok(Stored { new: samples.len() as u64 - archived, archived, unknown: unknown.into_iter().collect() })
    }
}

fn row(sample: &Sample) -> Row {
    let known = measure::known(&sample.measure);
    let mut measures =
        vec![("value".to_owned(), json!(sample.value)), ("known".to_owned(), json!(known.is_some()))];
    measures.extend(known.flatten().map(|unit| ("unit".to_owned(), json!(unit))));
    let (device, name) = (sample.device_id.to_string(), sample.measure.to_string());
    Row {
        key: format!("{}/{device}-{name}-{}", sample.at.strftime("%Y/%m/%d"), sample.at.as_microsecond()),
        dimensions: vec![("device_id".to_owned(), device), ("measure".to_owned(), name)],
        measures,
        time: sample.at,
        version: 1,
    }
}

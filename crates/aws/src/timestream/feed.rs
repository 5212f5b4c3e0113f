//! Storing feed records.

use async_trait::async_trait;
use serde_json::{Map, Value, json};
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::feed::FeedRecord;
use valmetal_domain::feed::columns::to_columns;
use valmetal_domain::feed::ports::{RecordFeed, Recorded};

use super::FeedStore;
use super::write::Row;

/// The name of the records' measure.
pub(super) const STEP: &str = "step";

/// The columns that are dimensions. A sequence's id is none: each would begin a series of its own.
const DIMENSIONS: [&str; 9] = [
    "farm_id",
    "location_id",
    "device_id",
    "record_kind",
    "step_no",
    "ration_id",
    "feed_id",
    "animal_set_id",
    "storage_id",
];

#[async_trait]
impl RecordFeed for FeedStore {
    async fn record_feed(&self, records: &[FeedRecord]) -> Result<Vec<Recorded>, StoreError> {
        let rows = records.iter().map(row).collect::<Result<Vec<_>, _>>()?;
        let refused = self.0.write(&self.0.names.feed_table, STEP, &rows).await?;
        Ok(refused
            .into_iter()
            .map(|refused| match refused {
                None => Recorded::New,
                Some(refused) if refused.is_conflict => Recorded::Conflict,
                Some(refused) => Recorded::Archived(refused.reason),
            })
            .collect())
    }
}

fn row(record: &FeedRecord) -> Result<Row, StoreError> {
    let mut columns = to_columns(record).map_err(|error| StoreError::Refused(error.into()))?;
    let dimensions = DIMENSIONS
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), plain(&columns.remove(*name)?))))
        .collect();
    // Texts that sort as times do.
    for (name, at) in [
        ("event_start", Some(record.step.event_start)),
        ("event_end", Some(record.step.event_end)),
        ("scale_calibrated_at", record.step.scale_calibrated_at),
    ] {
        columns.extend(at.map(|at| (name.to_owned(), json!(format!("{at:.6}")))));
    }
    as_doubles(&mut columns)?;
    let seq = record.step.device_seq;
    let day = record.step.event_end.strftime("%Y/%m/%d");
    Ok(Row {
        dimensions,
        measures: columns.into_iter().collect(),
        time: record.step.event_end,
        version: i64::try_from(seq + 1).map_err(|error| StoreError::Refused(error.into()))?,
        key: format!("{day}/{}-{seq}", record.device_id),
    })
}

/// A column has one type: what may have a fraction is a double, also where it has none.
fn as_doubles(columns: &mut Map<String, Value>) -> Result<(), StoreError> {
    const WHOLE: [&str; 4] = ["device_seq", "count_observed", "load_order", "schema_version"];
    for (name, value) in columns {
        if let Value::Number(number) = value
            && !WHOLE.contains(&name.as_str())
        {
            let double =
                number.as_f64().ok_or_else(|| StoreError::Refused(format!("{name}: {number}").into()))?;
            *value = json!(double);
        }
    }
    Ok(())
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

//! Writing records, and keeping those that are refused.

use aws_sdk_timestreamwrite::operation::write_records::WriteRecordsError;
use aws_sdk_timestreamwrite::types::{
    Dimension, MeasureValue, MeasureValueType, MeasureValueType as Type, Record, TimeUnit,
};
use aws_smithy_runtime_api::client::result::SdkError;
use jiff::Timestamp;
use serde_json::{Value, json};
use valmetal_domain::alarm::ports::StoreError;

use super::Timestream;
use crate::error::{store_error, unbuildable};

const OPERATION: &str = "timestream:WriteRecords";
/// How the reason begins where a record with the same dimensions, time and version has other values.
const TAKEN: &str = "A record already exists";
/// The most records of a call.
const AT_ONCE: usize = 100;

/// A record on its way, and what is archived of it where it is refused.
pub(super) struct Row {
    /// What identifies it, with the time: names and texts.
    pub(super) dimensions: Vec<(String, String)>,
    /// What was measured.
    pub(super) measures: Vec<(String, Value)>,
    /// When.
    pub(super) time: Timestamp,
    /// Grows with what may replace it.
    pub(super) version: i64,
    /// Under which key it is archived.
    pub(super) key: String,
}

/// Why a record was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// Another one is there with the same dimensions and time, and no lower version.
    pub(super) is_conflict: bool,
    /// In Timestream's words.
    pub(super) reason: String,
}

impl Timestream {
    /// Writes `rows` as records of the measure `name`, and answers why those were refused that were. They are in the archive.
    pub(super) async fn write(
        &self,
        table: &str,
        name: &str,
        rows: &[Row],
    ) -> Result<Vec<Option<Refused>>, StoreError> {
        let mut outcomes = Vec::with_capacity(rows.len());
        for some in rows.chunks(AT_ONCE) {
            let records = some.iter().map(Row::record).collect::<Result<Vec<_>, _>>()?;
            let common = Record::builder()
                .measure_name(name)
                .measure_value_type(Type::Multi)
                .time_unit(TimeUnit::Microseconds);
            let call = self.write.write_records().database_name(&self.names.database).table_name(table);
            let written = call.common_attributes(common.build()).set_records(Some(records)).send().await;
            let mut refused = vec![None; some.len()];
            match written {
                Ok(_) => {}
                Err(SdkError::ServiceError(error)) if error.err().is_rejected_records_exception() => {
                    self.archive_refused(table, some, error.err(), &mut refused).await?;
                }
                Err(error) => return Err(store_error(OPERATION, error)),
            }
            outcomes.extend(refused);
        }
        Ok(outcomes)
    }

    async fn archive_refused(
        &self,
        table: &str,
        rows: &[Row],
        error: &WriteRecordsError,
        refused: &mut [Option<Refused>],
    ) -> Result<(), StoreError> {
        let WriteRecordsError::RejectedRecordsException(rejected) = error else { return Ok(()) };
        for rejected in rejected.rejected_records() {
            let index = usize::try_from(rejected.record_index()).unwrap_or(usize::MAX);
            let (Some(row), Some(refused)) = (rows.get(index), refused.get_mut(index)) else { continue };
            let reason = rejected.reason().unwrap_or("no reason given").to_owned();
            self.archive(table, row, &reason).await?;
            // Of an equal version Timestream says so in words alone.
            let is_conflict = rejected.existing_version().is_some() || reason.starts_with(TAKEN);
            *refused = Some(Refused { is_conflict, reason });
        }
        Ok(())
    }

    async fn archive(&self, table: &str, row: &Row, reason: &str) -> Result<(), StoreError> {
        let columns = |pairs: &[(String, Value)]| -> Value {
            pairs.iter().cloned().collect::<serde_json::Map<_, _>>().into()
        };
        let dimensions: Vec<_> =
            row.dimensions.iter().map(|(name, text)| (name.clone(), json!(text))).collect();
        let body = json!({
            "table": table, "reason": reason, "time": row.time, "version": row.version,
            "dimensions": columns(&dimensions), "measures": columns(&row.measures),
        });
        let key = format!("rejected/{table}/{}.json", row.key);
        self.archive.put(&key, "application/json", body.to_string().into_bytes()).await
    }
}

impl Row {
    fn record(&self) -> Result<Record, StoreError> {
        let fault = |error| unbuildable(OPERATION, error);
        let dimensions = self
            .dimensions
            .iter()
            .map(|(name, value)| Dimension::builder().name(name).value(value).build())
            .collect::<Result<Vec<_>, _>>()
            .map_err(fault)?;
        let measures = self
            .measures
            .iter()
            .map(|(name, value)| {
                let (text, kind) = measured(value);
                MeasureValue::builder().name(name).value(text).r#type(kind).build()
            })
            .collect::<Result<Vec<_>, _>>()
            .map_err(fault)?;
        Ok(Record::builder()
            .set_dimensions(Some(dimensions))
            .set_measure_values(Some(measures))
            .time(self.time.as_microsecond().to_string())
            .version(self.version)
            .build())
    }
}

/// A measure's text and type.
fn measured(value: &Value) -> (String, MeasureValueType) {
    match value {
        Value::Bool(value) => (value.to_string(), Type::Boolean),
        Value::Number(number) if number.is_f64() => (number.to_string(), Type::Double),
        Value::Number(number) => (number.to_string(), Type::Bigint),
        Value::String(text) => (text.clone(), Type::Varchar),
        other => (other.to_string(), Type::Varchar),
    }
}

//! Asking Timestream, page by page.

use aws_sdk_timestreamquery::types::{ColumnInfo, Datum, Row, ScalarType};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::feed::columns::from_columns;

use super::Timestream;
use crate::error::store_error;

impl Timestream {
    /// Every row that `sql` answers.
    pub(super) async fn ask<T: DeserializeOwned>(&self, sql: &str) -> Result<Vec<T>, StoreError> {
        self.rows(sql, read).await
    }

    /// The text in the first column of every row that `sql` answers.
    pub(super) async fn ask_first(&self, sql: &str) -> Result<Vec<String>, StoreError> {
        let first = |_: &[ColumnInfo], row: &Row| {
            let text = row.data().first().and_then(Datum::scalar_value);
            text.map(str::to_owned).ok_or_else(|| unreadable("1", "it is no text"))
        };
        self.rows(sql, first).await
    }

    async fn rows<T>(
        &self,
        sql: &str,
        read: impl Fn(&[ColumnInfo], &Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::new();
        let mut next = None;
        loop {
            // A page may be empty although more follow.
            let page = self.query.query().query_string(sql).set_next_token(next).send().await;
            let page = page.map_err(|error| store_error("timestream:Query", error))?;
            for row in page.rows() {
                rows.push(read(page.column_info(), row)?);
            }
            next = page.next_token;
            if next.is_none() {
                return Ok(rows);
            }
        }
    }
}

fn read<T: DeserializeOwned>(columns: &[ColumnInfo], row: &Row) -> Result<T, StoreError> {
    let mut fields = Map::new();
    for (column, datum) in columns.iter().zip(row.data()) {
        let name = column.name().unwrap_or_default();
        fields.insert(name.to_owned(), value(column, datum).map_err(|fault| unreadable(name, fault))?);
    }
    from_columns(fields).map_err(|error| StoreError::Unreadable(error.to_string()))
}

fn value(column: &ColumnInfo, datum: &Datum) -> Result<Value, serde_json::Error> {
    let Some(text) = datum.scalar_value() else { return Ok(Value::Null) };
    let kind = column.r#type().and_then(|kind| kind.scalar_type());
    Ok(match kind {
        Some(ScalarType::Bigint | ScalarType::Integer | ScalarType::Double | ScalarType::Boolean) => {
            serde_json::from_str(text)?
        }
        // `2026-06-01 05:00:00.000000000`, always in UTC.
        Some(ScalarType::Timestamp) => Value::String(format!("{}Z", text.replace(' ', "T"))),
        _ => Value::String(text.to_owned()),
    })
}

fn unreadable(column: &str, fault: impl std::fmt::Display) -> StoreError {
    StoreError::Unreadable(format!("the column {column}: {fault}"))
}

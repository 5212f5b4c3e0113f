//! Rows as JSON objects: the database makes them (`to_jsonb`), and the domain's own types read them.

use serde::de::DeserializeOwned;
use serde_json::Value;
use valmetal_domain::{alarm::ports::StoreError, feed::columns::from_columns};

/// What the rows hold.
///
/// # Errors
/// [`StoreError::Unreadable`] where one is not a `T`.
pub(crate) fn read<T: DeserializeOwned>(rows: Vec<Value>) -> Result<Vec<T>, StoreError> {
    rows.into_iter().map(read_one).collect()
}

fn read_one<T: DeserializeOwned>(row: Value) -> Result<T, StoreError> {
    let Value::Object(columns) = row else {
        return Err(StoreError::Unreadable(format!("{row} is no row")));
    };
    from_columns(columns).map_err(|error| StoreError::Unreadable(error.to_string()))
}

//! Columns as the domain has them. What the domain would not have written is unreadable.

use jiff::{Timestamp, civil::Date};
use valmetal_domain::alarm::ports::StoreError;

/// Text that was checked when it was written.
pub(crate) fn checked<T>(column: &str, value: String) -> Result<T, StoreError>
where
    T: TryFrom<String>,
    T::Error: std::fmt::Display,
{
    T::try_from(value).map_err(|error| StoreError::Unreadable(format!("{column}: {error}")))
}

/// The same where there may be none.
pub(crate) fn optional<T>(column: &str, value: Option<String>) -> Result<Option<T>, StoreError>
where
    T: TryFrom<String>,
    T::Error: std::fmt::Display,
{
    value.map(|value| checked(column, value)).transpose()
}

/// A number that was never negative when it was written.
pub(crate) fn number<T: TryFrom<N>, N: Copy + std::fmt::Display>(
    column: &str,
    value: N,
) -> Result<T, StoreError> {
    T::try_from(value).map_err(|_| StoreError::Unreadable(format!("{column}: {value}")))
}

/// A version for a column.
pub(crate) fn version(version: u64) -> Result<i64, StoreError> {
    number("version", version)
}

/// A point in time.
pub(crate) fn time(value: Option<jiff_sqlx::Timestamp>) -> Option<Timestamp> {
    value.map(jiff_sqlx::Timestamp::to_jiff)
}

/// A day.
pub(crate) fn day(value: Option<jiff_sqlx::Date>) -> Option<Date> {
    value.map(jiff_sqlx::Date::to_jiff)
}

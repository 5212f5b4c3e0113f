//! Times as index keys.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;

use super::item::n;

/// RFC 3339 in UTC with nine digits of fraction: the order of the texts is the order of the times.
pub(super) fn sortable(at: Timestamp) -> String {
    format!("{at:.9}")
}

/// A time to live: whole seconds since 1970.
pub(super) fn epoch_seconds(at: Timestamp) -> AttributeValue {
    n(at.as_second())
}

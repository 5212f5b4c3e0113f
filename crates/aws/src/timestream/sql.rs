//! Pieces of Timestream's SQL, a dialect of Trino's. It takes no parameters, so what comes from outside is quoted here.

use jiff::Timestamp;

/// The columns of a feed record. Dimensions are texts.
pub(super) const FEED_COLUMNS: &str = "farm_id, location_id, device_id, device_seq, record_kind, \
    CAST(step_no AS BIGINT) AS step_no, sequence_id, ration_id, feed_id, animal_set_id, storage_id, event_start, event_end, \
    entitlement, delivered, refused, dry_matter_percentage, total_cost, currency, count_observed, load_order, tolerance, \
    weight_before, weight_after, duration, mix_duration, mixer_revs, outcome, weight_quality, scale_calibrated_at, schema_version";

/// A text.
pub(super) fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// A time, to the microsecond.
pub(super) fn time(at: Timestamp) -> String {
    format!("from_iso8601_timestamp('{at:.6}')")
}

/// A table of a database.
pub(super) fn table(database: &str, table: &str) -> String {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    format!("{}.{}", quoted(database), quoted(table))
}

//! Pieces of Timestream's SQL, a dialect of Trino's. It takes no parameters, so what comes from outside is quoted here.

use jiff::Timestamp;

/// The columns of feed records with their types. Dimensions are texts.
pub(super) const FEED_COLUMNS: [(&str, &str); 31] = [
    ("farm_id", "VARCHAR"),
    ("location_id", "VARCHAR"),
    ("device_id", "VARCHAR"),
    ("device_seq", "BIGINT"),
    ("record_kind", "VARCHAR"),
    ("step_no", "VARCHAR"),
    ("sequence_id", "VARCHAR"),
    ("ration_id", "VARCHAR"),
    ("feed_id", "VARCHAR"),
    ("animal_set_id", "VARCHAR"),
    ("storage_id", "VARCHAR"),
    ("event_start", "VARCHAR"),
    ("event_end", "VARCHAR"),
    ("entitlement", "DOUBLE"),
    ("delivered", "DOUBLE"),
    ("refused", "DOUBLE"),
    ("dry_matter_percentage", "DOUBLE"),
    ("total_cost", "DOUBLE"),
    ("currency", "VARCHAR"),
    ("count_observed", "BIGINT"),
    ("load_order", "BIGINT"),
    ("tolerance", "DOUBLE"),
    ("weight_before", "DOUBLE"),
    ("weight_after", "DOUBLE"),
    ("duration", "DOUBLE"),
    ("mix_duration", "DOUBLE"),
    ("mixer_revs", "DOUBLE"),
    ("outcome", "VARCHAR"),
    ("weight_quality", "VARCHAR"),
    ("scale_calibrated_at", "VARCHAR"),
    ("schema_version", "BIGINT"),
];

/// What a query answers of a feed record.
pub(super) fn feed_record() -> String {
    let columns = FEED_COLUMNS.map(|(name, _)| match name {
        "step_no" => "CAST(step_no AS BIGINT) AS step_no",
        name => name,
    });
    columns.join(", ")
}

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

//! Records for other programs: CSV, and JSON with the names of ICAR ADE.

use serde_json::{Map, Value, json};

use super::{FeedRecord, columns::to_columns};

/// The columns of the CSV file, in their order.
pub const COLUMNS: [&str; 31] = [
    "farm_id",
    "location_id",
    "device_id",
    "device_seq",
    "sequence_id",
    "step_no",
    "record_kind",
    "outcome",
    "event_start",
    "event_end",
    "ration_id",
    "feed_id",
    "animal_set_id",
    "storage_id",
    "entitlement",
    "delivered",
    "refused",
    "dry_matter_percentage",
    "total_cost",
    "currency",
    "count_observed",
    "load_order",
    "tolerance",
    "weight_before",
    "weight_after",
    "duration",
    "mix_duration",
    "mixer_revs",
    "weight_quality",
    "scale_calibrated_at",
    "schema_version",
];

/// The first line of the CSV file.
pub fn csv_head() -> String {
    format!("{}\r\n", COLUMNS.join(","))
}

/// A record's line, by RFC 4180.
pub fn csv_line(record: &FeedRecord) -> Result<String, serde_json::Error> {
    let columns = to_columns(record)?;
    let fields = COLUMNS.map(|name| match columns.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => quoted(text),
        Some(value) => value.to_string(),
    });
    Ok(format!("{}\r\n", fields.join(",")))
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// A record as an event of ICAR ADE: its names where it has one, in its shapes for ids and quantities; ours beside them.
pub fn icar(record: &FeedRecord) -> Result<Value, serde_json::Error> {
    let mut ours = match serde_json::to_value(record)? {
        Value::Object(fields) => fields,
        other => return Ok(other),
    };
    let id = |scheme: &str, id: Value| json!({ "scheme": scheme, "id": id });
    let kilograms = |value: Value| json!({ "units": "KGM", "measurement": value });
    let mut event = Map::new();
    event.insert("resourceType".to_owned(), json!("icarGroupFeedingEventResource"));
    event.insert("eventId".to_owned(), json!(format!("{}-{}", record.device_id, record.step.device_seq)));
    for (name, theirs, shape) in [
        ("farmId", "location", Shape::Id("valmetal.farm")),
        ("deviceId", "device", Shape::Id("valmetal.thing")),
        ("animalSetId", "animalSetId", Shape::Plain),
        ("rationId", "rationId", Shape::Id("valmetal.ration")),
        ("feedId", "feedId", Shape::Id("valmetal.feed")),
        ("eventStart", "feedingStartingDateTime", Shape::Plain),
        ("eventEnd", "eventDateTime", Shape::Plain),
        ("entitlement", "entitlement", Shape::Kilograms),
        ("delivered", "delivered", Shape::Kilograms),
        ("dryMatterPercentage", "dryMatterPercentage", Shape::Plain),
        ("totalCost", "totalCost", Shape::Plain),
        ("currency", "currency", Shape::Plain),
        ("countObserved", "countObserved", Shape::Plain),
    ] {
        let Some(value) = ours.remove(name) else { continue };
        let value = match shape {
            Shape::Plain => value,
            Shape::Id(scheme) => id(scheme, value),
            Shape::Kilograms => kilograms(value),
        };
        event.insert(theirs.to_owned(), value);
    }
    event.insert("valmetal".to_owned(), Value::Object(ours));
    Ok(Value::Object(event))
}

enum Shape {
    Plain,
    Id(&'static str),
    Kilograms,
}

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{load, record};
use crate::{
    feed::{Envelope, FeedRecord, FeedStep, columns, export},
    names::ThingName,
};

fn received() -> Timestamp {
    "2026-06-01T06:00:00Z".parse().unwrap()
}

fn message(change: impl Fn(&mut Value)) -> Vec<u8> {
    let mut message = serde_json::to_value(load(7, "corn-silage", 400.0, 404.0).step).unwrap();
    change(&mut message);
    message.to_string().into_bytes()
}

#[test]
fn what_is_well_formed_is_read_to_the_microsecond() {
    let bytes = message(|m| m["eventEnd"] = json!("2026-06-01T05:01:00.123456789Z"));
    let step = FeedStep::parse(&bytes, received()).unwrap();
    assert_eq!(step.event_end.to_string(), "2026-06-01T05:01:00.123456Z");
    assert_eq!(step.delivered, Some(404.0));
}

#[test]
fn what_is_not_is_refused_with_the_field_at_fault() {
    let refused = |change: &dyn Fn(&mut Value)| FeedStep::parse(&message(change), received()).unwrap_err();
    for (field, change) in [
        ("feedId", &(|m: &mut Value| m["feedId"] = Value::Null) as &dyn Fn(&mut Value)),
        ("animalSetId", &|m| m["animalSetId"] = json!("cows")),
        ("delivered", &|m| m["delivered"] = json!(-1.0)),
        ("dryMatterPercentage", &|m| m["dryMatterPercentage"] = json!(101.0)),
        ("eventStart", &|m| m["eventStart"] = json!("2026-06-01T05:02:00Z")),
        ("currency", &|m| m["totalCost"] = json!(1.5)),
        ("stepNo", &|m| m["stepNo"] = json!(0)),
        ("recordKind", &|m| m["recordKind"] = json!("POUR")),
        ("colour", &|m| m["colour"] = json!("green")),
    ] {
        let rejection = refused(change);
        assert_eq!(rejection.reason, "badField", "{rejection:?}");
        assert_eq!(rejection.field.as_deref(), Some(field), "{rejection:?}");
    }
    assert_eq!(refused(&|m| m["eventEnd"] = json!("2026-06-01T07:00:00Z")).reason, "timeInFuture");
    assert_eq!(refused(&|m| m["schemaVersion"] = json!(2)).reason, "unknownSchemaVersion");
    assert_eq!(FeedStep::parse(&[0xff, 0], received()).unwrap_err().reason, "notJson");
    assert_eq!(FeedStep::parse(&[b' '; 9_000], received()).unwrap_err().reason, "oversized");
}

#[test]
fn an_export_has_a_column_for_every_field() {
    let record = record(
        1,
        "LOAD",
        &json!({"feedId": "corn", "entitlement": 1.5, "delivered": 2.0, "totalCost": 3.25, "currency": "CAD"}),
    );
    let line = export::csv_line(&record).unwrap();
    assert_eq!(line.matches(',').count() + 1, export::COLUMNS.len());
    assert!(line.starts_with("farm-1,barn-1,robot-01,1,s-1,2,LOAD,COMPLETE,2026-06-01T05:00:00Z,"), "{line}");
    for column in columns::to_columns(&record).unwrap().keys() {
        assert!(export::COLUMNS.contains(&column.as_str()), "{column} is not exported");
    }
    let icar = export::icar(&record).unwrap();
    assert_eq!(icar["delivered"], json!({"units": "KGM", "measurement": 2.0}));
    assert_eq!(icar["valmetal"]["outcome"], "COMPLETE");
}

proptest! {
    #[test]
    fn an_envelope_carries_any_bytes(payload: Vec<u8>, at in 0i64..4_000_000_000_000) {
        let envelope = Envelope {
            payload,
            thing: ThingName::new("robot-01").unwrap(),
            received: Timestamp::from_millisecond(at).unwrap(),
        };
        prop_assert_eq!(Envelope::parse(&envelope.to_body()).unwrap(), envelope);
    }

    #[test]
    fn columns_hold_what_a_record_holds(seq in 0u64..1 << 53, entitlement in 0.0..1e6, delivered in 0.0..1e6) {
        let record = load(seq, "hay_2.cut", entitlement, delivered);
        let read: FeedRecord = columns::from_columns(columns::to_columns(&record).unwrap()).unwrap();
        prop_assert_eq!(read, record);
    }
}

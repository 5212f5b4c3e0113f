use serde_json::json;

use super::*;

fn content(value: serde_json::Value) -> RecordContent {
    serde_json::from_value(value).unwrap()
}

#[test]
fn a_record_may_say_nothing() {
    assert_eq!(content(json!({})).check(), Ok(()));
}

#[test]
fn what_makes_no_sense_is_refused_with_its_field() {
    let part = |number: &str, quantity: u32| json!({"number": number, "name": "Knife", "quantity": quantity});
    let cases = [
        (json!({"installedOn": "2026-05-02", "warrantyUntil": "2026-05-01"}), "warrantyUntil"),
        (json!({"parts": [part("1", 1), part("2", 1), part("1", 1)]}), "parts[2].number"),
        (json!({"parts": [part("1", 0)]}), "parts[0].quantity"),
        (json!({"parts": [part("1", 10_000)]}), "parts[0].quantity"),
        (json!({"parts": (0..201).map(|n| part(&n.to_string(), 1)).collect::<Vec<_>>()}), "parts"),
    ];
    for (value, field) in cases {
        assert_eq!(content(value).check().unwrap_err().field(), field);
    }
    let good =
        json!({"installedOn": "2026-05-01", "warrantyUntil": "2026-05-01", "parts": [part("1", 9_999)]});
    assert_eq!(content(good).check(), Ok(()));
}

#[test]
fn unknown_fields_are_refused() {
    assert!(serde_json::from_value::<RecordContent>(json!({"colour": "red"})).is_err());
}

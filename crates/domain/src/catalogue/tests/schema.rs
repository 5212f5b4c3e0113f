use proptest::prelude::*;
use serde_json::{Value, json};

use super::{SCHEMA, SHIPPED, document, faults};

fn schema() -> jsonschema::Validator {
    let schema: Value = serde_json::from_slice(SCHEMA).unwrap();
    jsonschema::draft4::new(&schema).unwrap()
}

/// Every value inside `value`, by its JSON pointer.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(map) => map.iter().for_each(|(key, v)| pointers(v, &format!("{at}/{key}"), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, v)| pointers(v, &format!("{at}/{n}"), found));
        }
        _ => {}
    }
}

#[test]
fn the_schema_is_one_of_draft_4_and_small_enough_for_appconfig() {
    let schema: Value = serde_json::from_slice(SCHEMA).unwrap();
    assert!(jsonschema::draft4::meta::is_valid(&schema));
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-04/schema#");
    // The most that AppConfig takes for a validator.
    assert!(SCHEMA.len() <= 32 * 1024);
}

#[test]
fn the_schema_takes_what_we_take() {
    assert!(schema().is_valid(&document()));
    assert!(schema().is_valid(&serde_json::from_slice(SHIPPED).unwrap()));
}

#[test]
fn the_schema_refuses_everything_that_can_be_seen_in_one_place() {
    let schema = schema();
    let mut all = Vec::new();
    pointers(&document(), "", &mut all);
    for pointer in &all {
        // A value of another kind: nothing is null, and no object may have unknown fields.
        let mut spoilt = document();
        *spoilt.pointer_mut(pointer).unwrap() = Value::Null;
        assert!(!schema.is_valid(&spoilt) && !faults(&spoilt).is_empty(), "null at {pointer}");
        let mut spoilt = document();
        if let Some(Value::Object(map)) = spoilt.pointer_mut(pointer) {
            map.insert("unknown".to_owned(), json!(1));
            assert!(!schema.is_valid(&spoilt) && !faults(&spoilt).is_empty(), "unknown field at {pointer}");
        }
    }
}

/// Values that are wrong in most places and right in some.
fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        prop::sample::select(vec![
            json!(null),
            json!(true),
            json!(false),
            json!(""),
            json!(" "),
            json!("critical"),
            json!("plain"),
            json!("worker"),
            json!("high"),
            json!("MOTOR_OVERLOAD"),
            json!("CONNECTIVITY_LOST"),
            json!([]),
            json!({}),
            json!(["a"]),
            json!(["a", "a"]),
            json!(["farmer", "farmer"]),
            json!(1.5),
            json!(3.0),
            json!(4_294_967_296_u64),
        ]),
        (-5_i64..700_000).prop_map(Value::from),
        ".{0,70}".prop_map(Value::from),
        "[a-z_0-9]{0,45}".prop_map(Value::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_the_schema_refuses_we_refuse(
        changes in prop::collection::vec((any::<prop::sample::Index>(), value()), 1..4),
    ) {
        let mut spoilt = document();
        for (at, value) in changes {
            let mut all = Vec::new();
            pointers(&spoilt, "", &mut all);
            *spoilt.pointer_mut(at.get::<String>(&all)).unwrap() = value;
        }
        let refused_by_us = !faults(&spoilt).is_empty();
        prop_assert!(refused_by_us || schema().is_valid(&spoilt), "{}", spoilt);
    }
}

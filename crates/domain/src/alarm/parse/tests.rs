use serde_json::json;

use super::*;

const RECEIVED: &str = "2026-11-21T02:00:00Z";

fn received() -> Timestamp {
    RECEIVED.parse().unwrap()
}

fn alarm(change: Value) -> Vec<u8> {
    let message = json!({
        "schemaVersion": 1, "code": "MOTOR_OVERLOAD", "component": "auger-motor", "state": "raised",
        "boot": 7, "activation": 1, "seq": 0, "at": RECEIVED,
    });
    merged(message, change)
}

fn snapshot(change: Value) -> Vec<u8> {
    merged(json!({ "schemaVersion": 1, "boot": 7, "at": RECEIVED, "active": [active(json!({}))] }), change)
}

fn active(change: Value) -> Value {
    let condition = json!({
        "code": "MOTOR_OVERLOAD", "component": "auger-motor", "activation": 1, "raisedAt": "2026-11-21T01:00:00Z",
    });
    serde_json::from_slice(&merged(condition, change)).unwrap()
}

/// `change` over `message`; a null takes the field away.
fn merged(mut message: Value, change: Value) -> Vec<u8> {
    let object = message.as_object_mut().unwrap();
    let Value::Object(change) = change else { panic!("a change is an object") };
    for (field, value) in change {
        if value.is_null() {
            object.remove(&field);
        } else {
            object.insert(field, value);
        }
    }
    message.to_string().into_bytes()
}

#[test]
fn good_messages_are_read() {
    let cleared = json!({ "state": "cleared", "raisedAt": "2026-11-21T01:59:00Z" });
    let ahead = json!({ "at": "2026-11-21T02:05:00Z" });
    let measured =
        json!({ "state": "changed", "seq": 1, "severity": "high", "value": 81.5, "limit": 80, "unit": "°C" });
    for change in [json!({}), json!({ "seq": null }), cleared, ahead, measured] {
        let bytes = alarm(change);
        AlarmMessage::parse(&bytes, received())
            .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&bytes)));
    }
}

#[test]
fn bad_messages_are_refused_with_reason_and_field() {
    let oversized = json!({ "unit": "x".repeat(MAX_ALARM_BYTES) });
    let cases = [
        (b"".to_vec(), "notJson", None),
        (b"not json".to_vec(), "notJson", None),
        (b"\xff\xfe".to_vec(), "notJson", None),
        (b"[]".to_vec(), "notJson", None),
        (b"null".to_vec(), "notJson", None),
        ([alarm(json!({})), b"{}".to_vec()].concat(), "notJson", None),
        (alarm(oversized), "oversized", None),
        (alarm(json!({ "schemaVersion": 2 })), "unknownSchemaVersion", Some("schemaVersion")),
        (
            alarm(json!({ "schemaVersion": 2, "code": null, "new": 1 })),
            "unknownSchemaVersion",
            Some("schemaVersion"),
        ),
        (alarm(json!({ "schemaVersion": null })), "badField", Some("schemaVersion")),
        (alarm(json!({ "schemaVersion": "1" })), "badField", Some("schemaVersion")),
        (alarm(json!({ "code": null })), "badField", Some("code")),
        (alarm(json!({ "code": "small" })), "badField", Some("code")),
        (alarm(json!({ "component": "a b" })), "badField", Some("component")),
        (alarm(json!({ "state": "broken" })), "badField", Some("state")),
        (alarm(json!({ "severity": "urgent" })), "badField", Some("severity")),
        (alarm(json!({ "boot": -1 })), "badField", Some("boot")),
        (alarm(json!({ "boot": 1_u64 << 53 })), "badField", Some("boot")),
        (alarm(json!({ "activation": 0 })), "badField", Some("activation")),
        (alarm(json!({ "state": "changed", "seq": 0 })), "badField", Some("seq")),
        (alarm(json!({ "state": "changed", "seq": null })), "badField", Some("seq")),
        (alarm(json!({ "at": "yesterday" })), "badField", Some("at")),
        (alarm(json!({ "at": "2026-11-21T02:05:00.001Z" })), "timeInFuture", Some("at")),
        (alarm(json!({ "state": "cleared" })), "badField", Some("raisedAt")),
        (alarm(json!({ "raisedAt": "2026-11-21T02:00:01Z" })), "badField", Some("raisedAt")),
        (alarm(json!({ "value": "hot" })), "badField", Some("value")),
        (alarm(json!({ "unit": "seventeen letters" })), "badField", Some("unit")),
        (alarm(json!({ "surprise": 1 })), "badField", Some("surprise")),
        (br#"{"schemaVersion":1,"boot":1,"boot":2}"#.to_vec(), "badField", Some("boot")),
        (br#"{"schemaVersion":1,"value":1e999}"#.to_vec(), "notJson", None),
    ];
    for (bytes, reason, field) in cases {
        let rejection = AlarmMessage::parse(&bytes, received()).unwrap_err();
        let got = (rejection.reason, rejection.field.as_deref());
        assert_eq!(got, (reason, field), "{}: {}", String::from_utf8_lossy(&bytes), rejection.detail);
    }
}

#[test]
fn a_refusal_says_the_version_it_could_read() {
    let version = |bytes: Vec<u8>| AlarmMessage::parse(&bytes, received()).unwrap_err().schema_version;
    assert_eq!(version(alarm(json!({ "schemaVersion": 9 }))), Some(9));
    assert_eq!(version(alarm(json!({ "code": 1 }))), Some(1));
    assert_eq!(version(alarm(json!({ "activation": 0 }))), Some(1));
    assert_eq!(version(b"[]".to_vec()), None);
}

#[test]
fn good_snapshots_are_read() {
    for change in [json!({}), json!({ "active": [] })] {
        Snapshot::parse(&snapshot(change), received()).unwrap();
    }
}

#[test]
fn bad_snapshots_are_refused_with_reason_and_field() {
    let many: Vec<_> =
        (0..=MAX_SNAPSHOT_CONDITIONS).map(|i| active(json!({ "component": format!("c{i}") }))).collect();
    let cases = [
        (json!({ "schemaVersion": 3 }), "unknownSchemaVersion", "schemaVersion"),
        (json!({ "active": null }), "badField", "active"),
        (json!({ "active": many }), "badField", "active"),
        (json!({ "active": [active(json!({})), active(json!({}))] }), "badField", "active[1]"),
        (json!({ "active": [active(json!({ "code": null }))] }), "badField", "active[0].code"),
        (json!({ "active": [active(json!({ "severity": "urgent" }))] }), "badField", "active[0].severity"),
        (json!({ "active": [active(json!({ "activation": 0 }))] }), "badField", "active[0].activation"),
        (
            json!({ "active": [active(json!({ "raisedAt": "2026-11-21T02:00:01Z" }))] }),
            "badField",
            "active[0].raisedAt",
        ),
        (json!({ "active": [active(json!({ "unit": "seventeen letters" }))] }), "badField", "active[0].unit"),
        (json!({ "active": [active(json!({ "surprise": 1 }))] }), "badField", "active[0].surprise"),
        (json!({ "at": "2026-11-21T03:00:00Z" }), "timeInFuture", "at"),
    ];
    for (change, reason, field) in cases {
        let rejection = Snapshot::parse(&snapshot(change.clone()), received()).unwrap_err();
        assert_eq!((rejection.reason, rejection.field.as_deref()), (reason, Some(field)), "{change}");
    }
}

use super::*;
use crate::names::{AlarmCode, Component};

fn key() -> ConditionKey {
    ConditionKey {
        thing: ThingName::new("mixer-01").unwrap(),
        component: Component::new("auger-motor").unwrap(),
        code: AlarmCode::new("MOTOR_OVERLOAD").unwrap(),
    }
}

#[test]
fn every_kind_comes_back_as_it_was_sent() {
    let device = DeviceEnvelope {
        payload: b"{}".to_vec(),
        thing: key().thing,
        received: Timestamp::from_millisecond(1_790_000_000_123).unwrap(),
        kind: PayloadKind::Snapshot,
    };
    let timer = TimerMessage { key: key(), version: 12 };
    let presence = PresenceMessage {
        thing: key().thing,
        state: PresenceState::Lost,
        at: "2026-11-21T02:03:04Z".parse().unwrap(),
        session_id: "8b76421b".to_owned(),
        boot: 1_790_000_000,
        activation: 1,
    };
    let retired = RetiredMessage { thing: key().thing, at: presence.at };
    assert_eq!(QueueMessage::parse(&device.to_body()), Ok(QueueMessage::Device(device)));
    assert_eq!(QueueMessage::parse(&timer.to_body()), Ok(QueueMessage::Timer(timer)));
    assert_eq!(QueueMessage::parse(&presence.to_body()), Ok(QueueMessage::Presence(presence)));
    assert_eq!(QueueMessage::parse(&retired.to_body()), Ok(QueueMessage::Retired(retired)));
}

#[test]
fn whatever_a_device_sent_is_kept_byte_for_byte() {
    for payload in [&b""[..], b"[1,2]", b"not json", b"\xff\xfe\x00\x01"] {
        let body = json!({
            "payload": STANDARD.encode(payload), "thing": "mixer-01", "received": 1, "kind": "alarm",
        });
        let Ok(QueueMessage::Device(envelope)) = QueueMessage::parse(&body.to_string()) else {
            panic!("{body}")
        };
        assert_eq!(envelope.payload, payload);
    }
}

#[test]
fn what_nobody_of_ours_sends_is_refused() {
    let timer = json!({ "timer": TimerMessage { key: key(), version: 1 }, "payload": "" }).to_string();
    let cases = [
        ("", "badEnvelope", None),
        ("[]", "badEnvelope", None),
        ("not json", "badEnvelope", None),
        ("{}", "badEnvelope", Some("payload")),
        (r#"{"surprise": 1}"#, "badEnvelope", None),
        (r#"{"timer": {"alarmId": "nonsense", "version": 1}}"#, "badEnvelope", None),
        (timer.as_str(), "badEnvelope", None),
        (r#"{"retired": {"thing": "a", "at": "2026-11-21T02:03:04Z"}, "payload": ""}"#, "badEnvelope", None),
        (r#"{"payload": "*", "thing": "a", "received": 1, "kind": "alarm"}"#, "badEnvelope", Some("payload")),
        (r#"{"payload": "", "thing": "a", "kind": "alarm"}"#, "badEnvelope", Some("received")),
        (r#"{"payload": "", "thing": "a", "received": 1}"#, "badEnvelope", Some("kind")),
        (r#"{"payload": "", "received": 1, "kind": "alarm"}"#, "badEnvelope", Some("thing")),
        (r#"{"payload": "", "thing": "a b", "received": 1, "kind": "alarm"}"#, "unknownThing", Some("thing")),
    ];
    for (body, reason, field) in cases {
        let rejection = QueueMessage::parse(body).unwrap_err();
        assert_eq!((rejection.reason, rejection.field.as_deref()), (reason, field), "{body}");
    }
}

//! One farm with eleven feed mixers, and what their motors say. Ten are at rest; the motor of the last is overloaded.

use std::collections::BTreeSet;
use std::ops::Range;
use std::time::SystemTime;

use anyhow::Result;
use jiff::Timestamp;
use serde_json::{Value, json};
use valmetal_domain::alarm::definition::{Chatter, EscalationPolicy, FixCard, Level, Texts};
use valmetal_domain::alarm::message::{AlarmMessage, DeviceState, SCHEMA_VERSION};
use valmetal_domain::alarm::queue::{DeviceEnvelope, PayloadKind};
use valmetal_domain::alarm::{Condition, ConditionKey, Definition, Severity};
use valmetal_domain::entity::{Connectivity, Counts, FarmRole, Place};
use valmetal_domain::names::{AlarmCode, Component, EntityId, FarmId, ThingName};

use crate::cloud::Cloud;

mod demo;

/// The table of entities, places and members.
pub(crate) const ENTITY_TABLE: &str = "EntityHierarchy";
/// The table of conditions, journal and definitions.
pub(crate) const ALARM_TABLE: &str = "Alarms";

/// How many mixers are at rest: as many as messages in a batch. They are counted from 0.
pub(crate) const AT_REST: usize = 10;

/// The mixer whose alarm is active.
pub(crate) const ACTIVE: usize = AT_REST;

/// The code that the motors raise.
pub(crate) fn definition() -> Result<Definition> {
    let text = |title: &str| FixCard {
        title: title.to_owned(),
        cause: "The motor draws more current than it may.".to_owned(),
        consequence: "The mixer stops and the animals are not fed.".to_owned(),
        steps: vec!["Stop the mixer.".to_owned(), "Look for what blocks the auger.".to_owned()],
    };
    Ok(Definition {
        code: AlarmCode::new("MOTOR_OVERLOAD")?,
        severity: Severity::Critical,
        texts: Texts { en: text("Motor overload"), fr: text("Surcharge du moteur") },
        on_delay_seconds: 0,
        off_delay_seconds: 0,
        deadband: None,
        latching: false,
        acknowledgement_required: true,
        safety_critical: false,
        longest_shelf_seconds: Some(86_400),
        re_alarm: None,
        suppression_causes: BTreeSet::from(["parent_offline".to_owned()]),
        chatter: Chatter::default(),
        policy: EscalationPolicy {
            name: "standard".to_owned(),
            levels: vec![Level {
                roles: BTreeSet::from([FarmRole::Worker, FarmRole::Farmer]),
                wait_seconds: 300,
            }],
            repeats: 1,
        },
    })
}

/// Where a mixer stands.
pub(crate) fn place(mixer: usize) -> Result<Place> {
    let farm = FarmId::new("farm-1")?;
    Ok(Place {
        thing: thing(mixer)?,
        entity_id: EntityId::new(format!("mixer-{mixer}"))?,
        path: format!("/{farm}/site-1/barn-1/mixer-{mixer}"),
        farm_id: farm,
        name: format!("Mixer {mixer}"),
        gateway: None,
        connectivity: Connectivity::default(),
        suppressed_by: BTreeSet::new(),
        retiring: BTreeSet::new(),
        last_snapshot: None,
        counts: Counts::default(),
        version: 1,
    })
}

/// The condition of a mixer's motor.
pub(crate) fn key(mixer: usize) -> Result<ConditionKey> {
    Ok(ConditionKey {
        thing: thing(mixer)?,
        component: Component::new("auger-motor")?,
        code: definition()?.code,
    })
}

fn thing(mixer: usize) -> Result<ThingName> {
    Ok(ThingName::new(format!("mixer-{mixer:02}"))?)
}

/// What a motor says, at `now`.
pub(crate) fn word(state: DeviceState, now: Timestamp) -> Result<AlarmMessage> {
    let ConditionKey { component, code, .. } = key(0)?;
    Ok(AlarmMessage {
        schema_version: SCHEMA_VERSION,
        code,
        component,
        state,
        boot: 1_790_000_000,
        activation: 1,
        seq: 0,
        at: now,
        raised_at: (state == DeviceState::Cleared).then_some(now),
        severity: None,
        value: Some(27.4),
        limit: Some(25.0),
        unit: Some("A".to_owned()),
    })
}

/// A batch of the alarm queue in which `mixers` say `state`.
pub(crate) fn batch(state: DeviceState, mixers: Range<usize>) -> Result<Value> {
    let now = Timestamp::try_from(SystemTime::now())?;
    let bodies = mixers
        .map(|mixer| {
            let envelope = DeviceEnvelope {
                payload: serde_json::to_vec(&word(state, now)?)?,
                thing: thing(mixer)?,
                received: now,
                kind: PayloadKind::Alarm,
            };
            Ok(envelope.to_body())
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(records("AlarmQueue", bodies, now))
}

/// A batch of messages of a queue.
pub(crate) fn records(queue: &str, bodies: impl IntoIterator<Item = String>, now: Timestamp) -> Value {
    let record = |(number, body): (usize, String)| {
        json!({
            "messageId": format!("059f36b4-87a3-44ab-83d2-{number:012}"),
            "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
            "body": body,
            "attributes": {
                "ApproximateReceiveCount": "1",
                "SentTimestamp": now.as_millisecond().to_string(),
                "SenderId": "AIDAIENQZJOLO23YVJ4VO",
                "ApproximateFirstReceiveTimestamp": now.as_millisecond().to_string(),
            },
            "messageAttributes": {},
            "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
            "eventSource": "aws:sqs",
            "eventSourceARN": format!("arn:aws:sqs:eu-west-1:123456789012:{queue}-bench"),
            "awsRegion": "eu-west-1",
        })
    };
    json!({ "Records": bodies.into_iter().enumerate().map(record).collect::<Vec<_>>() })
}

/// A worker's request to acknowledge the active alarm, as the HTTP API hands it over.
pub(crate) fn acknowledge() -> Result<Value> {
    let alarm_id = key(ACTIVE)?.alarm_id();
    let path = format!("/v1/alarms/{}/acknowledge", alarm_id.as_str());
    Ok(json!({
        "version": "2.0",
        "routeKey": "POST /v1/alarms/{alarmId}/acknowledge",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {
            "accept": "application/json",
            "accept-language": "en",
            "content-type": "application/json",
            "host": "api.example.com",
            "idempotency-key": "0199f2d4-9c5a-7c3e-8f5e-6a0c2b1d4e3f",
            "user-agent": "Mozilla/5.0",
            "x-forwarded-proto": "https",
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api-id",
            "authorizer": { "jwt": {
                "claims": {
                    "sub": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
                    "token_use": "id",
                    "email": "worker@example.com",
                    "name": "A Worker",
                    "cognito:groups": "[workers]",
                    "farms": "farm-1:w",
                },
                "scopes": null,
            } },
            "domainName": "api.example.com",
            "domainPrefix": "api",
            "http": {
                "method": "POST",
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1",
                "userAgent": "Mozilla/5.0",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "POST /v1/alarms/{alarmId}/acknowledge",
            "stage": "$default",
            "time": "10/Sep/2026:12:00:00 +0000",
            "timeEpoch": 1_789_041_600_000_u64,
        },
        "pathParameters": { "alarmId": alarm_id.as_str() },
        "body": json!({ "occurrence": 1 }).to_string(),
        "isBase64Encoded": false,
    }))
}

/// A mixer's condition after its motor said that it is overloaded, and its place then.
pub(crate) fn overloaded(mixer: usize) -> Result<(Condition, Place)> {
    let (definition, mut place, now) =
        (definition()?, place(mixer)?, Timestamp::try_from(SystemTime::now())?);
    let rest = Condition::new(key(mixer)?, format!("{mixer:032x}"), &place, &definition);
    let condition = rest.hear(&word(DeviceState::Raised, now)?, &definition, now).after;
    place.recount(None, &condition);
    Ok((condition, place))
}

/// Puts everything into the stand-in.
pub(crate) fn seed(cloud: &Cloud) -> Result<()> {
    demo::seed(cloud)?;
    let put_place = |place: &Place| {
        put(cloud, ENTITY_TABLE, &format!("THING#{}", place.thing), "PLACE", place.version, &json!(place));
    };
    for mixer in 0..AT_REST {
        put_place(&place(mixer)?);
    }
    let (condition, place) = overloaded(ACTIVE)?;
    put_place(&place);
    let ConditionKey { thing, component, code } = &condition.key;
    let (pk, sk) = (format!("THING#{thing}"), format!("CONDITION#{component}#{code}"));
    put(cloud, ALARM_TABLE, &pk, &sk, condition.version, &json!(condition));
    let definition = definition()?;
    put(cloud, ALARM_TABLE, &format!("DEFINITION#{}", definition.code), "DEFINITION", 1, &json!(definition));
    Ok(())
}

fn put(cloud: &Cloud, table: &str, pk: &str, sk: &str, version: u64, value: &Value) {
    cloud.put(table, &json!({ "pk": pk, "sk": sk, "version": version, "document": value.to_string() }));
}

//! Who is told, what they read, and that a message is neither lost nor sent twice where it must not be.

mod claims;
mod messages;
mod recipients;

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::json;

use super::{Notice, Occasion, Subject};
use crate::alarm::{DerivedState, Severity};
use crate::catalogue::Catalogue;
use crate::entity::{FarmRole, Member};
use crate::names::{AlarmCode, Component, FarmId, UserId};

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn user(id: &str) -> UserId {
    UserId::new(id).unwrap()
}

fn roles(roles: &[FarmRole]) -> BTreeSet<FarmRole> {
    roles.iter().copied().collect()
}

/// A worker in Toronto who is told everything by mail and the worst by text message, and sleeps from ten to six.
fn member(id: &str, change: serde_json::Value) -> Member {
    let mut member = json!({
        "farmId": "f", "userId": id, "role": "worker", "name": format!("Name of {id}"), "language": "en",
        "timezone": "America/Toronto", "version": 1,
        "channels": {
            "mail": {"address": format!("{id}@farm.example")},
            "sms": {"phone": "+14165550100", "severities": ["critical", "high"]},
        },
        "quietHours": {"from": "22:00:00", "to": "06:00:00"},
    });
    let serde_json::Value::Object(change) = change else { panic!("fields") };
    member.as_object_mut().unwrap().extend(change);
    serde_json::from_value(member).unwrap()
}

/// A motor overload of the mixer in the feed kitchen, by the shipped catalogue.
fn subject(code: &str, severity: Severity) -> Subject {
    let catalogue = Catalogue::parse(include_bytes!("../../../../../sam/catalogue.json")).unwrap();
    let code = AlarmCode::new(code).unwrap();
    let texts = catalogue.definitions[&code].texts.clone();
    let component = Component::new("auger-motor").unwrap();
    let key = crate::alarm::ConditionKey {
        thing: crate::names::ThingName::new("mixer-erables-01").unwrap(),
        component: component.clone(),
        code: code.clone(),
    };
    Subject {
        alarm_id: key.alarm_id(),
        code,
        severity,
        state: DerivedState::Unacknowledged,
        occurrence: 3,
        raised_at: Some(at("2026-10-04T02:14:00Z")),
        texts,
        component,
        machine: "Mélangeur 1".to_owned(),
        reading: serde_json::from_value(json!({"value": 62.5, "limit": 60.0, "unit": "A"})).unwrap(),
        affected: Vec::new(),
    }
}

fn notice(occasion: Occasion) -> Notice {
    Notice {
        occasion,
        subject: subject("MOTOR_OVERLOAD", Severity::High),
        farm_id: FarmId::new("f").unwrap(),
        farm: "Ferme des Érables".to_owned(),
        location: vec!["Rang 3".to_owned(), "Cuisine d'alimentation".to_owned()],
        web_url: "https://app.valmetal.example".to_owned(),
    }
}

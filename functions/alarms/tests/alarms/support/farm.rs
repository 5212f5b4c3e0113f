//! A farm with a gateway, two machines behind it, one machine beside it, and a small catalogue.

use jiff::Timestamp;
use serde_json::json;
use valmetal_domain::alarm::{ConditionKey, Definition};
use valmetal_domain::entity::{Entity, Place};
use valmetal_domain::names::{AlarmCode, Component, ThingName};

use super::store::Store;

/// When every story begins.
pub(crate) fn start() -> Timestamp {
    "2026-03-01T02:00:00Z".parse().unwrap()
}

pub(crate) fn thing(name: &str) -> ThingName {
    ThingName::new(name).unwrap()
}

pub(crate) fn key(thing_name: &str, component: &str, code: &str) -> ConditionKey {
    ConditionKey {
        thing: thing(thing_name),
        component: Component::new(component).unwrap(),
        code: AlarmCode::new(code).unwrap(),
    }
}

/// The farm in a store of its own.
pub(crate) fn farm() -> Store {
    let store = Store::default();
    store.set_time(start());
    {
        let mut state = store.state();
        for (name, gateway) in [
            ("mixer-01", None),
            ("gateway-01", None),
            ("robot-01", Some("gateway-01")),
            ("robot-02", Some("gateway-01")),
        ] {
            state.places.insert(thing(name), place(name, gateway));
            state.entities.push(entity(name));
        }
        for definition in catalogue() {
            state.definitions.insert(definition.code.clone(), definition);
        }
    }
    store
}

fn place(name: &str, gateway: Option<&str>) -> Place {
    serde_json::from_value(json!({
        "thing": name, "farmId": "farm-1", "entityId": format!("entity-{name}"),
        "path": format!("/farm-1/barn-1/entity-{name}"), "name": name, "gateway": gateway, "version": 1,
    }))
    .unwrap()
}

fn entity(name: &str) -> Entity {
    serde_json::from_value(json!({
        "id": format!("entity-{name}"), "farmId": "farm-1", "kind": "equipment", "name": name, "parentId": "barn-1",
        "path": format!("/farm-1/barn-1/entity-{name}"), "thingName": name, "version": 1,
    }))
    .unwrap()
}

fn catalogue() -> Vec<Definition> {
    let card = json!({"title": "t", "cause": "c", "consequence": "q", "steps": ["s"]});
    let policy = json!({"name": "standard", "repeats": 1, "levels": [
        {"roles": ["worker"], "waitSeconds": 300}, {"roles": ["farmer"], "waitSeconds": 600},
    ]});
    let define = |code: &str, severity: &str, more: serde_json::Value| {
        let mut definition = json!({
            "code": code, "severity": severity, "texts": {"en": card, "fr": card}, "policy": policy,
        });
        definition.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value(definition).unwrap()
    };
    vec![
        define("MOTOR_OVERLOAD", "critical", json!({"suppressionCauses": ["parent_offline"]})),
        define("BELT_SLIP", "medium", json!({})),
        define("DOOR_OPEN", "low", json!({"onDelaySeconds": 60, "offDelaySeconds": 30})),
        define("CONNECTIVITY_LOST", "high", json!({"acknowledgementRequired": false})),
    ]
}

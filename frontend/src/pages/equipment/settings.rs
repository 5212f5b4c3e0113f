//! A machine's settings by name: what its shadow reports and desires, and the patch that changes one.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::words::Words;

/// What a machine measures is in its reported state too, and no setting.
const TELEMETRY: &str = "telemetry";

/// One setting, such as `augerSpeed.high`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Setting {
    /// Its name: the fields on the way to it, joined by points.
    pub(super) name: String,
    /// What the machine says.
    pub(super) reported: Option<Value>,
    /// What is asked of it.
    pub(super) desired: Option<Value>,
}

impl Setting {
    /// All settings of a machine, by name.
    pub(super) fn all(reported: &Value, desired: &Value) -> Vec<Self> {
        let mut reported = leaves(reported);
        reported.retain(|name, _| name.split('.').next() != Some(TELEMETRY));
        let mut desired = leaves(desired);
        let mut settings: Vec<_> = reported
            .into_iter()
            .map(|(name, value)| Self { desired: desired.remove(&name), name, reported: Some(value) })
            .collect();
        settings.extend(desired.into_iter().map(|(name, value)| Self {
            name,
            reported: None,
            desired: Some(value),
        }));
        settings
    }

    /// What is asked, where the machine does not say yet that it is so.
    pub(super) fn asked(&self) -> Option<&Value> {
        self.desired.as_ref().filter(|desired| self.reported.as_ref() != Some(desired))
    }
}

/// What a machine measures now, by measure, as its shadow has it.
pub(super) fn measured(reported: &Value) -> Vec<(String, f64)> {
    let numbers = reported.get(TELEMETRY).and_then(Value::as_object).into_iter().flatten();
    numbers.filter_map(|(measure, value)| Some((measure.clone(), value.as_f64()?))).collect()
}

/// The patch that sets `name` to what a person typed. It is read as what the machine reports there now; where it reports
/// nothing, as a number or a yes or no if it looks like one. None where it cannot be that.
pub(super) fn patch(name: &str, typed: &str, reported: &Value) -> Option<Value> {
    let fields: Vec<&str> = name.split('.').map(str::trim).collect();
    if fields.iter().any(|field| field.is_empty()) {
        return None;
    }
    let now = fields.iter().try_fold(reported, |value, field| value.get(field));
    let value = read(typed.trim(), now)?;
    Some(fields.iter().rev().fold(value, |inner, field| json!({ *field: inner })))
}

fn read(typed: &str, now: Option<&Value>) -> Option<Value> {
    let number = || typed.replace(',', ".").parse::<serde_json::Number>().ok().map(Value::Number);
    let truth = || match typed.to_lowercase().as_str() {
        "true" | "on" | "yes" | "oui" => Some(Value::Bool(true)),
        "false" | "off" | "no" | "non" => Some(Value::Bool(false)),
        _ => None,
    };
    let text = || Some(typed).filter(|text| !text.is_empty()).map(|text| Value::String(text.to_owned()));
    match now {
        Some(Value::Number(_)) => number(),
        Some(Value::Bool(_)) => truth(),
        Some(Value::String(_)) => text(),
        Some(Value::Object(_) | Value::Array(_)) => None,
        Some(Value::Null) | None => number().or_else(truth).or_else(text),
    }
}

fn leaves(value: &Value) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    if let Value::Object(fields) = value {
        collect(fields, "", &mut found);
    }
    found
}

fn collect(fields: &Map<String, Value>, above: &str, found: &mut BTreeMap<String, Value>) {
    for (field, value) in fields {
        let name = if above.is_empty() { field.clone() } else { format!("{above}.{field}") };
        match value {
            Value::Object(inner) => collect(inner, &name, found),
            other => drop(found.insert(name, other.clone())),
        }
    }
}

impl Words {
    /// A setting's value as people read it.
    pub(super) fn setting_value(&self, value: &Value) -> String {
        match value {
            Value::Bool(true) => self.yes.to_owned(),
            Value::Bool(false) => self.no.to_owned(),
            Value::String(text) => text.clone(),
            Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), |n| self.measured(n)),
            other => other.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Setting, measured, patch};

    #[test]
    fn settings_are_named_by_the_way_to_them_and_measures_are_none() {
        let reported = json!({"mode": "auto", "speed": {"high": 22}, "telemetry": {"motorCurrent": 41.2}});
        let settings = Setting::all(&reported, &json!({"speed": {"high": 24}, "lights": true}));
        let told: Vec<_> = settings.iter().map(|s| (s.name.as_str(), s.asked())).collect();
        assert_eq!(told, [("mode", None), ("speed.high", Some(&json!(24))), ("lights", Some(&json!(true)))]);
        assert_eq!(measured(&reported), [("motorCurrent".to_owned(), 41.2)]);
    }

    #[test]
    fn what_is_typed_is_read_as_what_the_machine_reports_there() {
        let reported = json!({"mode": "auto", "speed": {"high": 22}, "lights": false, "code": "12"});
        for (name, typed, asked) in [
            ("speed.high", "24,5", Some(json!({"speed": {"high": 24.5}}))),
            ("speed.high", "fast", None),
            ("speed", "24", None),
            ("lights", "Oui", Some(json!({"lights": true}))),
            ("code", "13", Some(json!({"code": "13"}))),
            ("new", "13", Some(json!({"new": 13}))),
            ("mode", " ", None),
            ("speed..high", "1", None),
        ] {
            assert_eq!(patch(name, typed, &reported), asked, "{name} {typed}");
        }
    }
}

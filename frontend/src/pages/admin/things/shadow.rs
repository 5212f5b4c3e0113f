//! A thing's shadow as a table: a line for each value, what it is beside what it is to be.

use std::collections::BTreeMap;

use serde_json::Value;

/// A value of a shadow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it is, with dots.
    pub(super) path: String,
    /// What the thing says that it is.
    pub(super) reported: Option<String>,
    /// What it is to be.
    pub(super) desired: Option<String>,
}

impl Line {
    /// Whether it is to be something else than it is.
    pub(super) fn differs(&self) -> bool {
        self.desired.is_some() && self.desired != self.reported
    }
}

/// The lines of a shadow, by path.
pub(super) fn lines(shadow: &Value) -> Vec<Line> {
    let mut lines: BTreeMap<String, Line> = BTreeMap::new();
    for (path, value) in values(&shadow["state"]["reported"]) {
        lines.entry(path).or_default().reported = Some(value);
    }
    for (path, value) in values(&shadow["state"]["desired"]) {
        lines.entry(path).or_default().desired = Some(value);
    }
    lines.into_iter().map(|(path, line)| Line { path, ..line }).collect()
}

fn values(state: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(state, "", &mut found);
    found
}

fn collect(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                collect(value, &path, found);
            }
        }
        Value::Null => {}
        Value::String(text) => found.push((path.to_owned(), text.clone())),
        other => found.push((path.to_owned(), other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::lines;

    #[test]
    fn each_value_is_a_line_with_what_it_is_and_what_it_is_to_be() {
        let shadow = json!({"state": {
            "reported": {"auger": {"high": 22, "low": 12}, "mode": "auto"},
            "desired": {"auger": {"high": 25}, "mode": "auto", "lights": true},
        }});
        let lines = lines(&shadow);
        let told: Vec<_> = lines
            .iter()
            .map(|line| {
                (line.path.as_str(), line.reported.as_deref(), line.desired.as_deref(), line.differs())
            })
            .collect();
        assert_eq!(
            told,
            [
                ("auger.high", Some("22"), Some("25"), true),
                ("auger.low", Some("12"), None, false),
                ("lights", None, Some("true"), true),
                ("mode", Some("auto"), Some("auto"), false),
            ]
        );
        assert!(super::lines(&json!(null)).is_empty());
    }
}

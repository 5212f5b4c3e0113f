//! A patch of a machine's desired state.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The most bytes of a patch as JSON: half of what a shadow holds.
pub const MAX_BYTES: usize = 4 * 1024;

/// The deepest nesting: a shadow takes eight levels, of which its own document uses two.
pub const MAX_DEPTH: usize = 5;

/// Some fields of a machine's desired state: a JSON object that is not empty, of bounded size and depth. It has no
/// `null`, which in a shadow means "no such field" and can never be reported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Map<String, Value>", into = "Map<String, Value>")]
pub struct Patch(Map<String, Value>);

/// Why an object is no patch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPatch {
    /// It, or an object in it, says nothing.
    #[error("it and every object in it must have at least one field")]
    Empty,
    /// A field is `null`.
    #[error("a field cannot be null")]
    Null,
    /// It is too large.
    #[error("it must have at most {MAX_BYTES} bytes")]
    TooLarge,
    /// It is too deep.
    #[error("it must have at most {MAX_DEPTH} levels")]
    TooDeep,
}

impl Patch {
    /// Checks `fields`.
    pub fn new(fields: Map<String, Value>) -> Result<Self, BadPatch> {
        check_object(&fields, 1)?;
        let patch = Self(fields);
        if patch.to_value().to_string().len() > MAX_BYTES {
            return Err(BadPatch::TooLarge);
        }
        Ok(patch)
    }

    /// The patch as a JSON object.
    pub fn to_value(&self) -> Value {
        Value::Object(self.0.clone())
    }

    /// Whether `state` has everything that the patch says.
    pub fn is_in(&self, state: &Value) -> bool {
        state.as_object().is_some_and(|state| has(state, &self.0))
    }

    /// What takes the patch back: every field that it sets, as `null`.
    pub fn withdrawal(&self) -> Value {
        Value::Object(nulls(&self.0))
    }
}

fn has(state: &Map<String, Value>, patch: &Map<String, Value>) -> bool {
    patch.iter().all(|(name, wanted)| match (state.get(name), wanted) {
        (Some(Value::Object(inner)), Value::Object(wanted)) => has(inner, wanted),
        (Some(value), wanted) => is_same(value, wanted),
        (None, _) => false,
    })
}

/// Whether two values are one: a device may write 50 as 50.0.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        _ => a == b,
    }
}

fn nulls(patch: &Map<String, Value>) -> Map<String, Value> {
    let nothing = |value: &Value| match value {
        Value::Object(inner) => Value::Object(nulls(inner)),
        _ => Value::Null,
    };
    patch.iter().map(|(name, value)| (name.clone(), nothing(value))).collect()
}

fn check_object(fields: &Map<String, Value>, depth: usize) -> Result<(), BadPatch> {
    if depth > MAX_DEPTH {
        return Err(BadPatch::TooDeep);
    }
    if fields.is_empty() {
        return Err(BadPatch::Empty);
    }
    fields.values().try_for_each(|value| check(value, depth))
}

fn check(value: &Value, depth: usize) -> Result<(), BadPatch> {
    match value {
        Value::Null => Err(BadPatch::Null),
        Value::Object(fields) => check_object(fields, depth + 1),
        Value::Array(_) if depth >= MAX_DEPTH => Err(BadPatch::TooDeep),
        Value::Array(items) => items.iter().try_for_each(|item| check(item, depth + 1)),
        _ => Ok(()),
    }
}

impl TryFrom<Map<String, Value>> for Patch {
    type Error = BadPatch;
    fn try_from(fields: Map<String, Value>) -> Result<Self, BadPatch> {
        Self::new(fields)
    }
}

impl From<Patch> for Map<String, Value> {
    fn from(patch: Patch) -> Self {
        patch.0
    }
}

impl JsonSchema for Patch {
    fn schema_name() -> Cow<'static, str> {
        "DesiredPatch".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "minProperties": 1,
            "description": "Fields of the machine's desired state, at most 4096 bytes of JSON and five levels; no null.",
        })
    }
}

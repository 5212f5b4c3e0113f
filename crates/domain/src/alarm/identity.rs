//! Which alarm: its key, and the opaque id that clients hold.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::names::{AlarmCode, Component, NameError, ThingName};

#[cfg(test)]
mod tests;

/// There is one condition for each of these.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ConditionKey {
    /// The machine.
    pub thing: ThingName,
    /// The part of it.
    pub component: Component,
    /// What is wrong with that part.
    pub code: AlarmCode,
}

/// A condition's key as clients see it: opaque, stable, safe in a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct AlarmId(String);

/// The string is no alarm's id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an alarm id")]
pub struct BadAlarmId;

impl From<NameError> for BadAlarmId {
    fn from(_: NameError) -> Self {
        Self
    }
}

impl AlarmId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key that this id stands for.
    pub fn parse(text: &str) -> Result<ConditionKey, BadAlarmId> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| BadAlarmId)?;
        let plain = String::from_utf8(bytes).map_err(|_| BadAlarmId)?;
        let mut parts = plain.split('/');
        let (Some(thing), Some(component), Some(code), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(BadAlarmId);
        };
        Ok(ConditionKey {
            thing: ThingName::new(thing)?,
            component: Component::new(component)?,
            code: AlarmCode::new(code)?,
        })
    }
}

impl std::fmt::Display for AlarmId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl ConditionKey {
    /// The id under which clients know this condition.
    pub fn alarm_id(&self) -> AlarmId {
        AlarmId(URL_SAFE_NO_PAD.encode(format!("{}/{}/{}", self.thing, self.component, self.code)))
    }
}

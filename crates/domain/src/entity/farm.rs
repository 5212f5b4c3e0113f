//! A farm as a whole: what it is called, which time it keeps, which language it speaks.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::DisplayName;
use crate::names::{FarmId, NameError};

/// A farm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Farm {
    /// Its id, which is also the id of its root entity.
    pub id: FarmId,
    /// What people call it; its root entity bears the same name.
    pub name: DisplayName,
    /// The time its barns keep.
    pub timezone: TimeZoneName,
    /// The language of its people, unless a member says otherwise.
    pub language: Language,
    /// Grows with every change, for conditional writes.
    pub version: u64,
}

/// A language that people are spoken to in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Language {
    /// English.
    En,
    /// French.
    Fr,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::En, Self::Fr];

    /// The ISO 639-1 code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }
}

/// A time zone by its IANA name, such as `America/Toronto`. Only the form is checked: which names exist is known by the
/// time zone database of whoever computes a local time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeZoneName(String);

impl TimeZoneName {
    /// Checks that `value` has the form of an IANA name.
    pub fn new(value: &str) -> Result<Self, NameError> {
        let well_formed = value.len() <= 64
            && value.split('/').all(|part| {
                part.starts_with(|c: char| c.is_ascii_alphabetic())
                    && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+'))
            });
        if !well_formed {
            return Err(NameError { kind: "time zone", rule: "an IANA name such as America/Toronto" });
        }
        Ok(Self(value.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl JsonSchema for TimeZoneName {
    fn schema_name() -> Cow<'static, str> {
        "TimeZoneName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A time zone by its IANA name, such as `America/Toronto`.",
            "type": "string",
            "maxLength": 64,
            "pattern": "^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*)*$",
        })
    }
}

impl TryFrom<String> for TimeZoneName {
    type Error = NameError;
    fn try_from(value: String) -> Result<Self, NameError> {
        Self::new(&value)
    }
}

impl From<TimeZoneName> for String {
    fn from(name: TimeZoneName) -> Self {
        name.0
    }
}

//! The names of things: strings that have been checked once and are trusted from then on.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod tests;

/// Why a string is no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} must be {rule}")]
pub struct NameError {
    /// What the string was meant to be, such as `thing name`.
    pub kind: &'static str,
    /// The rule that it breaks, in words.
    pub rule: &'static str,
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $max:literal, $allowed:expr, $pattern:literal, $rule:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks `value` against the rule of this name.
            pub fn new(value: impl Into<String>) -> Result<Self, NameError> {
                let value = value.into();
                let allowed: fn(char) -> bool = $allowed;
                if value.is_empty() || value.len() > $max || !value.chars().all(allowed) {
                    return Err(NameError { kind: $kind, rule: $rule });
                }
                Ok(Self(value))
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(value: String) -> Result<Self, NameError> {
                Self::new(value)
            }
        }

        impl std::str::FromStr for $name {
            type Err = NameError;
            fn from_str(value: &str) -> Result<Self, NameError> {
                Self::new(value)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "minLength": 1, "maxLength": $max, "pattern": $pattern})
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    /// An AWS IoT thing, by the rule of the registry.
    ThingName, "thing name", 128, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'),
    "^[A-Za-z0-9_:-]+$", "1 to 128 letters, digits, '-', '_' or ':'"
);
name!(
    /// A part of a machine that an alarm speaks of, such as `auger-motor`.
    Component, "component", 64, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'),
    "^[A-Za-z0-9_.-]+$", "1 to 64 letters, digits, '-', '_' or '.'"
);
name!(
    /// What an alarm is about, by the catalogue, such as `MOTOR_OVERLOAD`.
    AlarmCode, "alarm code", 64, |c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '_'),
    "^[A-Z0-9_-]+$", "1 to 64 capital letters, digits, '-' or '_'"
);
name!(
    /// A farm.
    FarmId, "farm id", 40, |c| c.is_ascii_alphanumeric() || c == '-',
    "^[A-Za-z0-9-]+$", "1 to 40 letters, digits or '-'"
);
name!(
    /// A node of a farm's hierarchy. The farm's own node has the farm's id.
    EntityId, "entity id", 40, |c| c.is_ascii_alphanumeric() || c == '-',
    "^[A-Za-z0-9-]+$", "1 to 40 letters, digits or '-'"
);
name!(
    /// A person: the `sub` of the user pool.
    UserId, "user id", 64, |c| c.is_ascii_alphanumeric() || c == '-',
    "^[A-Za-z0-9-]+$", "1 to 64 letters, digits or '-'"
);
name!(
    /// A what-if that somebody asked.
    WhatIfId, "what-if id", 40, |c| c.is_ascii_alphanumeric(),
    "^[A-Za-z0-9]+$", "1 to 40 letters or digits"
);
name!(
    /// An ingredient of a ration.
    FeedId, "feed id", 48, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'),
    "^[A-Za-z0-9_.-]+$", "1 to 48 letters, digits, '-', '_' or '.'"
);
name!(
    /// A ration.
    RationId, "ration id", 48, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'),
    "^[A-Za-z0-9_.-]+$", "1 to 48 letters, digits, '-', '_' or '.'"
);
name!(
    /// A group of animals.
    AnimalSetId, "animal set id", 48, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'),
    "^[A-Za-z0-9_.-]+$", "1 to 48 letters, digits, '-', '_' or '.'"
);
name!(
    /// Where feed is kept: the thing's name where it is a machine.
    StorageId, "storage id", 128, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'),
    "^[A-Za-z0-9_:.-]+$", "1 to 128 letters, digits, '-', '_', ':' or '.'"
);
name!(
    /// A feed sequence, as its device names it.
    SequenceId, "sequence id", 64, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'),
    "^[A-Za-z0-9_:.-]+$", "1 to 64 letters, digits, '-', '_', ':' or '.'"
);
name!(
    /// What a machine measures, such as `motorCurrent`.
    Measure, "measure", 64, |c| c.is_ascii_alphanumeric() || c == '_',
    "^[A-Za-z0-9_]+$", "1 to 64 letters, digits or '_'"
);
name!(
    /// A command to a machine.
    CommandId, "command id", 40, |c| c.is_ascii_alphanumeric() || c == '-',
    "^[A-Za-z0-9-]+$", "1 to 40 letters, digits or '-'"
);
name!(
    /// What kind of machine a thing is, such as `mixer-m900`: an attribute of the registry, by its rule.
    Model, "model", 64, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'),
    "^[A-Za-z0-9_./-]+$", "1 to 64 letters, digits, '-', '_', '.' or '/'"
);

name!(
    /// A maintenance schedule.
    ScheduleId, "schedule id", 40, |c| c.is_ascii_alphanumeric() || c == '-',
    "^[A-Za-z0-9-]+$", "1 to 40 letters, digits or '-'"
);
name!(
    /// A maintenance task.
    TaskId, "task id", 40, |c| c.is_ascii_alphanumeric() || c == '-',
    "^[A-Za-z0-9-]+$", "1 to 40 letters, digits or '-'"
);
name!(
    /// An article of the content.
    ArticleId, "article id", 40, |c| c.is_ascii_alphanumeric() || c == '-',
    "^[A-Za-z0-9-]+$", "1 to 40 letters, digits or '-'"
);

impl From<FarmId> for EntityId {
    fn from(farm: FarmId) -> Self {
        Self(farm.0)
    }
}

//! From a device's bytes to a checked message, or to the reason why they will never be one.
//!
//! What is well formed is read once, straight into its type. Only what is not is looked at again, to say what is wrong
//! with it: first the size, then whether it is a JSON object, then its version (a later version may mean anything by its
//! fields), then the first field at fault.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::message::{
    ActiveCondition, AlarmMessage, DeviceState, MAX_ALARM_BYTES, MAX_CLOCK_AHEAD, MAX_NUMBER,
    MAX_SNAPSHOT_BYTES, MAX_SNAPSHOT_CONDITIONS, MAX_UNIT_CHARS, SCHEMA_VERSION, Snapshot, reason,
};
use crate::dead_letter::Rejection;

#[cfg(test)]
mod tests;

impl AlarmMessage {
    /// Reads the message in `bytes`, which the platform received at `received`. It is refused with the reason and, where
    /// there is one, the field at fault.
    pub fn parse(bytes: &[u8], received: Timestamp) -> Result<Self, Rejection> {
        let message: Self = read(bytes, MAX_ALARM_BYTES, |message: &Self| message.schema_version)?;
        message.check(received).map_err(|rejection| rejection.schema_version(message.schema_version))?;
        Ok(message)
    }

    fn check(&self, received: Timestamp) -> Result<(), Rejection> {
        check_number("boot", self.boot, 0)?;
        check_number("activation", self.activation, 1)?;
        check_number("seq", self.seq, u64::from(self.state == DeviceState::Changed))?;
        check_time("at", self.at, received)?;
        match self.raised_at {
            None if self.state == DeviceState::Cleared => {
                return Err(bad_field("raisedAt", "a clear says when its activation began"));
            }
            Some(raised_at) if raised_at > self.at => {
                return Err(bad_field("raisedAt", "an activation begins before anything else is said of it"));
            }
            _ => {}
        }
        check_unit("unit", self.unit.as_deref())
    }
}

impl Snapshot {
    /// Reads the snapshot in `bytes`, which the platform received at `received`. It is refused with the reason and, where
    /// there is one, the field at fault.
    pub fn parse(bytes: &[u8], received: Timestamp) -> Result<Self, Rejection> {
        let snapshot: Self = read(bytes, MAX_SNAPSHOT_BYTES, |snapshot: &Self| snapshot.schema_version)?;
        snapshot.check(received).map_err(|rejection| rejection.schema_version(snapshot.schema_version))?;
        Ok(snapshot)
    }

    fn check(&self, received: Timestamp) -> Result<(), Rejection> {
        check_number("boot", self.boot, 0)?;
        check_time("at", self.at, received)?;
        if self.active.len() > MAX_SNAPSHOT_CONDITIONS {
            let detail =
                format!("lists {} conditions, and {MAX_SNAPSHOT_CONDITIONS} is the most", self.active.len());
            return Err(bad_field("active", detail));
        }
        for (index, condition) in self.active.iter().enumerate() {
            let path = |field: &str| format!("active[{index}].{field}");
            let same = |other: &&ActiveCondition| {
                (&other.component, &other.code) == (&condition.component, &condition.code)
            };
            if self.active[..index].iter().any(|other| same(&other)) {
                return Err(bad_field(format!("active[{index}]"), "lists a condition a second time"));
            }
            check_number(&path("activation"), condition.activation, 1)?;
            check_number(&path("seq"), condition.seq, 0)?;
            if condition.raised_at > self.at {
                return Err(bad_field(path("raisedAt"), "a snapshot lists nothing that begins after it"));
            }
            check_unit(&path("unit"), condition.unit.as_deref())?;
        }
        Ok(())
    }
}

/// Reads `bytes` as a `T` of the version that this code knows.
pub(crate) fn read<T: DeserializeOwned>(
    bytes: &[u8],
    max: usize,
    version: fn(&T) -> u64,
) -> Result<T, Rejection> {
    if bytes.len() > max {
        let detail = format!("{} bytes, and {max} is the most", bytes.len());
        return Err(Rejection::new(reason::OVERSIZED, detail));
    }
    match serde_json::from_slice::<T>(bytes) {
        Ok(message) => check_version(version(&message)).map(|()| message),
        Err(_) => Err(explain::<T>(bytes)),
    }
}

/// Why `bytes` are no `T`.
fn explain<T: DeserializeOwned>(bytes: &[u8]) -> Rejection {
    let object = match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return Rejection::new(reason::NOT_JSON, "JSON, but no object"),
        Err(_) if bytes.is_empty() => return Rejection::new(reason::NOT_JSON, "no bytes at all"),
        Err(error) => return Rejection::new(reason::NOT_JSON, error.to_string()),
    };
    let version = object.get("schemaVersion").and_then(Value::as_u64);
    if let Some(Err(rejection)) = version.map(check_version) {
        return rejection;
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let rejection = match serde_path_to_error::deserialize::<_, T>(&mut reader) {
        Err(error) => {
            let detail = error.inner().to_string();
            let field = field_path(&error.path().to_string(), &detail);
            Rejection { field, ..Rejection::new(reason::BAD_FIELD, detail) }
        }
        Ok(_) => Rejection::new(reason::NOT_JSON, "more than one JSON object"),
    };
    Rejection { schema_version: version, ..rejection }
}

/// The path of the field at fault. The deserializer knows the path of what it was in; of a field that is missing, or there
/// once too often, it says the name in its message only.
fn field_path(path: &str, detail: &str) -> Option<String> {
    let parent = Some(path).filter(|path| *path != ".");
    let named = ["missing field `", "duplicate field `", "unknown field `"]
        .iter()
        .find_map(|start| detail.strip_prefix(start))
        .and_then(|rest| rest.split('`').next());
    match (parent, named) {
        (Some(parent), Some(name)) if !parent.ends_with(name) => Some(format!("{parent}.{name}")),
        (Some(parent), _) => Some(parent.to_owned()),
        (None, name) => name.map(str::to_owned),
    }
}

fn check_version(version: u64) -> Result<(), Rejection> {
    if version == SCHEMA_VERSION {
        return Ok(());
    }
    let detail = format!("version {version}, and {SCHEMA_VERSION} is the only one known");
    Err(Rejection::new(reason::UNKNOWN_SCHEMA_VERSION, detail).field("schemaVersion").schema_version(version))
}

/// Numbers stay within what every JSON reader keeps exact.
pub(crate) fn check_number(field: &str, value: u64, least: u64) -> Result<(), Rejection> {
    if (least..=MAX_NUMBER).contains(&value) {
        return Ok(());
    }
    Err(bad_field(field, format!("{value} is not within {least} to {MAX_NUMBER}")))
}

pub(crate) fn check_time(field: &str, at: Timestamp, received: Timestamp) -> Result<(), Rejection> {
    let ahead = at.duration_since(received);
    if ahead <= MAX_CLOCK_AHEAD {
        return Ok(());
    }
    let detail = format!("{} s ahead of the platform's clock", ahead.as_secs());
    Err(Rejection::new(reason::TIME_IN_FUTURE, detail).field(field))
}

fn check_unit(field: &str, unit: Option<&str>) -> Result<(), Rejection> {
    match unit {
        Some(unit) if unit.chars().count() > MAX_UNIT_CHARS => {
            Err(bad_field(field, format!("longer than {MAX_UNIT_CHARS} characters")))
        }
        _ => Ok(()),
    }
}

pub(crate) fn bad_field(field: impl Into<String>, detail: impl Into<String>) -> Rejection {
    Rejection::new(reason::BAD_FIELD, detail).field(field)
}

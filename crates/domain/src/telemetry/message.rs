//! What devices measure, on `valmetal/<thing>/telemetry`: many samples a message.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, de};

use super::Sample;
use crate::{
    alarm::parse::{bad_field, check_number, check_time, read},
    dead_letter::Rejection,
    feed::parse::microseconds,
    names::{Measure, ThingName},
};

/// The longest message, in bytes: what AWS IoT takes.
pub const MAX_TELEMETRY_BYTES: usize = 128 * 1024;
/// The most values of a message.
pub const MAX_VALUES: usize = 5_000;

/// A telemetry message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TelemetryMessage {
    /// The version of the message.
    pub schema_version: u64,
    /// The device's start.
    pub boot_id: u64,
    /// Counts the messages of a boot up.
    pub seq: u64,
    /// What was measured, in any order of time.
    pub samples: Vec<Measured>,
}

/// What was measured at one time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// When, by the device.
    pub at: Timestamp,
    /// The values; true is 1 and false 0.
    pub measures: BTreeMap<Measure, Value>,
}

/// A value that was measured.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Value(pub f64);

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Value;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number or a boolean")
            }

            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
                Ok(Value(f64::from(u8::from(value))))
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
                Ok(Value(value))
            }

            #[expect(clippy::cast_precision_loss, reason = "a measured number is no identifier")]
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
                Ok(Value(value as f64))
            }

            #[expect(clippy::cast_precision_loss, reason = "a measured number is no identifier")]
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
                Ok(Value(value as f64))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

impl TelemetryMessage {
    /// Reads the message in `bytes`, which the platform received at `received`. It is refused with the reason and, where
    /// there is one, the field at fault. Times are kept to the microsecond, which every store keeps.
    pub fn parse(bytes: &[u8], received: Timestamp) -> Result<Self, Rejection> {
        let mut message: Self = read(bytes, MAX_TELEMETRY_BYTES, |message: &Self| message.schema_version)?;
        message.check(received).map_err(|rejection| rejection.schema_version(message.schema_version))?;
        for measured in &mut message.samples {
            measured.at = microseconds(measured.at)?;
        }
        Ok(message)
    }

    fn check(&self, received: Timestamp) -> Result<(), Rejection> {
        check_number("bootId", self.boot_id, 0)?;
        check_number("seq", self.seq, 0)?;
        let values: usize = self.samples.iter().map(|measured| measured.measures.len()).sum();
        if values == 0 || values > MAX_VALUES {
            return Err(bad_field("samples", format!("{values} values, and it must be 1 to {MAX_VALUES}")));
        }
        for (index, measured) in self.samples.iter().enumerate() {
            check_time(&format!("samples[{index}].at"), measured.at, received)?;
        }
        Ok(())
    }

    /// Its values one by one, as samples of `device`.
    pub fn samples<'a>(&'a self, device: &'a ThingName) -> impl Iterator<Item = Sample> + 'a {
        self.samples.iter().flat_map(move |measured| {
            measured.measures.iter().map(move |(measure, value)| Sample {
                device_id: device.clone(),
                measure: measure.clone(),
                at: measured.at,
                value: value.0,
                seq: self.seq,
            })
        })
    }
}

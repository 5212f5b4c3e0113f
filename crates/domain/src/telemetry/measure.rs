//! What machines measure: the catalogue of measures with their units.

use crate::names::Measure;

/// The measures that are known, with their units; 0 or 1 where there is none.
pub const MEASURES: [(&str, Option<&str>); 20] = [
    ("motorCurrent", Some("A")),
    ("motorRunning", None),
    ("motorSpeed", Some("rpm")),
    ("mixerSpeed", Some("rpm")),
    ("beltSpeed", Some("rpm")),
    ("gearboxTemperature", Some("°C")),
    ("bearingTemperature", Some("°C")),
    ("motorTemperature", Some("°C")),
    ("ambientTemperature", Some("°C")),
    ("hydraulicPressure", Some("bar")),
    ("batteryLevel", Some("%")),
    ("batteryCurrent", Some("A")),
    ("fillLevel", Some("%")),
    ("storageUsed", Some("%")),
    ("signalStrength", Some("%")),
    ("scaleWeight", Some("kg")),
    ("feedWeight", Some("kg")),
    ("runningHours", Some("h")),
    ("doorOpen", None),
    ("emergencyStop", None),
];

/// 1 while a machine's motor runs: what running hours are derived from.
pub const MOTOR_RUNNING: &str = "motorRunning";
/// What is in a storage, in kg.
pub const FEED_WEIGHT: &str = "feedWeight";

/// Whether the catalogue has `measure`, and its unit.
pub fn known(measure: &Measure) -> Option<Option<&'static str>> {
    MEASURES.iter().find(|(name, _)| *name == measure.as_str()).map(|(_, unit)| *unit)
}

//! What a machine measures at a time: plausible values, the same for the same time.

use std::{collections::BTreeMap, f64::consts::TAU};

use jiff::Timestamp;

/// What a machine measures, by the names of the platform's catalogue.
pub type Measures = BTreeMap<&'static str, f64>;

/// A machine with a motor.
struct Motor {
    /// In A, when it runs.
    current: f64,
    /// In rpm.
    speed: f64,
    /// The share of the time that it runs on its own.
    duty: f64,
}

/// What `thing` measures at `at`, by the beginning of its name: `feeding` says whether it is in a run, with which weight in it.
pub fn measures(thing: &str, at: Timestamp, feeding: Option<f64>) -> Measures {
    let motor = match thing.split('-').next() {
        Some("mixer") => Motor { current: 38.0, speed: 1_480.0, duty: 0.12 },
        Some("robot") => Motor { current: 14.0, speed: 960.0, duty: 0.35 },
        Some("conveyor") => Motor { current: 9.5, speed: 1_420.0, duty: 0.4 },
        Some("silo") => Motor { current: 11.0, speed: 1_440.0, duty: 0.2 },
        _ => return gateway(thing, at),
    };
    let seconds = at.as_second();
    let noise = |measure: u64| noise(thing, seconds, measure);
    // A quarter of an hour in so many it runs, also where nobody feeds.
    let runs = feeding.is_some() || uniform(hash(thing, seconds.div_euclid(900), 1)) < motor.duty;
    let load = feeding.map_or(1.0, |kg| 0.85 + (kg / 8_000.0).min(0.3));
    let on = f64::from(u8::from(runs));
    let day = real(seconds.rem_euclid(86_400)) / 86_400.0;
    let outside = 8.0 + 6.0 * (TAU * (day - 0.6)).cos();
    let mut measures = BTreeMap::from([
        ("motorRunning", on),
        ("motorCurrent", tenth(on * motor.current * load * (1.0 + 0.04 * noise(2)))),
        ("motorSpeed", (on * motor.speed * (1.0 + 0.005 * noise(3))).round()),
        ("motorTemperature", tenth(outside + 18.0 + on * 24.0 + noise(4))),
        ("runningHours", tenth(running_hours(thing, seconds, motor.duty))),
    ]);
    match thing.split('-').next() {
        Some("mixer") => {
            measures.insert("scaleWeight", feeding.unwrap_or(0.0));
            measures.insert("gearboxTemperature", tenth(outside + 25.0 + on * 22.0 + noise(5)));
        }
        Some("robot") => {
            measures.insert("scaleWeight", feeding.unwrap_or(0.0));
            let charge = 60.0 + 35.0 * (TAU * real(seconds.rem_euclid(14_400)) / 14_400.0).cos();
            measures.insert("batteryLevel", tenth(charge));
        }
        Some("silo") => {
            let level = fill_level(thing, seconds);
            measures.insert("fillLevel", tenth(level));
            measures.insert("feedWeight", (level * 900.0).round());
        }
        _ => {
            measures.insert("beltSpeed", (on * 62.0 * (1.0 + 0.02 * noise(6))).round());
        }
    }
    measures
}

fn gateway(thing: &str, at: Timestamp) -> Measures {
    let seconds = at.as_second();
    let used = 22.0 + 10.0 * real(seconds.rem_euclid(604_800)) / 604_800.0;
    let signal = 78.0 + 8.0 * noise(thing, seconds, 7);
    BTreeMap::from([("storageUsed", tenth(used)), ("signalStrength", tenth(signal.clamp(0.0, 100.0)))])
}

/// In percent: it is filled every three weeks, each silo on another day.
fn fill_level(thing: &str, seconds: i64) -> f64 {
    const CYCLE: i64 = 21 * 86_400;
    let begun = below(CYCLE, hash(thing, 0, 8));
    let passed = real((seconds - begun).rem_euclid(CYCLE)) / real(CYCLE);
    96.0 - 80.0 * passed
}

/// Since the machine was put to use, some years ago.
fn running_hours(thing: &str, seconds: i64, duty: f64) -> f64 {
    const BEGAN: i64 = 1_640_000_000;
    let older = real(below(2_000, hash(thing, 0, 9)));
    older + real((seconds - BEGAN).max(0)) / 3_600.0 * duty
}

/// -1 to 1.
fn noise(thing: &str, seconds: i64, measure: u64) -> f64 {
    uniform(hash(thing, seconds, measure)) * 2.0 - 1.0
}

/// 0 to 1.
fn uniform(hash: u64) -> f64 {
    const STEPS: i64 = 1 << 30;
    real(below(STEPS, hash)) / real(STEPS)
}

/// A number from 0 on and below `end`.
fn below(end: i64, hash: u64) -> i64 {
    i64::try_from(hash % end.unsigned_abs()).unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "seconds and what is made of them are far below 2^52")]
fn real(number: i64) -> f64 {
    number as f64
}

/// Well mixed bits of all three (the finalizer of `SplitMix64`).
fn hash(thing: &str, time: i64, salt: u64) -> u64 {
    let seed = thing.bytes().fold(salt, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
    let mut bits = seed.wrapping_add(time.cast_unsigned()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use valmetal_domain::{names::Measure, telemetry::measure};

    use super::*;

    const THINGS: [&str; 5] = ["mixer-a-01", "robot-a-01", "conveyor-a-01", "silo-a-01", "gateway-a"];

    #[test]
    fn every_measure_is_in_the_catalogue() {
        let at = "2026-11-21T14:00:00Z".parse().unwrap();
        for thing in THINGS {
            let measures = measures(thing, at, None);
            assert!(!measures.is_empty());
            for name in measures.keys() {
                assert!(measure::known(&Measure::new(*name).unwrap()).is_some(), "{thing} {name}");
            }
        }
    }

    #[test]
    fn a_motor_draws_current_only_while_it_runs_and_its_hours_only_grow() {
        let mut hours = 0.0;
        let mut seen = [false; 2];
        for minute in 0..5_000 {
            let at = Timestamp::from_second(1_790_000_000 + 60 * minute).unwrap();
            let measures = measures("mixer-a-01", at, None);
            let runs = measures["motorRunning"] > 0.0;
            seen[usize::from(runs)] = true;
            assert_eq!(runs, measures["motorCurrent"] > 0.0);
            assert!(measures["runningHours"] >= hours);
            hours = measures["runningHours"];
        }
        assert_eq!(seen, [true, true]);
        let fed = measures("mixer-a-01", Timestamp::from_second(1_790_000_000).unwrap(), Some(1_200.0));
        assert_eq!((fed["motorRunning"], fed["scaleWeight"]), (1.0, 1_200.0));
    }
}

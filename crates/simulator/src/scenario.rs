//! Scenarios: what happens to which machine when, as a TOML file.

use std::{collections::BTreeMap, path::Path, time::Duration};

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Deserializer, de::Error as _};
use valmetal_domain::{
    alarm::Severity,
    names::{AlarmCode, Component},
};

use crate::feeding::Planned;

/// A scenario.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Scenario {
    /// What it shows.
    pub about: String,
    /// What happens, in any order.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// What happens at random.
    #[serde(default)]
    pub load: Option<Load>,
    /// What the machines do and say beside that, for as long as the load lasts.
    #[serde(default)]
    pub work: Option<Work>,
    /// What the network does to the messages.
    #[serde(default)]
    pub delivery: Delivery,
}

/// What machines do and say while nothing is wrong with them.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Work {
    /// How often a machine says what it measures.
    #[serde(deserialize_with = "duration")]
    pub measures: Duration,
    /// How often it reports that to its shadow.
    #[serde(deserialize_with = "duration")]
    pub reports: Duration,
    /// How often a machine that feeds begins a run.
    #[serde(deserialize_with = "duration")]
    pub feeds: Duration,
    /// How long a step of a run takes, of what it takes a real machine.
    pub pace: f64,
}

/// Something that happens to machines.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Step {
    /// When, from the beginning.
    #[serde(deserialize_with = "duration")]
    pub at: Duration,
    /// Which machines: a thing's name, or the beginning of one and `*`.
    pub machine: String,
    /// So many of them at the most; all where it is missing.
    #[serde(default)]
    pub at_most: Option<usize>,
    /// What happens.
    #[serde(flatten)]
    pub event: Event,
    /// How often it happens again.
    #[serde(default)]
    pub repeat: Option<Repeat>,
}

/// Happens again.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// So many times in all.
    pub times: u32,
    /// With so much time from one to the next.
    #[serde(deserialize_with = "duration")]
    pub every: Duration,
}

/// What happens.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// A condition begins.
    Raise(Fault),
    /// It changes its severity or value.
    Change(Fault),
    /// It ends.
    Clear(Fault),
    /// The connection breaks.
    Disconnect {},
    /// The machine connects again, and says what is active.
    Connect {},
    /// The machine starts anew: what was active is not any more, unless it is raised again.
    Reboot {},
    /// Anything, byte for byte.
    Publish(Poison),
    /// The machine says what it measures.
    #[serde(skip)]
    Measure,
    /// It reports that to its shadow.
    #[serde(skip)]
    Report,
    /// It has finished a step of a run.
    #[serde(skip)]
    Feed(Box<Feeding>),
}

/// A step of a run.
#[derive(Debug, Clone)]
pub struct Feeding {
    /// Which run of the machine, from 0.
    pub run: u64,
    /// When the run began, from the beginning.
    pub begins: Duration,
    /// The step.
    pub planned: Planned,
}

/// A condition of a machine.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Fault {
    /// The part.
    pub component: Component,
    /// What is wrong with it.
    pub code: AlarmCode,
    /// How bad, where it is not the catalogue's.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// The value behind it.
    #[serde(default)]
    pub value: Option<f64>,
    /// The limit that it passed.
    #[serde(default)]
    pub limit: Option<f64>,
    /// The unit of both.
    #[serde(default)]
    pub unit: Option<String>,
}

impl Fault {
    /// As it is said when it is over: with a value as far on the good side of the limit as it was on the bad one.
    #[must_use]
    pub fn over(self) -> Self {
        let value = self.limit.zip(self.value).map(|(limit, value)| 2.0 * limit - value);
        Self { value, ..self }
    }
}

/// A payload that no machine should send.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Poison {
    /// The text, or
    #[serde(default)]
    pub text: Option<String>,
    /// the bytes.
    #[serde(default)]
    pub bytes: Option<Vec<u8>>,
}

impl Poison {
    /// The bytes to publish.
    pub fn payload(&self) -> Vec<u8> {
        match (&self.text, &self.bytes) {
            (Some(text), _) => text.clone().into_bytes(),
            (None, Some(bytes)) => bytes.clone(),
            (None, None) => Vec::new(),
        }
    }
}

/// Faults at random.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Load {
    /// How many machines take part; all where it is missing.
    #[serde(default)]
    pub devices: Option<usize>,
    /// Messages a second, of all together.
    pub rate: f64,
    /// How long.
    #[serde(rename = "for", deserialize_with = "duration")]
    pub lasts: Duration,
    /// The faults that occur, by the beginning of the thing's name.
    pub faults: BTreeMap<String, Vec<Fault>>,
}

/// What the network does to the messages.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Delivery {
    /// The share that arrives twice.
    #[serde(default)]
    pub duplicate: f64,
    /// A message is late by a random time up to this, so that what is close together arrives in any order.
    #[serde(default, deserialize_with = "duration")]
    pub shuffle_within: Duration,
    /// The share that never arrives. The machines connect again in the end, and their snapshots mend it.
    #[serde(default)]
    pub lose: f64,
}

/// The scenarios that come with the program, by name.
const BUILT_IN: &[(&str, &str)] = &[
    ("normal-day", include_str!("../scenarios/normal-day.toml")),
    ("motor-overload", include_str!("../scenarios/motor-overload.toml")),
    ("gateway-loss", include_str!("../scenarios/gateway-loss.toml")),
    ("alarm-flood", include_str!("../scenarios/alarm-flood.toml")),
    ("flood", include_str!("../scenarios/flood.toml")),
    ("chattering-sensor", include_str!("../scenarios/chattering-sensor.toml")),
    ("rough-delivery", include_str!("../scenarios/rough-delivery.toml")),
    ("poison-message", include_str!("../scenarios/poison-message.toml")),
];

impl Scenario {
    /// The names of the scenarios that come with the program, each with what it shows.
    pub fn names() -> Vec<(&'static str, String)> {
        let about = |text| Self::parse(text).map(|scenario| scenario.about).unwrap_or_default();
        BUILT_IN.iter().map(|(name, text)| (*name, about(text))).collect()
    }

    /// The scenario of this name, or in the file of this path.
    pub fn find(name: &str) -> Result<Self> {
        if let Some((_, text)) = BUILT_IN.iter().find(|(built_in, _)| *built_in == name) {
            return Self::parse(text).with_context(|| format!("the scenario {name}"));
        }
        let path = Path::new(name);
        if !path.is_file() {
            let known: Vec<_> = BUILT_IN.iter().map(|(name, _)| *name).collect();
            bail!("there is no scenario {name}, and no such file; known are {}", known.join(", "));
        }
        let text = std::fs::read_to_string(path).with_context(|| name.to_owned())?;
        Self::parse(&text).with_context(|| name.to_owned())
    }

    fn parse(text: &str) -> Result<Self> {
        Ok(toml::from_str(text)?)
    }
}

/// Reads `250ms`, `3s` or `2m`.
fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_duration(&text).map_err(D::Error::custom)
}

/// Reads `250ms`, `3s`, `2m` or `1h`.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let factor = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return Err(format!("{text} is no duration such as 250ms, 3s, 2m or 1h")),
    };
    let number: f64 =
        number.parse().map_err(|_| format!("{text} is no duration such as 250ms, 3s, 2m or 1h"))?;
    Duration::try_from_secs_f64(number * factor).map_err(|error| format!("{text}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_that_comes_with_the_program_can_be_read() {
        for (name, _) in BUILT_IN {
            let scenario = Scenario::find(name).unwrap();
            assert!(!scenario.steps.is_empty() || scenario.load.is_some(), "{name} does nothing");
        }
    }

    #[test]
    fn durations_have_a_unit() {
        assert_eq!(parse_duration("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(parse_duration("1.5s"), Ok(Duration::from_millis(1500)));
        assert_eq!(parse_duration("2m"), Ok(Duration::from_mins(2)));
        for bad in ["", "5", "s", "-1s", "1d", "1.1.1s"] {
            assert!(parse_duration(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_unknown_scenario_is_answered_with_the_known_ones() {
        let error = Scenario::find("no-such").unwrap_err().to_string();
        assert!(error.contains("motor-overload"), "{error}");
    }
}

//! What is to be told, before it is put into words.

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::Despite;
use crate::alarm::definition::{FixCard, Texts};
use crate::alarm::story::Reading;
use crate::alarm::{AlarmId, Condition, Definition, DerivedState, Severity};
use crate::entity::{Entity, Language, Member, Place, path};
use crate::names::{AlarmCode, Component, FarmId, ThingName};

/// One alarm on one machine, as messages speak of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// The alarm.
    pub alarm_id: AlarmId,
    /// Its code.
    pub code: AlarmCode,
    /// How bad it is.
    pub severity: Severity,
    /// The state it is in.
    pub state: DerivedState,
    /// Which occurrence.
    pub occurrence: u64,
    /// When that began.
    pub raised_at: Option<Timestamp>,
    /// What the catalogue says of it.
    pub texts: Texts,
    /// The part of the machine.
    pub component: Component,
    /// What people call the machine.
    pub machine: String,
    /// The last value that came with it.
    pub reading: Option<Reading>,
    /// The machines that nobody hears of because of it, by name: what is connected through a gateway that is lost, or
    /// hangs on a supply that failed.
    pub affected: Vec<String>,
}

impl Subject {
    /// The subject that `condition` of the thing at `place` is, with the machines that it silences.
    pub fn new(condition: &Condition, definition: &Definition, place: &Place, affected: Vec<String>) -> Self {
        Self {
            alarm_id: condition.alarm_id(),
            code: condition.key.code.clone(),
            severity: condition.severity(),
            state: condition.derived_state(),
            occurrence: condition.regions.occurrence,
            raised_at: condition.regions.raised_at,
            texts: definition.texts.clone(),
            component: condition.key.component.clone(),
            machine: place.name.clone(),
            reading: condition.regions.reading.clone(),
            affected,
        }
    }

    /// What people read of it in `language`.
    pub const fn card(&self, language: Language) -> &FixCard {
        match language {
            Language::En => &self.texts.en,
            Language::Fr => &self.texts.fr,
        }
    }
}

/// What is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Why now.
    pub occasion: Occasion,
    /// The alarm; in a flood the worst.
    pub subject: Subject,
    /// The farm.
    pub farm_id: FarmId,
    /// What people call it.
    pub farm: String,
    /// What stands between the farm and the machine, by name, the site first.
    pub location: Vec<String>,
    /// Where the web client is, without a slash at the end.
    pub web_url: String,
}

/// Why people are told.
#[derive(Debug, Clone, PartialEq)]
pub enum Occasion {
    /// A level of the escalation is reached; levels and rounds count from 1.
    Level {
        /// Which level.
        level: u32,
        /// Which pass through the levels.
        round: u32,
    },
    /// A flood: these are told together with the subject.
    Flood {
        /// The others.
        rest: Vec<Subject>,
    },
    /// Somebody took it.
    Taken {
        /// Who, by name.
        by: String,
    },
}

impl Notice {
    /// Where the alarm is looked at; in a flood the farm's list.
    pub fn link(&self) -> String {
        match self.occasion {
            Occasion::Flood { .. } => format!("{}/farms/{}/alarms", self.web_url, self.farm_id),
            _ => format!("{}/alarms/{}", self.web_url, self.subject.alarm_id.as_str()),
        }
    }

    /// All alarms that it speaks of, the subject first.
    pub fn subjects(&self) -> impl Iterator<Item = &Subject> {
        let rest: &[Subject] = match &self.occasion {
            Occasion::Flood { rest } => rest,
            _ => &[],
        };
        std::iter::once(&self.subject).chain(rest)
    }
}

/// For whom a notice is put into words.
#[derive(Debug, Clone, PartialEq)]
pub struct Reader {
    /// The language.
    pub language: Language,
    /// The time zone, in which times are written.
    pub zone: TimeZone,
    /// What the message passes over.
    pub despite: Option<Despite>,
}

impl Reader {
    /// The reader that `member` is; without their time zone in `zones`, times are written in UTC.
    pub fn new(member: &Member, despite: Option<Despite>, zones: &TimeZoneDatabase) -> Self {
        let zone = zones.get(member.timezone.as_str()).unwrap_or(TimeZone::UTC);
        Self { language: member.language, zone, despite }
    }

    /// `time` by the reader's clock, to the minute.
    pub(super) fn time(&self, time: Timestamp) -> String {
        time.to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M %Z").to_string()
    }
}

/// The names of what stands between the farm and the machine at `path`, the site first. An entity that is not among
/// `entities` has no name.
pub fn location(entities: &[Entity], path: &str) -> Vec<String> {
    path::with_ancestors(path)
        .skip(1)
        .filter(|ancestor| *ancestor != path)
        .filter_map(|ancestor| entities.iter().find(|entity| entity.path == ancestor))
        .map(|entity| entity.name.to_string())
        .collect()
}

/// The names of the machines that nobody hears of while `gateway` is lost, in order.
pub fn silenced_by(gateway: &ThingName, places: &[Place]) -> Vec<String> {
    let behind = places.iter().filter(|place| place.gateway.as_ref() == Some(gateway));
    let mut names: Vec<String> = behind.map(|place| place.name.clone()).collect();
    names.sort();
    names
}

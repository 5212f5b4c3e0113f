//! Times as people say them: relative, with the exact one at hand.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use valmetal_domain::entity::Language;

use super::Words;

impl Words {
    /// How long ago `at` was, or in how long it will be.
    pub(crate) fn relative(&self, at: &Timestamp, now: &Timestamp) -> String {
        let passed = now.duration_since(*at);
        let (amount, unit) = rounded(passed.abs());
        if amount == 0 {
            return self.just_now.to_owned();
        }
        match (self.language, passed.is_negative()) {
            (Language::En, false) => format!("{amount} {unit} ago"),
            (Language::En, true) => format!("in {amount} {unit}"),
            (Language::Fr, false) => format!("il y a {amount} {}", french(unit)),
            (Language::Fr, true) => format!("dans {amount} {}", french(unit)),
        }
    }

    /// A time at a farm in few letters: for tables.
    pub(crate) fn short(&self, at: &Timestamp, zone: &TimeZone) -> String {
        let there = at.to_zoned(zone.clone());
        match self.language {
            Language::En => there.strftime("%m-%d %H:%M").to_string(),
            Language::Fr => there.strftime("%m-%d %H h %M").to_string(),
        }
    }

    /// The exact time at a farm.
    pub(crate) fn exact(&self, at: &Timestamp, zone: &TimeZone) -> String {
        let there = at.to_zoned(zone.clone());
        match self.language {
            Language::En => there.strftime("%Y-%m-%d %H:%M:%S %Z").to_string(),
            Language::Fr => there.strftime("%Y-%m-%d %H h %M min %S s %Z").to_string(),
        }
    }
}

fn rounded(passed: SignedDuration) -> (i64, &'static str) {
    match passed.as_secs() {
        0..10 => (0, "s"),
        seconds @ 10..90 => (seconds, "s"),
        seconds @ 90..5_400 => ((seconds + 30) / 60, "min"),
        seconds @ 5_400..129_600 => ((seconds + 1_800) / 3_600, "h"),
        seconds => ((seconds + 43_200) / 86_400, "d"),
    }
}

fn french(unit: &str) -> &str {
    if unit == "d" { "j" } else { unit }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, tz::TimeZone};

    use super::super::{EN, FR};

    #[test]
    fn a_time_is_said_in_the_unit_that_a_person_would_use() {
        let now = Timestamp::from_second(1_000_000).unwrap();
        for (seconds, en, fr) in [
            (3, "just now", "à l'instant"),
            (45, "45 s ago", "il y a 45 s"),
            (100, "2 min ago", "il y a 2 min"),
            (7_200, "2 h ago", "il y a 2 h"),
            (200_000, "2 d ago", "il y a 2 j"),
            (-3_000, "in 50 min", "dans 50 min"),
        ] {
            let at = Timestamp::from_second(1_000_000 - seconds).unwrap();
            assert_eq!((EN.relative(&at, &now).as_str(), FR.relative(&at, &now).as_str()), (en, fr));
        }
    }

    #[test]
    fn the_exact_time_is_the_farms() {
        let zone = TimeZone::get("America/Toronto").unwrap();
        let at: Timestamp = "2026-07-01T12:00:00Z".parse().unwrap();
        assert_eq!(EN.exact(&at, &zone), "2026-07-01 08:00:00 EDT");
        assert_eq!(FR.exact(&at, &zone), "2026-07-01 08 h 00 min 00 s EDT");
    }
}

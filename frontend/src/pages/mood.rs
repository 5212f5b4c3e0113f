//! "Is anything wrong?" in one word, from the counts.

use valmetal_domain::{alarm::Severity, entity::indicator::Summary};

use crate::words::Words;

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// Nothing is open.
    Well,
    /// Something is open, and somebody has taken it.
    Taken(u32),
    /// Something waits for somebody.
    Waits(u32),
}

impl Mood {
    /// Of these counts; none is well.
    pub(super) fn of(summary: Option<&Summary>) -> Self {
        let Some(summary) = summary else { return Self::Well };
        let open: u32 = Severity::ALL.iter().map(|severity| count(summary, *severity)).sum();
        match (summary.unacknowledged, open) {
            (0, 0) => Self::Well,
            (0, open) => Self::Taken(open),
            (waiting, _) => Self::Waits(waiting),
        }
    }

    /// In words.
    pub(super) fn text(&self, w: &Words) -> String {
        match self {
            Self::Well => w.all_well.to_owned(),
            Self::Taken(1) => w.one_open.to_owned(),
            Self::Taken(open) => format!("{open} {}", w.many_open),
            Self::Waits(1) => w.one_to_take.to_owned(),
            Self::Waits(waiting) => format!("{waiting} {}", w.many_to_take),
        }
    }

    /// As a style.
    pub(super) fn class(&self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Taken(_) => "taken",
            Self::Waits(_) => "waits",
        }
    }
}

/// How many of a severity.
pub(super) fn count(summary: &Summary, severity: Severity) -> u32 {
    match severity {
        Severity::Critical => summary.counts.critical,
        Severity::High => summary.counts.high,
        Severity::Medium => summary.counts.medium,
        Severity::Low => summary.counts.low,
    }
}

#[cfg(test)]
mod tests {
    use valmetal_domain::entity::indicator::{BySeverity, Summary};

    use super::Mood;
    use crate::words::{EN, FR};

    #[test]
    fn the_first_line_says_whether_somebody_must_act() {
        let counts = BySeverity { high: 2, low: 1, ..BySeverity::default() };
        let taken = Summary { counts, ..Summary::default() };
        let waits = Summary { unacknowledged: 1, ..taken.clone() };
        for (summary, en, fr) in [
            (None, "All is well", "Tout va bien"),
            (Some(&Summary::default()), "All is well", "Tout va bien"),
            (Some(&taken), "3 alarms are open and taken", "3 alarmes sont ouvertes et prises en charge"),
            (Some(&waits), "1 alarm waits for somebody", "1 alarme attend quelqu'un"),
        ] {
            let mood = Mood::of(summary);
            assert_eq!((mood.text(&EN).as_str(), mood.text(&FR).as_str()), (en, fr));
        }
    }
}

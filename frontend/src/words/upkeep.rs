//! Maintenance, in a person's language.

use jiff::civil::Date;
use valmetal_domain::{
    entity::Language,
    maintenance::{Interval, TaskState},
};

use super::Words;

impl Words {
    /// How a task stands.
    pub(crate) fn task_state(&self, state: &TaskState) -> &'static str {
        match state {
            TaskState::Done => self.done,
            TaskState::Overdue => self.overdue,
            TaskState::Due => self.pick("due", "à faire"),
            TaskState::Upcoming => self.pick("coming", "à venir"),
        }
    }

    /// How often.
    pub(crate) fn interval(&self, every: &Interval) -> String {
        match (self.language, every) {
            (Language::En, Interval::Days(1)) => "every day".to_owned(),
            (Language::En, Interval::Days(days)) => format!("every {days} days"),
            (Language::En, Interval::RunningHours(hours)) => format!("every {hours} running hours"),
            (Language::Fr, Interval::Days(1)) => "chaque jour".to_owned(),
            (Language::Fr, Interval::Days(days)) => format!("aux {days} jours"),
            (Language::Fr, Interval::RunningHours(hours)) => format!("aux {hours} heures de marche"),
        }
    }

    /// After so many running hours.
    pub(crate) fn after_hours(&self, hours: &u32) -> String {
        match self.language {
            Language::En => format!("after {hours} running hours"),
            Language::Fr => format!("après {hours} heures de marche"),
        }
    }

    /// A day.
    pub(crate) fn day(&self, day: &Date) -> String {
        const MONTHS: [(&str, &str); 12] = [
            ("Jan", "janv."),
            ("Feb", "févr."),
            ("Mar", "mars"),
            ("Apr", "avr."),
            ("May", "mai"),
            ("Jun", "juin"),
            ("Jul", "juill."),
            ("Aug", "août"),
            ("Sep", "sept."),
            ("Oct", "oct."),
            ("Nov", "nov."),
            ("Dec", "déc."),
        ];
        let month = usize::try_from(day.month()).ok().and_then(|month| MONTHS.get(month.wrapping_sub(1)));
        let (en, fr) = month.copied().unwrap_or_default();
        format!("{} {} {}", day.day(), self.pick(en, fr), day.year())
    }

    /// A day of a year that everybody knows: for the axis of a plot.
    pub(crate) fn day_of_year(&self, day: &Date) -> String {
        let whole = self.day(day);
        whole.rsplit_once(' ').map_or(whole.clone(), |(day, _)| day.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::{EN, FR};

    #[test]
    fn a_day_is_said_with_its_month() {
        assert_eq!(EN.day(&date(2026, 11, 3)), "3 Nov 2026");
        assert_eq!(FR.day(&date(2026, 8, 31)), "31 août 2026");
    }
}

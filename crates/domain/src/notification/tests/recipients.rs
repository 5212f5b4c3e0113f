use jiff::tz::TimeZoneDatabase;
use proptest::prelude::*;
use serde_json::json;

use super::{at, member, roles, user};
use crate::alarm::Severity;
use crate::entity::{Channel, FarmRole, Member};
use crate::notification::{Despite, Silence, resolve, resolve_taken};

/// Two in the morning and two in the afternoon, in Toronto.
const NIGHT: &str = "2026-10-04T06:00:00Z";
const DAY: &str = "2026-10-04T18:00:00Z";

fn zones() -> TimeZoneDatabase {
    TimeZoneDatabase::bundled()
}

/// By which channels the only member is told, or why not.
fn told(member: &Member, severity: Severity, time: &str) -> Result<Vec<(Channel, Option<Despite>)>, Silence> {
    let members = [member.clone()];
    let resolution = resolve(&members, &roles(&[FarmRole::Worker]), severity, at(time), &zones());
    match (resolution.told.as_slice(), resolution.silent.as_slice()) {
        ([telling], []) => Ok(telling.channels.clone()),
        ([], [(_, silence)]) => Err(*silence),
        other => panic!("one of the two: {other:?}"),
    }
}

#[test]
fn channels_follow_what_a_person_chose() {
    use Channel::{Mail, Sms};
    let maude = member("maude", json!({}));
    assert_eq!(told(&maude, Severity::High, DAY), Ok(vec![(Mail, None), (Sms, None)]));
    assert_eq!(told(&maude, Severity::Medium, DAY), Ok(vec![(Mail, None)]));
    assert_eq!(told(&maude, Severity::High, NIGHT), Err(Silence::QuietHours));

    let nothing = json!({"channels": {"mail": {"address": "a@b.c", "severities": ["high"]}}});
    assert_eq!(told(&member("will", nothing), Severity::Low, DAY), Err(Silence::Severity));
    assert_eq!(
        told(&member("will", json!({"channels": {}})), Severity::Critical, DAY),
        Err(Silence::NoChannel)
    );
}

#[test]
fn what_is_critical_goes_through_and_says_why() {
    use Channel::{Mail, Sms};
    let maude = member("maude", json!({}));
    let quiet = Some(Despite::QuietHours);
    assert_eq!(told(&maude, Severity::Critical, NIGHT), Ok(vec![(Mail, quiet), (Sms, quiet)]));
    assert_eq!(told(&maude, Severity::Critical, DAY), Ok(vec![(Mail, None), (Sms, None)]));

    let picky =
        member("picky", json!({"channels": {"sms": {"phone": "+14165550100", "severities": ["low"]}}}));
    assert_eq!(told(&picky, Severity::Critical, DAY), Ok(vec![(Sms, Some(Despite::Severity))]));
}

#[test]
fn quiet_hours_are_those_of_the_persons_own_clock() {
    // Six in the morning UTC is two at night in Toronto and three in the afternoon in Tokyo.
    let tokyo = member("aki", json!({"timezone": "Asia/Tokyo"}));
    assert!(told(&tokyo, Severity::High, NIGHT).is_ok());
    // Daylight saving moves the hour: 22:30 in summer, 21:30 in winter.
    let maude = member("maude", json!({}));
    assert_eq!(told(&maude, Severity::High, "2026-07-02T02:30:00Z"), Err(Silence::QuietHours));
    assert!(told(&maude, Severity::High, "2026-12-02T02:30:00Z").is_ok());
    // A zone that nobody knows keeps nobody from hearing.
    let lost = member("lost", json!({"timezone": "Mars/Olympus"}));
    assert!(told(&lost, Severity::High, NIGHT).is_ok());
}

#[test]
fn a_level_is_for_its_roles() {
    let members = [
        member("worker", json!({})),
        member("farmer", json!({"role": "farmer"})),
        member("technician", json!({"role": "technician"})),
    ];
    let of = |level: &[FarmRole]| {
        let resolution = resolve(&members, &roles(level), Severity::High, at(DAY), &zones());
        resolution.told.iter().map(|t| t.member.user_id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(of(&[FarmRole::Farmer]), ["farmer"]);
    assert_eq!(of(&[FarmRole::Worker, FarmRole::Technician]), ["worker", "technician"]);
}

#[test]
fn those_who_were_told_are_told_who_took_it() {
    let members = [member("maude", json!({})), member("felix", json!({})), member("tom", json!({}))];
    let told = [
        (user("maude"), Channel::Sms),
        (user("felix"), Channel::Mail),
        (user("felix"), Channel::Sms),
        (user("felix"), Channel::Sms),
        (user("gone"), Channel::Mail),
    ];
    let tellings = resolve_taken(&members, told, &user("maude"));
    assert_eq!(tellings.len(), 1);
    assert_eq!(tellings[0].member.user_id, user("felix"));
    assert_eq!(tellings[0].channels, [(Channel::Mail, None), (Channel::Sms, None)]);
}

proptest! {
    #[test]
    fn whoever_can_be_reached_hears_of_what_is_critical(
        hour in 0_i64..24 * 365,
        from in 0_u8..24,
        to in 0_u8..24,
        severities in prop::collection::vec(prop::sample::select(vec!["critical", "high", "medium", "low"]), 0..4),
    ) {
        let change = json!({
            "quietHours": {"from": format!("{from:02}:00:00"), "to": format!("{to:02}:00:00")},
            "channels": {"mail": {"address": "a@b.c", "severities": severities}},
        });
        let time = at("2026-01-01T00:00:00Z") + jiff::SignedDuration::from_hours(hour);
        prop_assert!(told(&member("m", change), Severity::Critical, &time.to_string()).is_ok());
    }
}

use serde_json::{Value, json};

use super::member;
use crate::entity::Member;
use crate::subscription::SettingsChange;

fn change(body: Value) -> SettingsChange {
    serde_json::from_value(body).unwrap()
}

fn told() -> Member {
    member(&json!({ "mail": { "address": "a@b.example" }, "sms": { "phone": "+14165550100" } }))
}

#[test]
fn what_is_missing_stays_and_null_ends() {
    let before = told();
    let after = change(json!({ "sms": null, "quietHours": { "from": "22:00:00", "to": "06:00:00" } }))
        .apply(&before)
        .unwrap();
    assert_eq!(after.channels.mail, before.channels.mail);
    assert_eq!(after.channels.sms, None);
    assert!(after.quiet_hours.is_some());
    assert_eq!((after.role, after.version), (before.role, 5));

    let loud = change(json!({ "quietHours": null })).apply(&after).unwrap();
    assert_eq!((loud.quiet_hours, loud.version), (None, 6));
}

#[test]
fn what_changes_nothing_is_no_change() {
    assert_eq!(change(json!({})).apply(&told()), None);
    let same = json!({ "language": "fr", "mail": { "address": "a@b.example" } });
    assert_eq!(change(same).apply(&told()), None);
}

#[test]
fn severities_of_push_are_kept_before_there_is_a_browser() {
    let after = change(json!({ "pushSeverities": ["critical", "high"] })).apply(&told()).unwrap();
    assert_eq!(after.channels.push.as_ref().unwrap().severities.len(), 2);
    // Without a browser it is no channel yet.
    assert_eq!(after.channels.iter().count(), 2);
}

#[test]
fn a_change_is_read_strictly() {
    for bad in [
        json!({ "fax": {} }),
        json!({ "mail": { "address": "nobody" } }),
        json!({ "quietHours": { "from": "25:00", "to": "06:00" } }),
        json!({ "pushSeverities": ["loud"] }),
    ] {
        assert!(serde_json::from_value::<SettingsChange>(bad.clone()).is_err(), "{bad}");
    }
}

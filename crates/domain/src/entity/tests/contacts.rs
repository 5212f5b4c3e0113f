use jiff::civil::time;

use crate::entity::contact::{MailAddress, PhoneNumber, PushEndpoint};
use crate::entity::member::Channels;
use crate::entity::{DisplayName, QuietHours, TimeZoneName};

#[test]
fn names_are_trimmed_and_bounded() {
    assert_eq!(DisplayName::new("  Étable 1 ").unwrap().as_str(), "Étable 1");
    assert!(DisplayName::new(&"é".repeat(100)).is_ok());
    for bad in ["", "   ", "a\nb", "a\u{7}", &"x".repeat(101)] {
        assert!(DisplayName::new(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn time_zones_look_like_iana_names() {
    for good in ["UTC", "America/Toronto", "America/Argentina/Buenos_Aires", "Etc/GMT+5"] {
        assert!(TimeZoneName::new(good).is_ok(), "{good}");
    }
    for bad in ["", "/", "America/", "../etc/passwd", "Europe/Paris ", "+05:00"] {
        assert!(TimeZoneName::new(bad).is_err(), "{bad}");
    }
}

#[test]
fn addresses_are_checked_for_their_form() {
    assert!(MailAddress::new("jean@ferme.example").is_ok());
    for bad in ["", "jean", "@x.y", "a@b", "a b@c.d", "a@b@c.d", "A <a@b.c>", "a@.c", "a@b."] {
        assert!(MailAddress::new(bad).is_err(), "{bad}");
    }
    assert!(PhoneNumber::new("+14165550100").is_ok());
    for bad in ["14165550100", "+1416555", "+0123456789", "+1 416 555 0100", "+1234567890123456"] {
        assert!(PhoneNumber::new(bad).is_err(), "{bad}");
    }
}

#[test]
fn push_goes_to_known_hosts_only() {
    for good in [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://web.push.apple.com/abc",
        "https://wns2-by3p.notify.windows.com/w/?token=abc",
    ] {
        assert!(PushEndpoint::new(good).is_ok(), "{good}");
    }
    for bad in [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/fcm.googleapis.com",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://169.254.169.254/latest",
    ] {
        assert!(PushEndpoint::new(bad).is_err(), "{bad}");
    }
}

#[test]
fn quiet_hours_may_pass_midnight() {
    let night = QuietHours { from: time(22, 0, 0, 0), to: time(6, 0, 0, 0) };
    assert!(
        night.contain(time(22, 0, 0, 0))
            && night.contain(time(0, 0, 0, 0))
            && night.contain(time(5, 59, 0, 0))
    );
    assert!(!night.contain(time(6, 0, 0, 0)) && !night.contain(time(12, 0, 0, 0)));
    let noon = QuietHours { from: time(12, 0, 0, 0), to: time(13, 0, 0, 0) };
    assert!(noon.contain(time(12, 30, 0, 0)) && !noon.contain(time(13, 0, 0, 0)));
    let never = QuietHours { from: time(8, 0, 0, 0), to: time(8, 0, 0, 0) };
    assert!(!never.contain(time(8, 0, 0, 0)));
}

#[test]
fn channels_read_as_people_write_them() {
    let channels: Channels = serde_json::from_str(
        r#"{"mail": {"address": "a@b.c"}, "sms": {"phone": "+14165550100", "severities": ["critical"]}}"#,
    )
    .unwrap();
    let used: Vec<_> =
        channels.iter().map(|(channel, severities)| (channel.as_str(), severities.len())).collect();
    assert_eq!(used, [("mail", 4), ("sms", 1)]);
    assert!(serde_json::from_str::<Channels>(r#"{"fax": {}}"#).is_err());
}

use jiff::civil::time;

use crate::entity::contact::{MailAddress, PhoneNumber, PushEndpoint, PushHosts, PushPublicKey, PushSecret};
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
    let hosts = PushHosts::parse("fcm.googleapis.com, .push.apple.com,.notify.windows.com");
    let may = |endpoint: &str| PushEndpoint::new(endpoint).is_ok_and(|endpoint| hosts.include(&endpoint));
    for good in [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://web.push.apple.com/abc",
        "https://wns2-by3p.notify.windows.com/w/?token=abc",
    ] {
        assert!(may(good), "{good}");
    }
    for bad in [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evil.example/fcm.googleapis.com",
        "https://evil.example?fcm.googleapis.com",
        "https://evil.example\\.push.apple.com/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://push.apple.com/x",
        "https://169.254.169.254/latest",
        "http://127.0.0.1:9000/x",
        "https:///x",
        "ftp://fcm.googleapis.com/x",
    ] {
        assert!(!may(bad), "{bad}");
    }
    // This machine is asked where it is listed, without TLS and at any port; no other address is.
    let here = PushHosts::parse("127.0.0.1");
    assert!(here.include(&PushEndpoint::new("http://127.0.0.1:9000/x").unwrap()));
    assert!(PushEndpoint::new("http://10.0.0.1:9000/x").is_err());
    assert!(!PushHosts::parse("").include(&PushEndpoint::new("https://fcm.googleapis.com/x").unwrap()));
}

#[test]
fn a_token_is_for_the_origin_of_an_endpoint() {
    for (endpoint, origin) in [
        ("https://fcm.googleapis.com/fcm/send/abc", "https://fcm.googleapis.com"),
        ("https://fcm.googleapis.com?x", "https://fcm.googleapis.com"),
        ("http://127.0.0.1:9000/x", "http://127.0.0.1:9000"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
    ] {
        assert_eq!(PushEndpoint::new(endpoint).unwrap().origin(), origin);
    }
}

#[test]
fn a_browsers_keys_have_their_lengths() {
    let point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    assert!(PushPublicKey::new(point).is_ok());
    assert!(PushPublicKey::new(&point[..80]).is_err());
    assert!(PushPublicKey::new(point.replace('_', "/")).is_err());
    assert!(PushSecret::new("BTBZMqHH6r4Tts7J_aSIgg").is_ok());
    assert!(PushSecret::new("BTBZMqHH6r4Tts7J_aSI").is_err());
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

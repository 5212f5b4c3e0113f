use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;

use super::{dialled, signed};

fn at() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_hours(490_896)
}

fn credentials(token: Option<&str>) -> Credentials {
    Credentials::new(
        "AKIDEXAMPLE",
        "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        token.map(str::to_owned),
        None,
        "test",
    )
}

#[test]
fn an_address_is_signed_for_the_broker_and_its_token_goes_after_the_signature() {
    let without = signed::address("broker.example", "eu-west-1", credentials(None), at()).unwrap();
    assert!(without.starts_with("wss://broker.example/mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256"), "{without}");
    assert!(without.contains("%2F20260101%2Feu-west-1%2Fiotdevicegateway%2Faws4_request"), "{without}");

    let with = signed::address("broker.example", "eu-west-1", credentials(Some("a+b/c")), at()).unwrap();
    assert_eq!(with, format!("{without}&X-Amz-Security-Token=a%2Bb%2Fc"));
}

#[test]
fn an_endpoint_is_dialled_by_its_scheme() {
    let parts = |url| dialled(url).map(|dial| (dial.host, dial.port, dial.tls));
    assert_eq!(parts("http://127.0.0.1:4566"), Some(("127.0.0.1".to_owned(), 4566, false)));
    assert_eq!(parts("https://broker.example/"), Some(("broker.example".to_owned(), 443, true)));
    assert_eq!(parts("http://broker.example"), Some(("broker.example".to_owned(), 80, false)));
    assert_eq!(parts("ftp://broker.example"), None);
    assert_eq!(parts("broker.example"), None);
}

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cookie::{Cookie, Key};
use http::{HeaderMap, HeaderValue, header};
use jiff::Timestamp;
use valmetal_domain::{access::Role, entity::Language};

use super::{Claims, Cookies, Session, Tokens, extract::local_path};

fn cookies(key: u8) -> Cookies {
    Cookies::new(Key::derive_from(&[key; 32]))
}

fn session(id_token: String) -> Session {
    let tokens = Tokens { id_token, refresh_token: Some("refresh".to_owned()) };
    Session::begin(tokens, "form".to_owned()).unwrap()
}

/// What a browser sends after it got `answered`.
fn sent(answered: &[HeaderValue]) -> HeaderMap {
    let pairs: Vec<String> = answered
        .iter()
        .map(|line| Cookie::parse(line.to_str().unwrap().to_owned()).unwrap())
        .filter(|cookie| cookie.max_age() != Some(cookie::time::Duration::ZERO))
        .map(|cookie| format!("{}={}", cookie.name(), cookie.value()))
        .collect();
    HeaderMap::from_iter([(header::COOKIE, HeaderValue::try_from(pairs.join("; ")).unwrap())])
}

#[test]
fn a_session_comes_back_whole_in_one_cookie_or_in_three() {
    for length in [10, 2_000, 5_000] {
        let session = session("x".repeat(length));
        let kept = cookies(1).keep(&session);
        assert!(kept.iter().all(|line| line.len() <= 4_096));
        assert_eq!(cookies(1).open::<Session>(&sent(&kept)), Some(session), "{length}");
    }
}

#[test]
fn every_cookie_is_for_this_host_over_tls_and_for_no_script() {
    for line in cookies(1).keep(&session("t".to_owned())) {
        let line = line.to_str().unwrap();
        assert!(line.starts_with("__Host-session"), "{line}");
        for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(line.contains(attribute), "{line}");
        }
        assert!(!line.contains("Domain"), "{line}");
    }
}

#[test]
fn a_shorter_session_leaves_nothing_of_a_longer_one() {
    let kept = cookies(1).keep(&session("t".to_owned()));
    let forgotten: Vec<_> = kept.iter().filter(|line| line.to_str().unwrap().contains("Max-Age=0")).collect();
    assert_eq!(forgotten.len(), 2);
}

#[test]
fn what_another_key_sealed_or_somebody_changed_is_no_session() {
    let kept = cookies(1).keep(&session("t".to_owned()));
    assert_eq!(cookies(2).open::<Session>(&sent(&kept)), None);
    let changed = sent(&kept)[header::COOKIE].to_str().unwrap().replacen("session=", "session=A", 1);
    let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::try_from(changed).unwrap())]);
    assert_eq!(cookies(1).open::<Session>(&headers), None);
    assert_eq!(cookies(1).open::<Session>(&HeaderMap::new()), None);
}

fn claims(json: &str) -> Claims {
    let token = format!("e30.{}.signature", URL_SAFE_NO_PAD.encode(json));
    session(token).claims().unwrap()
}

#[test]
fn a_token_says_who_it_is_and_when_it_ends() {
    let claims = claims(
        r#"{"sub":"s","name":"Maude","locale":"fr-CA","cognito:groups":["workers","farmers","?"],"exp":1000}"#,
    );
    assert_eq!(claims.display_name(), "Maude");
    assert_eq!(claims.role(), Role::Farmer);
    assert_eq!(claims.language(), Some(Language::Fr));
    assert!(!claims.is_old(Timestamp::from_second(800).unwrap()));
    assert!(claims.is_old(Timestamp::from_second(900).unwrap()));
}

#[test]
fn a_token_without_groups_may_the_least() {
    assert_eq!(claims(r#"{"sub":"s","exp":1}"#).role(), Role::Worker);
    assert!(session("no token".to_owned()).claims().is_err());
}

#[test]
fn the_way_back_stays_on_this_site() {
    for (next, path) in [
        (Some("/farms/f1?view=open"), "/farms/f1?view=open"),
        (Some("//evil.example"), "/"),
        (Some("https://evil.example"), "/"),
        (Some("/\\evil.example"), "/"),
        (Some(""), "/"),
        (None, "/"),
    ] {
        assert_eq!(local_path(next), path, "{next:?}");
    }
}

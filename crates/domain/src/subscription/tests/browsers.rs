use serde_json::json;

use super::member;
use crate::entity::Member;
use crate::entity::contact::PushSubscription;
use crate::subscription::{BrowserId, MAX_BROWSERS, TooManyBrowsers, with_browser, without_browser};

fn browser(name: &str, auth: &str) -> PushSubscription {
    serde_json::from_value(json!({
        "endpoint": format!("https://fcm.googleapis.com/{name}"),
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": auth,
    }))
    .unwrap()
}

fn endpoints(member: &Member) -> Vec<&str> {
    let push = member.channels.push.as_ref().unwrap();
    push.subscriptions.iter().map(|browser| browser.endpoint.as_str()).collect()
}

#[test]
fn a_browser_is_known_once_and_its_new_keys_take_the_place_of_the_old() {
    let (old, new) = (browser("a", "BTBZMqHH6r4Tts7J_aSIgg"), browser("a", "AAAAAAAAAAAAAAAAAAAAAA"));
    let first = with_browser(&member(&json!({})), &old).unwrap().unwrap();
    assert_eq!((endpoints(&first), first.version), (vec!["https://fcm.googleapis.com/a"], 5));
    assert_eq!(with_browser(&first, &old), Ok(None));

    let second = with_browser(&first, &new).unwrap().unwrap();
    assert_eq!(second.channels.push.as_ref().unwrap().subscriptions, [new]);
    assert_eq!(second.channels.push.unwrap().severities.len(), 4);
}

#[test]
fn a_person_has_so_many_browsers_and_no_more() {
    let mut full = member(&json!({}));
    for n in 0..MAX_BROWSERS {
        full = with_browser(&full, &browser(&n.to_string(), "BTBZMqHH6r4Tts7J_aSIgg")).unwrap().unwrap();
    }
    let one_more = browser("one-more", "BTBZMqHH6r4Tts7J_aSIgg");
    assert_eq!(with_browser(&full, &one_more), Err(TooManyBrowsers));
    // A known one changes its keys even so.
    assert!(with_browser(&full, &browser("3", "AAAAAAAAAAAAAAAAAAAAAA")).unwrap().is_some());
}

#[test]
fn a_browser_is_taken_away_by_its_id() {
    let (a, b) = (browser("a", "BTBZMqHH6r4Tts7J_aSIgg"), browser("b", "BTBZMqHH6r4Tts7J_aSIgg"));
    let both = with_browser(&member(&json!({})), &a).unwrap().unwrap();
    let both = with_browser(&both, &b).unwrap().unwrap();
    let id = BrowserId::of(&a.endpoint);
    assert_eq!(id.as_str().len(), 24);

    let one = without_browser(&both, &id).unwrap();
    assert_eq!((endpoints(&one), one.version), (vec!["https://fcm.googleapis.com/b"], 7));
    assert_eq!(without_browser(&one, &id), None);
    assert_eq!(without_browser(&member(&json!({})), &id), None);
}

//! Telling browsers, and noting whose channels work.

use std::sync::Arc;

use alarms::notification::Browsers;
use serde_json::json;
use valmetal_domain::entity::Channel;
use valmetal_domain::entity::contact::PushSubscription;
use valmetal_domain::subscription::{Failure, with_browser};
use valmetal_runtime::handler::Function as _;

use crate::escalation::escalation_of;
use crate::support::browsers::PushServices;
use crate::support::device::{at, raise};
use crate::support::farm::{farm, key};
use crate::support::people::{notify_level, with_people};
use crate::support::store::{Call, Fate, Store, invocation};

fn browser(name: &str) -> PushSubscription {
    serde_json::from_value(json!({
        "endpoint": format!("https://fcm.googleapis.com/{name}"),
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    }))
    .unwrap()
}

/// A store with an alarm raised, of which only `ann` is told, also by these browsers.
async fn raised(browsers: &[&str]) -> Store {
    let store = farm();
    with_people(&store);
    let key = key("mixer-01", "motor", "MOTOR_OVERLOAD");
    store.deliver(&[raise(&key, 1, 0)]).await;
    store.all_works();
    let mut state = store.state();
    state.members.retain(|member| member.user_id.as_str() == "ann");
    for name in browsers {
        let next = with_browser(&state.members[0], &browser(name)).unwrap().unwrap();
        state.members[0] = next;
    }
    drop(state);
    store
}

/// Tells the first level through these push services.
async fn tell(store: &Store, services: &PushServices) -> String {
    let key = key("mixer-01", "motor", "MOTOR_OVERLOAD");
    let event = json!({
        "escalation": escalation_of(store, &key), "executionArn": "arn:…", "step": 0, "level": 1, "round": 1,
    });
    let mut task = notify_level(store, 1);
    task.messenger.browsers = Browsers {
        push: Some(Arc::new(services.clone())),
        members: Arc::new(store.clone()),
        commit: Arc::new(store.clone()),
    };
    task.messenger.reach = Arc::new(services.clone());
    let told = task.handle(event, &invocation(at(1), 60)).await;
    told.map_or_else(|failure| failure.error_type().to_owned(), |told| serde_json::to_string(&told).unwrap())
}

#[tokio::test]
async fn a_person_is_told_by_every_browser_once() {
    let (store, services) = (raised(&["desk", "phone"]).await, PushServices::default());
    for _ in 0..2 {
        assert_eq!(tell(&store, &services).await, r#"{"told":1,"failed":0}"#);
    }
    let sent = services.sent();
    let to: Vec<_> = sent.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(to, ["https://fcm.googleapis.com/desk", "https://fcm.googleapis.com/phone"]);
    assert_eq!(sent[0].1.occurrence, Some(1));
    assert!(sent[0].1.url.starts_with("https://app.example.org/alarms/"));
}

#[tokio::test]
async fn a_browser_that_is_gone_is_forgotten_and_the_others_are_told() {
    let (store, services) = (raised(&["desk", "phone"]).await, PushServices::default());
    services.lose("https://fcm.googleapis.com/desk");
    assert_eq!(tell(&store, &services).await, r#"{"told":1,"failed":0}"#);
    assert_eq!(services.sent().len(), 1);
    let state = store.state();
    let left = &state.members[0].channels.push.as_ref().unwrap().subscriptions;
    assert_eq!(left, &[browser("phone")]);
}

#[tokio::test]
async fn what_became_of_each_channel_is_noted_once() {
    let (store, services) = (raised(&["desk"]).await, PushServices::default());
    services.lose("https://fcm.googleapis.com/desk");
    store.script(|_, call| if call == Call::Sms { Fate::IsUnavailable } else { Fate::Works });
    assert_eq!(tell(&store, &services).await, "NotificationUnavailable");
    let mut noted = services.noted();
    noted.sort_by_key(|(_, channel, _)| *channel);
    assert_eq!(
        noted,
        [
            ("ann".to_owned(), Channel::Mail, None),
            ("ann".to_owned(), Channel::Sms, Some(Failure::Unavailable)),
            ("ann".to_owned(), Channel::Push, Some(Failure::Gone)),
        ]
    );

    // The next try tells only by what failed; mail and push are settled.
    store.all_works();
    assert_eq!(tell(&store, &services).await, r#"{"told":1,"failed":0}"#);
    assert_eq!(services.noted().last().unwrap(), &("ann".to_owned(), Channel::Sms, None));
    assert_eq!(services.noted().len(), 4);
}

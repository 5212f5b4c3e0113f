//! Whose the subscriptions to the topic are, and whether people's channels work.

use serde_json::json;
use valmetal_domain::entity::Channel;
use valmetal_domain::idempotency::Outcome;
use valmetal_domain::subscription::ports::{
    ForgetSubscription, KeepSubscription, NoteReach, ReadReach, ReadSubscriptions, StoreError,
};
use valmetal_domain::subscription::{Failure, Reach, TopicSubscription};

use crate::fixture::samples::{at, request, user};
use crate::fixture::tables::Tables;

#[tokio::test]
async fn a_subscription_is_one_persons() {
    let tables = Tables::deploy().await;
    let subscriptions = tables.subscriptions();
    let (anna, boris) = (user("u-1"), user("u-2"));
    for id in ["s-1", "s-2"] {
        subscriptions.keep_subscription(&anna, &subscription(id), None).await.unwrap();
    }
    assert_eq!(
        subscriptions.read_subscriptions(&anna).await.unwrap(),
        [subscription("s-1"), subscription("s-2")]
    );

    let taken = subscriptions.keep_subscription(&boris, &subscription("s-1"), None).await;
    assert!(matches!(taken, Err(StoreError::Conflict)), "{taken:?}");
    let foreign = subscriptions.forget_subscription(&boris, &subscription("s-1").id).await;
    assert!(matches!(foreign, Err(StoreError::Conflict)), "{foreign:?}");
    assert!(subscriptions.read_subscriptions(&boris).await.unwrap().is_empty());

    subscriptions.forget_subscription(&anna, &subscription("s-1").id).await.unwrap();
    assert_eq!(subscriptions.read_subscriptions(&anna).await.unwrap(), [subscription("s-2")]);
    subscriptions.keep_subscription(&boris, &subscription("s-1"), None).await.unwrap();
}

#[tokio::test]
async fn a_repeated_request_keeps_a_subscription_once() {
    let tables = Tables::deploy().await;
    let subscriptions = tables.subscriptions();
    let asked = request("key-1", "aa", "{}", at(0));
    let keep =
        async |id| subscriptions.keep_subscription(&user("u-1"), &subscription(id), Some(&asked)).await;
    assert_eq!(keep("s-1").await.unwrap(), Outcome::Fresh);
    for id in ["s-1", "s-2"] {
        let replayed = keep(id).await.unwrap();
        assert!(matches!(replayed, Outcome::Replayed(_)), "{replayed:?}");
    }
    assert_eq!(subscriptions.read_subscriptions(&user("u-1")).await.unwrap(), [subscription("s-1")]);
}

#[tokio::test]
async fn what_is_seen_of_one_channel_changes_nothing_of_another() {
    let tables = Tables::deploy().await;
    let reaches = tables.reaches();
    let anna = user("u-1");
    reaches.note_reach(&anna, Channel::Mail, at(0), None).await.unwrap();
    reaches.note_reach(&anna, Channel::Sms, at(1), Some(Failure::Refused)).await.unwrap();
    reaches.note_reach(&anna, Channel::Mail, at(2), Some(Failure::Unavailable)).await.unwrap();

    let mut seen = reaches.read_reach(&[anna.clone(), user("u-2")]).await.unwrap();
    let of_anna = seen.remove(&anna).unwrap();
    assert!(seen.is_empty(), "nobody was ever told anything but Anna");
    let of = |channel| of_anna.iter().find(|reach| reach.channel == channel).unwrap().clone();
    let mail = Reach {
        channel: Channel::Mail,
        worked_at: Some(at(0)),
        failed_at: Some(at(2)),
        failure: Some(Failure::Unavailable),
    };
    assert_eq!(of(Channel::Mail), mail);
    assert_eq!((of(Channel::Sms).worked_at, of(Channel::Sms).failure), (None, Some(Failure::Refused)));
    assert_eq!((of(Channel::Push).worked_at, of(Channel::Push).failed_at), (None, None));
}

fn subscription(id: &str) -> TopicSubscription {
    serde_json::from_value(json!({
        "id": id, "protocol": "email", "endpoint": "barn@example.com", "farms": ["f-1"], "severities": ["high"],
        "createdAt": at(0),
    }))
    .unwrap()
}

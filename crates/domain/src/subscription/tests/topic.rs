use std::collections::BTreeSet;

use serde_json::json;

use crate::alarm::Severity;
use crate::entity::Channel;
use crate::names::FarmId;
use crate::notification::SendError;
use crate::subscription::{Failure, Filter, FilterFault, Reach, SubscriptionId, TopicSubscription};

fn farms(number: usize) -> BTreeSet<FarmId> {
    (0..number).map(|n| FarmId::new(format!("farm-{n:02}")).unwrap()).collect()
}

#[test]
fn a_filter_policy_stays_within_what_sns_takes() {
    let few = Filter::new(farms(2), [Severity::Critical, Severity::High].into()).unwrap();
    assert_eq!(
        few.policy(),
        json!({ "farmId": ["farm-00", "farm-01"], "severity": few.policy()["severity"] })
    );
    assert_eq!(few.policy()["severity"].as_array().unwrap().len(), 2);

    let all = Filter::new(farms(50), Severity::ALL.into()).unwrap();
    assert!(all.policy().get("severity").is_none());
    let most = Filter::new(farms(50), Severity::ALL.into_iter().skip(1).collect()).unwrap().policy();
    let values = |key: &str| most[key].as_array().unwrap().len();
    assert!(values("farmId") * values("severity") <= 150);
}

#[test]
fn a_filter_names_farms_and_severities() {
    assert_eq!(Filter::new(farms(0), Severity::ALL.into()), Err(FilterFault::Farms));
    assert_eq!(Filter::new(farms(51), Severity::ALL.into()), Err(FilterFault::Farms));
    assert_eq!(Filter::new(farms(1), BTreeSet::new()), Err(FilterFault::Severities));
}

#[test]
fn a_subscription_reads_as_it_was_written() {
    let written = json!({
        "id": "0f5c1c9e-1c1c-4c1c-8c1c-1c1c1c1c1c1c", "protocol": "email", "endpoint": "team@farm.example",
        "farms": ["erables"], "severities": ["critical"], "createdAt": "2026-06-01T00:00:00Z",
    });
    let read: TopicSubscription = serde_json::from_value(written.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), written);
    assert_eq!((read.target.protocol(), read.target.endpoint()), ("email", "team@farm.example"));
}

#[test]
fn ids_are_parts_of_arns() {
    assert!(SubscriptionId::parse("0f5c1c9e-1c1c-4c1c-8c1c-1c1c1c1c1c1c").is_some());
    for bad in ["", "a:b", "a/b", "a b", &"a".repeat(65)] {
        assert!(SubscriptionId::parse(bad).is_none(), "{bad}");
    }
}

#[test]
fn a_channel_is_proved_by_what_was_seen_last() {
    let at = |text: &str| Some(text.parse().unwrap());
    let mut reach = Reach::untried(Channel::Mail);
    assert!(!reach.is_proved());
    reach.worked_at = at("2026-06-01T00:00:00Z");
    assert!(reach.is_proved());
    reach.failed_at = at("2026-06-02T00:00:00Z");
    assert!(!reach.is_proved());
    reach.worked_at = at("2026-06-03T00:00:00Z");
    assert!(reach.is_proved());

    assert_eq!(Failure::of(&SendError::Gone), Some(Failure::Gone));
    assert_eq!(Failure::of(&SendError::Unanswered("silence".into())), None);
}

//! The claims to messages.

use aws_sdk_dynamodb::types::AttributeValue;
use valmetal_domain::alarm::{EscalationRef, Severity};
use valmetal_domain::entity::Channel;
use valmetal_domain::notification::ports::{ClaimMessage, Claimed, ReadTold, SettleMessage};
use valmetal_domain::notification::{Addressee, Claim, ClaimKey, Delivery, Settlement};

use crate::fixture::samples::{at, user};
use crate::fixture::tables::Tables;

#[tokio::test]
async fn a_message_is_claimed_as_often_as_its_delivery_allows() {
    let tables = Tables::deploy().await;
    let claims = tables.claims();
    for (step, severity) in [(0, Severity::Critical), (1, Severity::High)] {
        let claim = Claim::new(key(step, person("u-1")), severity, at(0));
        let delivery = Delivery::of(severity);
        assert_eq!(claims.claim_message(&claim).await.unwrap(), Claimed::Ours);
        for settlement in [Settlement::Open, Settlement::NotSent, Settlement::Refused, Settlement::Sent] {
            claims.settle_message(&claim.key, settlement).await.unwrap();
            let expected = if delivery.may_claim(Some(settlement)) {
                Claimed::Ours
            } else {
                Claimed::Settled(settlement)
            };
            assert_eq!(claims.claim_message(&claim).await.unwrap(), expected, "{severity:?}, {settlement:?}");
        }
    }
}

#[tokio::test]
async fn what_was_sent_stays_sent() {
    let tables = Tables::deploy().await;
    let claims = tables.claims();
    let claim = Claim::new(key(0, person("u-1")), Severity::Critical, at(0));
    claims.claim_message(&claim).await.unwrap();
    claims.settle_message(&claim.key, Settlement::Sent).await.unwrap();

    // Another attempt, which began before, comes to its end.
    claims.settle_message(&claim.key, Settlement::NotSent).await.unwrap();
    assert_eq!(claims.claim_message(&claim).await.unwrap(), Claimed::Settled(Settlement::Sent));

    // A claim that is forgotten is not made again by its end.
    claims.settle_message(&key(9, person("u-1")), Settlement::Sent).await.unwrap();
    assert!(tables.alarm("CLAIM#c-1#3", "1#9#u-1#mail").await.is_empty());
}

#[tokio::test]
async fn everybody_who_was_told_is_found_once() {
    let tables = Tables::deploy().await;
    let claims = tables.claims();
    let told = [
        (key(0, person("u-1")), Some(Settlement::Sent)),
        (key(1, person("u-1")), Some(Settlement::Sent)),
        (key(0, Addressee::Person(user("u-1"), Channel::Sms)), None),
        (key(0, person("u-2")), Some(Settlement::NotSent)),
        (key(0, person("u-3")), Some(Settlement::Refused)),
        (key(0, Addressee::Topic), Some(Settlement::Sent)),
    ];
    for (key, settlement) in told {
        claims.claim_message(&Claim::new(key.clone(), Severity::High, at(0))).await.unwrap();
        if let Some(settlement) = settlement {
            claims.settle_message(&key, settlement).await.unwrap();
        }
    }

    let mut told = claims.read_told("c-1", 3).await.unwrap();
    told.sort();
    assert_eq!(told, [(user("u-1"), Channel::Mail), (user("u-1"), Channel::Sms)]);
    assert!(claims.read_told("c-1", 4).await.unwrap().is_empty());

    let item = tables.alarm("CLAIM#c-1#3", "1#0#topic").await;
    let forgotten_at = at(90 * 86_400).as_second();
    assert_eq!(item["expiresAt"], AttributeValue::N(forgotten_at.to_string()));
}

fn key(step: u32, to: Addressee) -> ClaimKey {
    let escalation = EscalationRef { condition_id: "c-1".to_owned(), occurrence: 3, generation: 1 };
    ClaimKey { escalation, step, to }
}

fn person(id: &str) -> Addressee {
    Addressee::Person(user(id), Channel::Mail)
}

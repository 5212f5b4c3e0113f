use async_trait::async_trait;
use valmetal_domain::entity::{Membership, ports::StoreError};

use super::*;

/// A person's farms, or the failure to read them.
struct Farms(Option<Vec<(&'static str, FarmRole)>>);

#[async_trait]
impl ReadMemberships for Farms {
    async fn read_memberships(&self, user: &UserId) -> Result<Vec<Membership>, StoreError> {
        let farms = self.0.as_ref().ok_or_else(|| StoreError::Unavailable("away".into()))?;
        let membership = |(farm, role): &(&str, FarmRole)| Membership {
            user_id: user.clone(),
            farm_id: FarmId::new(*farm).unwrap(),
            role: *role,
        };
        Ok(farms.iter().map(membership).collect())
    }
}

/// An invocation of no interest.
fn invocation() -> Invocation {
    let (request_id, function_arn) = (String::new(), String::new());
    Invocation { request_id, deadline: "2026-01-01T00:00:00Z".parse().unwrap(), function_arn }
}

async fn answer(farms: Farms, groups: &[&str]) -> Result<Value, Failure> {
    let event = json!({
        "version": "2", "triggerSource": "TokenGeneration_Authentication",
        "request": {
            "userAttributes": { "sub": "5c1a2f0e-1111-2222-3333-444455556666" },
            "groupConfiguration": { "groupsToOverride": groups },
        },
        "response": { "claimsAndScopeOverrideDetails": null },
    });
    AddFarmClaims { memberships: Arc::new(farms) }.handle(event, &invocation()).await
}

fn claims(answer: &Value) -> &Value {
    &answer["response"]["claimsAndScopeOverrideDetails"]["idTokenGeneration"]["claimsToAddOrOverride"]
}

#[tokio::test]
async fn a_persons_farms_are_in_the_token() {
    let farms = Farms(Some(vec![("lakeside", FarmRole::Farmer), ("hilltop", FarmRole::Worker)]));
    let answer = answer(farms, &["farmers"]).await.unwrap();
    assert_eq!(*claims(&answer), json!({ "farms": "hilltop:w,lakeside:f" }));
    assert_eq!(answer["triggerSource"], "TokenGeneration_Authentication", "the rest is as it came");
}

#[tokio::test]
async fn whoever_has_no_farm_gets_a_token_without_the_claim() {
    assert_eq!(*claims(&answer(Farms(Some(Vec::new())), &["workers"]).await.unwrap()), Value::Null);
}

#[tokio::test]
async fn an_administrator_needs_no_claim() {
    assert_eq!(*claims(&answer(Farms(None), &["admins"]).await.unwrap()), Value::Null);
}

#[tokio::test]
async fn a_token_without_farms_that_could_not_be_read_is_not_signed() {
    assert!(answer(Farms(None), &["farmers"]).await.is_err());
}

#[tokio::test]
async fn a_token_has_room_for_fifty_farms() {
    let names: Vec<&'static str> = (0..60).map(|n| &*format!("farm-{n:02}").leak()).collect();
    let farms = Farms(Some(names.into_iter().map(|name| (name, FarmRole::Technician)).collect()));
    let answer = answer(farms, &["technicians"]).await.unwrap();
    assert_eq!(claims(&answer)["farms"].as_str().unwrap().split(',').count(), 50);
}

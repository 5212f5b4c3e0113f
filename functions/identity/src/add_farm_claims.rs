//! `add-farm-claims`: puts the person's farms into their ID token before the user pool signs it.
//!
//! A sign-in must not fail for a person's farms: whoever has none gets a token without the claim, and so sees no farm. It does
//! fail where the farms cannot be read, since a token without them would lock the person out for its lifetime.

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};
use valmetal_domain::{
    access::Role,
    entity::{FarmRole, member::MAX_FARMS_OF_A_USER, ports::ReadMemberships},
    names::{FarmId, UserId},
};
use valmetal_runtime::{
    claims::{FARMS, encode_farms},
    handler::{Failure, Function, Invocation},
};

/// The function.
pub struct AddFarmClaims {
    /// Reads the person's farms.
    pub memberships: Arc<dyn ReadMemberships>,
}

impl Function for AddFarmClaims {
    /// A user pool's `PreTokenGeneration` event, of which nothing but the response is changed.
    type Event = Value;
    type Answer = Value;

    async fn handle(&self, mut event: Value, _: &Invocation) -> Result<Value, Failure> {
        let sub = event["request"]["userAttributes"]["sub"].as_str().unwrap_or_default();
        let user = UserId::new(sub).map_err(|error| Failure::new("InvalidEvent", error))?;
        // An administrator sees every farm, and the claim would have no room for them.
        if !is_admin(&event) {
            let farms = self.farms(&user).await?;
            if !farms.is_empty() {
                event["response"]["claimsAndScopeOverrideDetails"]["idTokenGeneration"]["claimsToAddOrOverride"] =
                    json!({ FARMS: encode_farms(&farms)? });
            }
        }
        Ok(event)
    }
}

impl AddFarmClaims {
    async fn farms(&self, user: &UserId) -> Result<BTreeMap<FarmId, FarmRole>, Failure> {
        let memberships = self.memberships.read_memberships(user).await?;
        let farms = memberships.into_iter().map(|membership| (membership.farm_id, membership.role));
        Ok(farms.take(MAX_FARMS_OF_A_USER).collect())
    }
}

fn is_admin(event: &Value) -> bool {
    let groups = event["request"]["groupConfiguration"]["groupsToOverride"].as_array();
    groups.into_iter().flatten().any(|group| group == Role::Admin.group())
}

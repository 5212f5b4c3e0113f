//! A person as administrators see them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use valmetal_domain::{
    access::Role,
    entity::{FarmRole, Membership},
    names::FarmId,
    user::User,
};

/// A farm of a person, and what they are there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FarmOfUser {
    /// The farm.
    pub farm_id: FarmId,
    /// What they are there.
    pub role: FarmRole,
}

impl From<Membership> for FarmOfUser {
    fn from(membership: Membership) -> Self {
        Self { farm_id: membership.farm_id, role: membership.role }
    }
}

/// A person with what they may.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserView {
    #[serde(flatten)]
    user: User,
    /// What they are on the platform; `null` for nobody's role.
    role: Option<Role>,
    farms: Vec<FarmOfUser>,
}

impl UserView {
    /// `user`, who is `role` and belongs to `farms`.
    pub(super) fn new(user: User, role: Option<Role>, farms: impl IntoIterator<Item = FarmOfUser>) -> Self {
        let mut farms: Vec<_> = farms.into_iter().collect();
        farms.sort_by(|a, b| a.farm_id.cmp(&b.farm_id));
        Self { user, role, farms }
    }
}

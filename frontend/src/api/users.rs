//! People, as administrators see them.

use serde::{Deserialize, Serialize};
use valmetal_domain::{access::Role, entity::FarmRole, user::User};

/// A person with what they may.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct UserWithAccess {
    /// The person.
    #[serde(flatten)]
    pub(crate) user: User,
    /// What they are on the platform.
    pub(crate) role: Option<Role>,
    /// Their farms.
    pub(crate) farms: Vec<FarmOfUser>,
}

/// A farm of a person, and what they are there.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FarmOfUser {
    /// The farm.
    pub(crate) farm_id: String,
    /// What they are there.
    pub(crate) role: FarmRole,
}

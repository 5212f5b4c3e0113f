//! People as the user pool has them, and what is allowed to be done to them.

pub mod ports;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::access::Role;
use crate::entity::DisplayName;
use crate::entity::contact::MailAddress;
use crate::names::UserId;

/// A person in the user pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// The person's id: the pool's `sub`, which never changes.
    pub id: UserId,
    /// What they sign in with.
    pub username: String,
    /// Where they are written to.
    pub email: Option<String>,
    /// What they are called.
    pub name: Option<String>,
    /// Whether they may sign in.
    pub enabled: bool,
    /// What the pool says of their sign-in, such as `FORCE_CHANGE_PASSWORD` until they have accepted the invitation.
    pub status: String,
    /// When they were made.
    pub created_at: Option<Timestamp>,
    /// When they were changed last.
    pub updated_at: Option<Timestamp>,
}

/// What the pool says of a person who has not accepted the invitation yet.
pub const INVITED: &str = "FORCE_CHANGE_PASSWORD";

impl User {
    /// Whether an invitation can still be accepted.
    pub fn is_invited(&self) -> bool {
        self.status == INVITED
    }
}

/// A person who is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// What they sign in with, and where the invitation goes.
    pub email: MailAddress,
    /// What they are called.
    pub name: DisplayName,
}

/// What is changed of a person; what is missing stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserChange {
    /// Where they are written to.
    pub email: Option<MailAddress>,
    /// What they are called.
    pub name: Option<DisplayName>,
}

/// The groups to leave and to join for a person of `groups` to be `role` and nothing else.
///
/// The new one is joined before the others are left: a failure between the two leaves a person who may too much rather
/// than one who may nothing, and a repeat mends it.
pub fn regroup(groups: &[Role], role: Role) -> (Option<Role>, Vec<Role>) {
    let join = (!groups.contains(&role)).then_some(role);
    let leave = groups.iter().copied().filter(|group| *group != role).collect();
    (join, leave)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_ends_in_one_group() {
        assert_eq!(regroup(&[], Role::Farmer), (Some(Role::Farmer), vec![]));
        assert_eq!(regroup(&[Role::Worker], Role::Farmer), (Some(Role::Farmer), vec![Role::Worker]));
        assert_eq!(regroup(&[Role::Farmer], Role::Farmer), (None, vec![]));
        assert_eq!(regroup(&[Role::Admin, Role::Farmer], Role::Farmer), (None, vec![Role::Admin]));
    }
}

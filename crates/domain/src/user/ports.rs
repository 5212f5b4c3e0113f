//! What the administration of people needs from outside, one small trait an operation.
//!
//! A person is named by their id or by what they sign in with: the user pool takes both.

use async_trait::async_trait;

use super::{NewUser, User, UserChange};
use crate::access::Role;
pub use crate::alarm::ports::StoreError;

/// Makes people.
#[async_trait]
pub trait CreateUser: Send + Sync {
    /// Makes a person and sends the invitation; nothing where somebody signs in with this address already.
    async fn create_user(&self, user: &NewUser) -> Result<Option<User>, StoreError>;
}

/// Reads one person.
#[async_trait]
pub trait ReadUser: Send + Sync {
    /// The person, where there is one.
    async fn read_user(&self, user: &str) -> Result<Option<User>, StoreError>;
}

/// Lists people.
#[async_trait]
pub trait ReadUsers: Send + Sync {
    /// A page of at most `limit` people, all or those of one group, from `cursor` on.
    async fn read_users(
        &self,
        role: Option<Role>,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<(Vec<User>, Option<String>), StoreError>;
}

/// Reads the groups of a person.
#[async_trait]
pub trait ReadGroups: Send + Sync {
    /// The roles that the person's groups stand for; nothing where there is no such person.
    async fn read_groups(&self, user: &str) -> Result<Option<Vec<Role>>, StoreError>;
}

/// Puts a person into a group.
#[async_trait]
pub trait JoinGroup: Send + Sync {
    /// Whoever is in it stays in it. Whether there is such a person.
    async fn join_group(&self, user: &str, role: Role) -> Result<bool, StoreError>;
}

/// Takes a person out of a group.
#[async_trait]
pub trait LeaveGroup: Send + Sync {
    /// Whoever is not in it stays out of it. Whether there is such a person.
    async fn leave_group(&self, user: &str, role: Role) -> Result<bool, StoreError>;
}

/// Changes a person.
#[async_trait]
pub trait UpdateUser: Send + Sync {
    /// Whether there is such a person.
    async fn update_user(&self, user: &str, change: &UserChange) -> Result<bool, StoreError>;
}

/// Lets a person sign in again.
#[async_trait]
pub trait EnableUser: Send + Sync {
    /// Whether there is such a person.
    async fn enable_user(&self, user: &str) -> Result<bool, StoreError>;
}

/// Lets a person sign in no more.
#[async_trait]
pub trait DisableUser: Send + Sync {
    /// Whether there is such a person.
    async fn disable_user(&self, user: &str) -> Result<bool, StoreError>;
}

/// Deletes people.
#[async_trait]
pub trait DeleteUser: Send + Sync {
    /// Whether there was such a person.
    async fn delete_user(&self, user: &str) -> Result<bool, StoreError>;
}

/// Sends an invitation again, with a new password.
#[async_trait]
pub trait ResendInvitation: Send + Sync {
    /// To the person who signs in with `username`.
    async fn resend_invitation(&self, username: &str) -> Result<(), StoreError>;
}

//! People by their mail addresses, whether they sign in already or not.

use std::sync::Arc;

use valmetal_domain::{
    access::Role,
    user::{
        NewUser, User,
        ports::{CreateUser, JoinGroup, ReadGroups, ReadUser},
    },
};
use valmetal_runtime::{error::Error, problem::Problem};

use super::create::{bad_address, exists};
use crate::{clients::Clients, store::unavailable};

/// What finding or making somebody needs.
#[derive(Clone)]
pub(crate) struct Newcomers {
    create: Arc<dyn CreateUser>,
    read: Arc<dyn ReadUser>,
    groups: Arc<dyn ReadGroups>,
    join: Arc<dyn JoinGroup>,
}

impl Newcomers {
    /// In the user pool.
    pub(crate) fn new(clients: &Clients) -> Result<Self, Error> {
        let pool = clients.user_pool()?;
        Ok(Self { create: pool.clone(), read: pool.clone(), groups: pool.clone(), join: pool })
    }

    /// Whoever signs in with the address of `new`. Where nobody does, a person is made who is `role` on the platform, and
    /// invited. Also whether they are new.
    pub(crate) async fn find_or_invite(&self, new: &NewUser, role: Role) -> Result<(User, bool), Problem> {
        let email = new.email.as_str();
        if let Some(user) = self.create.create_user(new).await.map_err(bad_address)? {
            self.join.join_group(email, role).await.map_err(unavailable)?;
            return Ok((user, true));
        }
        let (user, groups) = futures::try_join!(self.read.read_user(email), self.groups.read_groups(email))
            .map_err(unavailable)?;
        let user = user.ok_or_else(exists)?;
        // An earlier try made them and got no further.
        if groups.is_some_and(|groups| groups.is_empty()) {
            self.join.join_group(email, role).await.map_err(unavailable)?;
        }
        Ok((user, false))
    }
}

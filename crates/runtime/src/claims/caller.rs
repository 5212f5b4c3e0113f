//! The caller as handlers see it.

use std::collections::BTreeMap;

use axum::extract::FromRequestParts;
use http::request::Parts;
use valmetal_domain::{
    entity::FarmRole,
    names::{FarmId, UserId},
};

use super::{Claims, FARMS, GROUPS, decode_farms};
use crate::problem::Problem;

/// The group of the user pool whose members may everything.
const ADMINS: &str = "admins";

/// The person who calls, by the ID token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The person: the token's `sub`.
    pub user_id: UserId,
    /// The address that the person signs in with.
    pub email: Option<String>,
    /// The person's name.
    pub name: Option<String>,
    /// Whether the person is an administrator, of all farms.
    pub admin: bool,
    /// The person's farms, and what the person is on each.
    pub farms: BTreeMap<FarmId, FarmRole>,
}

impl Caller {
    /// The caller that `claims` speak of. Refused unless they are an ID token's.
    pub fn of(claims: &Claims) -> Result<Self, Problem> {
        if claims.text("token_use") != Some("id") {
            return Err(Problem::unauthorized("Send the ID token, not another one."));
        }
        let user_id = claims.text("sub").and_then(|sub| UserId::new(sub).ok());
        Ok(Self {
            user_id: user_id.ok_or_else(|| Problem::unauthorized("The token names nobody."))?,
            email: claims.text("email").map(str::to_owned),
            name: claims.text("name").map(str::to_owned),
            admin: claims.list(GROUPS).contains(&ADMINS),
            farms: claims.text(FARMS).map(decode_farms).unwrap_or_default(),
        })
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let claims = parts.extensions.get::<Claims>();
        Self::of(
            claims
                .ok_or_else(|| Problem::unauthorized("Sign in and send the ID token as a bearer token."))?,
        )
    }
}

//! The caller as handlers see it.

use std::ops::Deref;

use axum::extract::FromRequestParts;
use http::request::Parts;
use valmetal_domain::{access, access::Role, names::UserId};

use super::{Claims, FARMS, GROUPS, decode_farms};
use crate::problem::Problem;

/// The person who calls, by the ID token: what the domain decides by, as a handler takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller(pub access::Caller);

impl Deref for Caller {
    type Target = access::Caller;

    fn deref(&self) -> &access::Caller {
        &self.0
    }
}

impl Caller {
    /// The caller that `claims` speak of. Refused unless they are an ID token's.
    pub fn of(claims: &Claims) -> Result<Self, Problem> {
        if claims.text("token_use") != Some("id") {
            return Err(Problem::unauthorized("Send the ID token, not another one."));
        }
        let user_id = claims.text("sub").and_then(|sub| UserId::new(sub).ok());
        Ok(Self(access::Caller {
            user_id: user_id.ok_or_else(|| Problem::unauthorized("The token names nobody."))?,
            email: claims.text("email").map(str::to_owned),
            name: claims.text("name").map(str::to_owned),
            role: claims.list(GROUPS).into_iter().filter_map(Role::of_group).max(),
            farms: claims.text(FARMS).map(decode_farms).unwrap_or_default(),
        }))
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

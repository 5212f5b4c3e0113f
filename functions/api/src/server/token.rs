//! Tokens: whether one is an ID token of this user pool for this client, signed and not expired.

use std::collections::HashMap;

use http::{HeaderMap, header};
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use serde_json::Value;
use valmetal_runtime::claims::Claims;

use super::{
    keys::{Keys, NoKeys},
    ring_provider,
};

/// Verifies tokens.
pub(super) struct Tokens {
    keys: Keys,
    rules: Validation,
}

/// A token that was accepted.
#[derive(Debug, Clone)]
pub(super) struct Accepted {
    /// What it claims.
    pub(super) claims: Claims,
    /// Whom it is of.
    pub(super) subject: String,
    /// When it expires, in seconds since 1970.
    pub(super) expires: Expiry,
}

/// When the caller's token expires, in seconds since 1970: among a request's extensions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expiry(pub(super) u64);

/// Why a token was not accepted.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    /// It is none of ours, or not any more.
    #[error("the token is not accepted")]
    Token,
    /// It cannot be told.
    #[error(transparent)]
    Keys(#[from] NoKeys),
}

impl Tokens {
    /// Accepts tokens that `issuer` made for one of `audiences`.
    pub(super) fn new(keys: Keys, issuer: &str, audiences: &[String]) -> Self {
        ring_provider::install();
        let mut rules = Validation::new(Algorithm::RS256);
        rules.set_issuer(&[issuer]);
        rules.set_audience(audiences);
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        rules.leeway = 0;
        Self { keys, rules }
    }

    /// The token of a request that has one.
    pub(super) fn of(headers: &HeaderMap) -> Option<&str> {
        let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    }

    /// What `token` claims.
    pub(super) async fn verify(&self, token: &str) -> Result<Accepted, Refused> {
        let header = decode_header(token).map_err(|_| Refused::Token)?;
        let id = header.kid.filter(|_| header.alg == Algorithm::RS256).ok_or(Refused::Token)?;
        let key = self.keys.get(&id).await?.ok_or(Refused::Token)?;
        let claims =
            decode::<HashMap<String, Value>>(token, &key, &self.rules).map_err(|_| Refused::Token)?;
        let claims = claims.claims;
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let subject =
            text("sub").filter(|_| text("token_use") == Some("id")).ok_or(Refused::Token)?.to_owned();
        let expires = claims.get("exp").and_then(Value::as_u64).ok_or(Refused::Token)?;
        Ok(Accepted { claims: Claims::of_token(claims), subject, expires: Expiry(expires) })
    }
}

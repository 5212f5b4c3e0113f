//! IAM database authentication: a token in the password's place, which RDS checks against the caller's `rds-db:connect`.
//!
//! The token is a presigned request that is never sent: its address without the scheme. The database takes it for a quarter
//! of an hour, and only at the sign-in; a connection outlives it.

use std::time::{Duration, SystemTime};

use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign},
    sign::v4::SigningParams,
};

#[cfg(test)]
mod tests;

/// How long the database takes a token.
const GOOD_FOR: Duration = Duration::from_mins(15);

/// The service that a token is signed for.
const SERVICE: &str = "rds-db";

/// Whom a token is for.
#[derive(Debug, Clone, Copy)]
pub struct Endpoint<'a> {
    /// The database's own host name, not an alias of it: it is signed.
    pub host: &'a str,
    /// Its port.
    pub port: u16,
    /// The user of the database, whom `rds-db:connect` names.
    pub user: &'a str,
    /// The region of the database.
    pub region: &'a str,
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// This process has no credentials.
    #[error("no credentials to sign a token with")]
    Credentials(#[from] aws_credential_types::provider::error::CredentialsError),
    /// What was to be signed cannot be.
    #[error("the token cannot be signed: {0}")]
    Signing(Box<dyn std::error::Error + Send + Sync>),
}

/// The token for `endpoint`, signed at `now`.
///
/// # Errors
/// Without credentials, or where host or user cannot be part of an address.
pub async fn token(
    endpoint: &Endpoint<'_>,
    credentials: &SharedCredentialsProvider,
    now: SystemTime,
) -> Result<String, TokenError> {
    let identity = credentials.provide_credentials().await?.into();
    let mut settings = SigningSettings::default();
    settings.expires_in = Some(GOOD_FOR);
    settings.signature_location = SignatureLocation::QueryParams;
    let params = SigningParams::builder()
        .identity(&identity)
        .region(endpoint.region)
        .name(SERVICE)
        .time(now)
        .settings(settings)
        .build()
        .map_err(|error| TokenError::Signing(error.into()))?
        .into();

    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("Action", "connect").append_pair("DBUser", endpoint.user);
    let address = format!("{}:{}/?", endpoint.host, endpoint.port);
    let unsigned = format!("https://{address}{}", query.finish());
    let request = SignableRequest::new("GET", &unsigned, std::iter::empty(), SignableBody::empty());
    let signed = request.and_then(|request| sign(request, &params));
    let (instructions, _) = signed.map_err(|error| TokenError::Signing(error.into()))?.into_parts();

    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("Action", "connect").append_pair("DBUser", endpoint.user);
    for (name, value) in instructions.params() {
        query.append_pair(name, value);
    }
    Ok(address + &query.finish())
}

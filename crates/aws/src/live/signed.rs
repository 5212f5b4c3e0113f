//! The address of the WebSocket, presigned.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{
        SessionTokenMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign,
    },
    sign::v4::SigningParams,
};

use super::LiveError;

/// The service that the broker's address is signed for.
const SERVICE: &str = "iotdevicegateway";
/// How long the address is good. It is used at once.
const GOOD_FOR: Duration = Duration::from_mins(5);

/// `wss://<host>/mqtt?…`, signed at `now`. The broker wants the session token outside the signature.
pub(super) fn address(
    host: &str,
    region: &str,
    credentials: Credentials,
    now: SystemTime,
) -> Result<String, LiveError> {
    let token = credentials.session_token().map(str::to_owned);
    let mut settings = SigningSettings::default();
    settings.expires_in = Some(GOOD_FOR);
    settings.signature_location = SignatureLocation::QueryParams;
    settings.session_token_mode = SessionTokenMode::Exclude;
    let identity = credentials.into();
    let params = SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name(SERVICE)
        .time(now)
        .settings(settings)
        .build()
        .map_err(|error| LiveError::Signing(error.into()))?
        .into();
    let unsigned = format!("https://{host}/mqtt");
    let request = SignableRequest::new("GET", &unsigned, std::iter::empty(), SignableBody::empty());
    let signed = request.and_then(|request| sign(request, &params));
    let (instructions, _) = signed.map_err(|error| LiveError::Signing(error.into()))?.into_parts();

    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in instructions.params() {
        query.append_pair(name, value);
    }
    if let Some(token) = token.filter(|_| !instructions.params().iter().any(|(name, _)| *name == TOKEN)) {
        query.append_pair(TOKEN, &token);
    }
    Ok(format!("wss://{host}/mqtt?{}", query.finish()))
}

/// The parameter that carries the session token.
const TOKEN: &str = "X-Amz-Security-Token";

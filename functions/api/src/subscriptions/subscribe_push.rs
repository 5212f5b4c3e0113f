//! `POST /v1/subscriptions/push`: a browser of the caller is told from now on.

use axum::response::Response;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::PlatformOperation,
    entity::contact::{PushEndpoint, PushHosts, PushPublicKey, PushSecret, PushSubscription},
    subscription::with_browser,
};
use valmetal_runtime::{
    claims::Caller,
    http::{Keyed, State},
    problem::{FieldError, Problem},
};

use super::write::Writes;
use crate::{farm_access::allow_on_platform, hierarchy::sentence};

/// What subscribing a browser needs.
#[derive(Clone)]
pub(super) struct Subscribing {
    /// The push services that are asked; none where web push is not set up.
    pub hosts: Option<PushHosts>,
    /// Writes it.
    pub writes: Writes,
}

/// A browser, as its `PushSubscription.toJSON()` says.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewBrowser {
    endpoint: PushEndpoint,
    keys: Keys,
    /// What the browser believes; its push service says when a subscription is gone.
    #[serde(default, rename = "expirationTime")]
    _expiration_time: Option<f64>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Keys {
    p256dh: PushPublicKey,
    auth: PushSecret,
}

/// Adds the browser on every farm of the caller, and answers 201 with their settings.
pub(super) async fn subscribe(
    State(subscribing): State<Subscribing>,
    caller: Caller,
    Keyed { body, attempt }: Keyed<NewBrowser>,
) -> Result<Response, Problem> {
    allow_on_platform(&caller, PlatformOperation::ChangeOwnSubscriptions)?;
    let hosts = subscribing
        .hosts
        .ok_or_else(|| Problem::not_implemented("noWebPush", "Web push is not set up in this deployment."))?;
    if !hosts.include(&body.endpoint) {
        let error = FieldError::new("endpoint", "unknownHost", "It is no known push service.");
        return Err(Problem::unprocessable("invalidValue", "This browser cannot be told.").errors([error]));
    }
    let Keys { p256dh, auth } = body.keys;
    let browser = PushSubscription { endpoint: body.endpoint, p256dh, auth };
    let add = |member: &_| {
        with_browser(member, &browser)
            .map_err(|error| Problem::conflict("tooManyBrowsers", sentence(&error.to_string())))
    };
    subscribing.writes.change(&caller, None, attempt, StatusCode::CREATED, add).await
}

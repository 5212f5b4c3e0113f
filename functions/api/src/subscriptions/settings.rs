//! `PATCH /v1/subscriptions/settings`: channels, severities, language and quiet hours of the caller, on all their farms or on
//! those named.

use axum::response::Response;
use http::StatusCode;
use valmetal_domain::{access::PlatformOperation, subscription::SettingsChange};
use valmetal_runtime::{
    claims::Caller,
    http::{Body, State},
    problem::Problem,
};

use super::write::Writes;
use crate::{farm_access::allow_on_platform, time_zone::existing};

/// Changes the settings, and answers them as they are then.
pub(super) async fn update(
    State(writes): State<Writes>,
    caller: Caller,
    Body(mut change): Body<SettingsChange>,
) -> Result<Response, Problem> {
    allow_on_platform(&caller, PlatformOperation::ChangeOwnSubscriptions)?;
    change.timezone = change.timezone.as_ref().map(existing).transpose()?;
    let apply = |member: &_| Ok(change.apply(member));
    writes.change(&caller, change.farms.as_ref(), None, StatusCode::OK, apply).await
}

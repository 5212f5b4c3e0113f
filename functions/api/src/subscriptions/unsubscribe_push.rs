//! `DELETE /v1/subscriptions/push/{browserId}`: a browser of the caller is told no more.

use std::sync::atomic::{AtomicBool, Ordering};

use axum::response::Response;
use http::StatusCode;
use valmetal_domain::{
    access::PlatformOperation,
    subscription::{BrowserId, without_browser},
};
use valmetal_runtime::{
    claims::Caller,
    http::{Path, State},
    problem::Problem,
};

use super::write::Writes;
use crate::farm_access::allow_on_platform;

/// Takes the browser away on every farm of the caller, and answers 200 with their settings; 404 where there is no such
/// browser.
pub(super) async fn unsubscribe(
    State(writes): State<Writes>,
    caller: Caller,
    Path(browser): Path<BrowserId>,
) -> Result<Response, Problem> {
    allow_on_platform(&caller, PlatformOperation::ChangeOwnSubscriptions)?;
    let found = AtomicBool::new(false);
    let remove = |member: &_| {
        let next = without_browser(member, &browser);
        found.fetch_or(next.is_some(), Ordering::Relaxed);
        Ok(next)
    };
    let answer = writes.change(&caller, None, None, StatusCode::OK, remove).await?;
    if found.load(Ordering::Relaxed) { Ok(answer) } else { Err(Problem::not_found("browser")) }
}

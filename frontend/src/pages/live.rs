//! What happens now: the API's stream, relayed under the session, so that no token reaches a script.

use axum::response::{IntoResponse as _, Response};
use http::{StatusCode, header};

use super::visit::Visit;
use crate::api::ApiError;

/// `GET /live`
pub(super) async fn live(visit: Visit) -> Response {
    let last = visit.guest.headers.get("last-event-id").and_then(|value| value.to_str().ok());
    match visit.api().stream("/live", last).await {
        Ok(events) => {
            ([(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")], events)
                .into_response()
        }
        // A browser's EventSource gives up at anything but a 200 and a broken connection; the page then asks now and again.
        Err(ApiError::Refused(_)) => StatusCode::NO_CONTENT.into_response(),
        Err(ApiError::Away(_)) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

//! Machines as AWS IoT knows them: found, looked into, commissioned and retired.

mod code;
mod commission;
mod inside;
mod retire;
mod search;
mod shadow;

use axum::{Router, routing::get};

use crate::app::App;

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/things", get(search::search))
        .route("/admin/things/{thing}", get(inside::page))
        .route("/admin/things/{thing}/retire", get(retire::page).post(retire::retire))
        .route("/admin/commission", get(commission::page).post(commission::commission))
}

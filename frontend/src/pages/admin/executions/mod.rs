//! Executions: the workflows by which people are told of alarms.

mod list;
mod one;
mod timeline;

use axum::{Router, routing::get};

use crate::app::App;

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/executions", get(list::list))
        .route("/admin/executions/{alarm}", get(one::page))
}

//! What another delay would have changed on a farm: asked of its real journal.

mod answer;
mod ask;

use axum::{Router, routing::get};

use crate::app::App;

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/what-if", get(ask::page).post(ask::ask))
        .route("/admin/what-if/{farm}/{what_if}", get(answer::page))
}

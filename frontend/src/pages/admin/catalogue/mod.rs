//! The alarm catalogue: its versions, an editor, deployments.

mod deploy;
mod edit;
mod editor;
mod versions;

use axum::{
    Router,
    routing::{get, post},
};

use crate::app::App;

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/catalogue", get(versions::list).post(editor::send))
        .route("/admin/catalogue/roll-back", post(deploy::roll_back))
        .route("/admin/catalogue/{version}", get(editor::page))
        .route("/admin/catalogue/{version}/deploy", post(deploy::deploy))
}

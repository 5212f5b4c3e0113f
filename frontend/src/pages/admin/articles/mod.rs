//! Content: articles in two languages, written with a preview, published, taken back.

mod editor;
mod list;
mod one;

use axum::{
    Router,
    routing::{get, post},
};

use crate::app::App;

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/articles", get(list::list).post(editor::create))
        .route("/admin/articles/new", get(editor::new))
        .route("/admin/articles/{article}", get(editor::page).post(editor::save))
        .route("/admin/articles/{article}/publish", post(one::publish))
        .route("/admin/articles/{article}/unpublish", post(one::unpublish))
        .route("/admin/articles/{article}/delete", get(one::confirm_deletion).post(one::delete))
        .route("/admin/articles/{article}/versions", get(one::versions))
}

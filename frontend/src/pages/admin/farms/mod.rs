//! Farms themselves, what stands on them, and who belongs to them.

mod create;
mod entities;
mod list;
mod members;
mod one;

use axum::{
    Router,
    routing::{get, post},
};

use crate::app::App;

/// The pages.
pub(super) fn routes() -> Router<App> {
    const FARM: &str = "/admin/farms/{farm}";
    const ENTITY: &str = "/admin/farms/{farm}/entities/{entity}";
    const MEMBER: &str = "/admin/farms/{farm}/members/{user}";
    Router::new()
        .route("/admin/farms", get(list::list).post(create::create))
        .route("/admin/farms/new", get(create::page))
        .route(FARM, get(one::page).post(one::update))
        .route("/admin/farms/{farm}/delete", get(one::confirm_deletion).post(one::delete))
        .route("/admin/farms/{farm}/entities", post(one::add_entity))
        .route(ENTITY, get(entities::page).post(entities::rename))
        .route("/admin/farms/{farm}/entities/{entity}/move", post(entities::move_below))
        .route(
            "/admin/farms/{farm}/entities/{entity}/delete",
            get(entities::confirm_deletion).post(entities::delete),
        )
        .route(MEMBER, get(members::page).post(members::update))
        .route(
            "/admin/farms/{farm}/members/{user}/remove",
            get(members::confirm_removal).post(members::remove),
        )
}

//! A machine: what it is and does, what it measured, what is asked of it.

mod command;
mod page;
mod record;
mod settings;
mod values;

use axum::{
    Router,
    routing::{get, post},
};

use super::visit::{Shell, Tab, Visit, encoded};
use crate::{
    api::{ApiError, As, Entity, Farm},
    app::App,
};

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/farms/{farm}/equipment/{entity}", get(page::page))
        .route("/farms/{farm}/equipment/{entity}/commands", post(command::send))
        .route("/farms/{farm}/equipment/{entity}/commands/{command}/cancel", post(command::cancel))
        .route("/farms/{farm}/equipment/{entity}/record", get(record::page).post(record::put))
        .route("/farms/{farm}/equipment/{entity}/values", get(values::page))
        .route("/farms/{farm}/equipment/{entity}/values.csv", get(values::csv))
}

/// Where a machine's page is.
pub(super) fn address(farm: &str, entity: &str) -> String {
    format!("/farms/{}/equipment/{}", encoded(farm), encoded(entity))
}

/// A farm and a machine of it.
async fn standing(api: &As<'_>, farm: &str, entity: &str) -> Result<(Farm, Entity), ApiError> {
    let (farm, entity) = (
        format!("/farms/{}", encoded(farm)),
        format!("/farms/{}/entities/{}", encoded(farm), encoded(entity)),
    );
    tokio::try_join!(api.get::<Farm>(&farm), api.get::<Entity>(&entity))
}

/// The frame of a page about a machine.
fn shell(visit: &Visit, title: String, farm: &Farm) -> Shell {
    visit
        .shell(title)
        .on_farm(farm, Tab::Overview)
        .below(format!("/farms/{}", encoded(&farm.id)), farm.name.clone())
}

//! A farm's documents: manuals, reports, configurations and photos. Their content goes between the browser and the store.

mod delete;
mod list;
mod upload;

use axum::{Router, routing::get};
use valmetal_domain::access::Operation;

use super::visit::{Visit, encoded};
use crate::{api::Farm, app::App};

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/farms/{farm}/documents", get(list::page).post(upload::request))
        .route("/farms/{farm}/documents/{file}", get(list::download))
        .route("/farms/{farm}/documents/{file}/delete", get(delete::ask).post(delete::delete))
}

/// Where the documents of a farm are.
fn address(farm: &str) -> String {
    format!("/farms/{}/documents", encoded(farm))
}

/// Whether the person may upload and delete.
fn may_change(visit: &Visit, farm: &Farm) -> bool {
    Operation::ChangeFiles.is_open_to(farm.role.unwrap_or_else(|| visit.signed.claims.role()))
}

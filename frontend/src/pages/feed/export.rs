//! `GET /farms/{farm}/feed/export`: leads to the file that the API has made.

use axum::{extract::Path, response::Response};
use serde::Deserialize;

use crate::{
    api::{ApiError, Exported},
    pages::{
        redirect,
        visit::{Query, Visit, encoded},
    },
};

#[derive(Deserialize)]
pub(super) struct Wanted {
    format: String,
    from: String,
    to: String,
}

pub(super) async fn export(visit: Visit, Path(farm): Path<String>, Query(wanted): Query<Wanted>) -> Response {
    match ask(&visit, &farm, &wanted).await {
        Ok(Exported { url }) => redirect(&visit.guest.headers, &url),
        Err(error) => visit.trouble(&error),
    }
}

async fn ask(visit: &Visit, farm: &str, wanted: &Wanted) -> Result<Exported, ApiError> {
    let query = [("format", &wanted.format), ("from", &wanted.from), ("to", &wanted.to)];
    let query = serde_urlencoded::to_string(query).map_err(|error| ApiError::Away(error.into()))?;
    visit.api().get(&format!("/farms/{}/feed/export?{query}", encoded(farm))).await
}

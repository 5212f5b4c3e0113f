//! All farms that the person sees.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use crate::{
    api::{ApiError, Farm, Page},
    pages::{
        html,
        mood::Mood,
        visit::{Query, Shell, Visit},
    },
};

#[derive(Template)]
#[template(path = "admin/farms.html")]
struct Farms {
    shell: Shell,
    farms: Vec<(Farm, Mood)>,
    more: Option<String>,
}

#[derive(Deserialize)]
pub(in crate::pages::admin) struct Wanted {
    cursor: Option<String>,
}

/// `GET /admin/farms`
pub(super) async fn list(visit: Visit, Query(wanted): Query<Wanted>) -> Response {
    match read(&visit, wanted.cursor.as_deref()).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, cursor: Option<&str>) -> Result<Farms, ApiError> {
    let query = |cursor: &str| serde_urlencoded::to_string([("cursor", cursor)]).unwrap_or_default();
    let query_now = cursor.map(query).unwrap_or_default();
    let page: Page<Farm> = visit.api().get(&format!("/farms?{query_now}")).await?;
    let mood = |farm: &Farm| Mood::of(farm.indicator.as_ref().map(|indicator| &indicator.summary));
    let mut farms: Vec<_> = page.items.into_iter().map(|farm| (mood(&farm), farm)).collect();
    farms.sort_by_cached_key(|(_, farm)| farm.name.to_lowercase());
    let farms = farms.into_iter().map(|(mood, farm)| (farm, mood)).collect();
    Ok(Farms { shell: visit.shell(visit.words().farms), farms, more: page.cursor.as_deref().map(query) })
}

//! Whose channels were last seen to work.

use askama::Template;
use axum::response::Response;
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;

use super::picker::Picker;
use crate::{
    api::{ApiError, Page, ReachablePerson},
    pages::{
        html,
        visit::{Query, Shell, Visit, encoded},
    },
    words::AdminWords,
};

#[derive(Template)]
#[template(path = "admin/reachability.html")]
struct Reachability {
    shell: Shell,
    picker: Picker,
    people: Vec<ReachablePerson>,
    now: Timestamp,
    zone: TimeZone,
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    farm: Option<String>,
}

/// `GET /admin/reachability`
pub(super) async fn page(visit: Visit, Query(wanted): Query<Wanted>) -> Response {
    match read(&visit, wanted.farm.as_deref()).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, farm: Option<&str>) -> Result<Reachability, ApiError> {
    let api = visit.api();
    let picker = Picker::read(&api, farm, false).await?;
    let mut people = Vec::new();
    if !picker.farm.is_empty() {
        let page: Page<ReachablePerson> =
            api.get(&format!("/farms/{}/reachability", encoded(&picker.farm))).await?;
        people = page.items;
    }
    let shell = visit.shell(AdminWords::of(visit.words().language).reachability);
    Ok(Reachability { shell, picker, people, now: visit.now, zone: TimeZone::UTC })
}

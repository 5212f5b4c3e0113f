//! One thing's inside: its connection, its entry in the registry, its shadow.

use askama::Template;
use axum::{extract::Path, response::Response};
use jiff::{Timestamp, tz::TimeZone};
use valmetal_domain::{access::Operation, entity::ConnectivityStatus};

use super::shadow::{Line, lines};
use crate::{
    api::{ApiError, Farm, ThingInside},
    pages::{
        html,
        visit::{Shell, Visit, encoded, zone},
    },
};

#[derive(Template)]
#[template(path = "admin/thing.html")]
struct ThingPage {
    shell: Shell,
    thing: ThingInside,
    farm: Farm,
    lines: Vec<Line>,
    shadow_version: Option<u64>,
    may_retire: bool,
    now: Timestamp,
    zone: TimeZone,
}

impl ThingPage {
    fn is_connected(&self) -> bool {
        self.thing.connectivity.status == ConnectivityStatus::Connected
    }
}

/// `GET /admin/things/{thing}`
pub(super) async fn page(visit: Visit, Path(thing): Path<String>) -> Response {
    match read(&visit, &thing).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, thing: &str) -> Result<ThingPage, ApiError> {
    let api = visit.api();
    let thing: ThingInside = api.get(&format!("/things/{}", encoded(thing))).await?;
    let farm: Farm = api.get(&format!("/farms/{}", encoded(thing.farm_id.as_str()))).await?;
    let role = farm.role.unwrap_or_else(|| visit.signed.claims.role());
    Ok(ThingPage {
        shell: visit.shell(thing.thing_name.as_str()),
        lines: thing.shadow.as_ref().map(lines).unwrap_or_default(),
        shadow_version: thing.shadow.as_ref().and_then(|shadow| shadow["version"].as_u64()),
        may_retire: Operation::RetireThing.is_open_to(role),
        zone: zone(&farm.timezone),
        thing,
        farm,
        now: visit.now,
    })
}

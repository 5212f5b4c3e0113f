//! The person's farms, those that need somebody first.

use std::cmp::Reverse;

use askama::Template;
use axum::response::Response;
use serde::Deserialize;
use valmetal_domain::alarm::Severity;

use super::{
    html,
    mood::{Mood, count},
    redirect,
    visit::{Query, Shell, Visit},
};
use crate::api::{Farm, Page};

#[derive(Template)]
#[template(path = "farms.html")]
struct Farms {
    shell: Shell,
    farms: Vec<Row>,
    more: Option<String>,
}

struct Row {
    farm: Farm,
    mood: Mood,
    counts: Vec<(Severity, u32)>,
    disconnected: u32,
}

impl From<Farm> for Row {
    fn from(farm: Farm) -> Self {
        let indicator = farm.indicator.as_ref();
        let summary = indicator.map(|indicator| &indicator.summary);
        let counts = summary.into_iter().flat_map(|summary| {
            Severity::ALL.into_iter().map(|severity| (severity, count(summary, severity)))
        });
        Self {
            mood: Mood::of(summary),
            counts: counts.filter(|(_, n)| *n > 0).collect(),
            disconnected: indicator.map_or(0, |indicator| indicator.disconnected),
            farm,
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    cursor: Option<String>,
}

/// `GET /`: whoever has one farm is there at once.
pub(super) async fn farms(visit: Visit, Query(wanted): Query<Wanted>) -> Response {
    let query = wanted.cursor.as_ref().map(|cursor| serde_urlencoded::to_string([("cursor", cursor)]));
    let path = match query {
        Some(Ok(query)) => format!("/farms?{query}"),
        _ => "/farms".to_owned(),
    };
    let page: Page<Farm> = match visit.api().get(&path).await {
        Ok(page) => page,
        Err(error) => return visit.trouble(&error),
    };
    if let ([farm], None, None) = (page.items.as_slice(), &page.cursor, &wanted.cursor) {
        return redirect(&visit.guest.headers, &format!("/farms/{}", farm.id));
    }
    let mut farms: Vec<Row> = page.items.into_iter().map(Row::from).collect();
    farms.sort_by_key(|row| {
        let waits = matches!(row.mood, Mood::Waits(_));
        let worst = row.counts.first().map(|(severity, _)| *severity);
        (Reverse(waits), Reverse(worst), row.farm.name.to_lowercase())
    });
    let more = page.cursor.and_then(|cursor| serde_urlencoded::to_string([("cursor", cursor)]).ok());
    html(&Farms { shell: visit.shell(visit.words().farms), farms, more })
}

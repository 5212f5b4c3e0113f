//! A farm: its tree with what is wrong, from the farm down to the machines.

use std::{cmp::Reverse, collections::HashMap};

use askama::Template;
use axum::{extract::Path, response::Response};
use jiff::{Timestamp, tz::TimeZone};
use valmetal_domain::{
    alarm::Severity,
    entity::{ConnectivityStatus, Indicator},
};

use super::{
    html,
    mood::{Mood, count},
    visit::{Shell, Tab, Visit, encoded, zone},
};
use crate::api::{ApiError, Entity, Farm, Page, WhatIsWrong};

#[derive(Template)]
#[template(path = "farm.html")]
struct FarmPage {
    shell: Shell,
    farm: Farm,
    mood: Mood,
    nodes: Vec<Node>,
    as_of: Timestamp,
    zone: TimeZone,
}

/// A node of the tree as it is shown.
struct Node {
    entity: Entity,
    /// How deep it stands, the farm's own level being 0.
    depth: usize,
    mood: Mood,
    worst: Option<Severity>,
    counts: Vec<(Severity, u32)>,
    shelved: u32,
    out_of_service: u32,
    disconnected: bool,
}

impl Node {
    fn of(entity: Entity, indicator: Option<&Indicator>) -> Self {
        let summary = indicator.map(|indicator| &indicator.summary);
        let counts = summary.into_iter().flat_map(|summary| {
            Severity::ALL.into_iter().map(|severity| (severity, count(summary, severity)))
        });
        Self {
            depth: entity.path.matches('/').count().saturating_sub(2),
            mood: Mood::of(summary),
            worst: summary.and_then(|summary| summary.highest_severity),
            counts: counts.filter(|(_, n)| *n > 0).collect(),
            shelved: summary.map_or(0, |summary| summary.shelved),
            out_of_service: summary.map_or(0, |summary| summary.out_of_service),
            disconnected: indicator
                .is_some_and(|indicator| indicator.connectivity == Some(ConnectivityStatus::Disconnected)),
            entity,
        }
    }
}

/// How many machines are named at the top.
const NAMED: usize = 3;

impl FarmPage {
    /// The machines at which something waits for somebody, the worst first.
    fn failing(&self) -> String {
        let waits = |node: &&Node| node.entity.thing_name.is_some() && matches!(node.mood, Mood::Waits(_));
        let mut failing: Vec<&Node> = self.nodes.iter().filter(waits).collect();
        failing.sort_by_key(|node| Reverse(node.worst));
        let names: Vec<&str> = failing.iter().take(NAMED).map(|node| node.entity.name.as_str()).collect();
        let more =
            if failing.len() > NAMED { format!(" + {}", failing.len() - NAMED) } else { String::new() };
        names.join(", ") + &more
    }
}

/// `GET /farms/{farm}`
pub(super) async fn farm(visit: Visit, Path(id): Path<String>) -> Response {
    match read(&visit, &id).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, id: &str) -> Result<FarmPage, ApiError> {
    let api = visit.api();
    let id = encoded(id);
    let (farm, tree, wrong) =
        (format!("/farms/{id}"), format!("/farms/{id}/entities"), format!("/farms/{id}/indicators"));
    let (farm, tree, wrong) = tokio::try_join!(
        api.get::<Farm>(&farm),
        api.get::<Page<Entity>>(&tree),
        api.get::<WhatIsWrong>(&wrong)
    )?;

    let by_path: HashMap<&str, &Indicator> =
        wrong.items.iter().map(|indicator| (indicator.path.as_str(), indicator)).collect();
    let top = format!("/{}", farm.id);
    let mood = Mood::of(by_path.get(top.as_str()).map(|indicator| &indicator.summary));
    let nodes = tree
        .items
        .into_iter()
        .filter(|entity| entity.path != top)
        .map(|entity| {
            let indicator = by_path.get(entity.path.as_str()).copied();
            Node::of(entity, indicator)
        })
        .collect();
    Ok(FarmPage {
        shell: visit.shell(farm.name.clone()).on_farm(&farm, Tab::Overview),
        zone: zone(&farm.timezone),
        farm,
        mood,
        nodes,
        as_of: wrong.as_of,
    })
}

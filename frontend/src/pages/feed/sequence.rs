//! `GET /farms/{farm}/feed/sequences/{device}/{sequence}`: one run of a feeding machine, step by step.

use std::collections::HashMap;

use askama::Template;
use axum::{extract::Path, response::Response};
use jiff::tz::TimeZone;
use valmetal_domain::{
    feed::{FeedRecord, StepOutcome},
    names::{AnimalSetId, FeedId},
};

use super::{called, names};
use crate::{
    api::{ApiError, Entity, Farm, Page, Sequence},
    pages::{
        html,
        visit::{Shell, Tab, Visit, encoded, zone},
    },
};

#[derive(Template)]
#[template(path = "feed/sequence.html")]
struct SequencePage {
    shell: Shell,
    sequence: Sequence,
    names: HashMap<String, String>,
    zone: TimeZone,
}

impl SequencePage {
    fn machine(&self) -> &str {
        called(&self.names, &self.sequence.device_id)
    }

    /// What a step was about: the ingredient, or the group.
    fn about(record: &FeedRecord) -> &str {
        let feed = record.step.feed_id.as_ref().map(FeedId::as_str);
        feed.or_else(|| record.step.animal_set_id.as_ref().map(AnimalSetId::as_str)).unwrap_or_default()
    }

    /// What was weighed in a step.
    fn weighed(record: &FeedRecord) -> Option<f64> {
        record.step.delivered.or(record.step.refused)
    }

    /// By how much a step is off, where it is off by more than is tolerated.
    fn is_off(record: &FeedRecord) -> bool {
        match (record.step.delivered, record.step.entitlement, record.step.tolerance) {
            (Some(delivered), Some(target), Some(tolerance)) => (delivered - target).abs() > tolerance,
            _ => false,
        }
    }

    fn is_otherwise(outcome: &StepOutcome) -> bool {
        *outcome != StepOutcome::Complete
    }

    fn seconds(record: &FeedRecord) -> i64 {
        record.step.event_end.duration_since(record.step.event_start).as_secs()
    }
}

pub(super) async fn page(
    visit: Visit,
    Path((farm, device, sequence)): Path<(String, String, String)>,
) -> Response {
    match read(&visit, &farm, &device, &sequence).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, farm: &str, device: &str, sequence: &str) -> Result<SequencePage, ApiError> {
    let api = visit.api();
    let farm = format!("/farms/{}", encoded(farm));
    let tree = format!("{farm}/entities");
    let path = format!("{farm}/feed/sequences/{}/{}", encoded(device), encoded(sequence));
    let (farm, tree, sequence) =
        tokio::try_join!(api.get::<Farm>(&farm), api.get::<Page<Entity>>(&tree), api.get::<Sequence>(&path))?;
    let zone = zone(&farm.timezone);
    let w = visit.words();
    let title = format!("{} {}", w.sequence, w.short(&sequence.started_at, &zone));
    let feed = format!("/farms/{}/feed", encoded(&farm.id));
    Ok(SequencePage {
        shell: visit.shell(title).on_farm(&farm, Tab::Feed).below(feed, w.feed),
        sequence,
        names: names(tree.items),
        zone,
    })
}

//! `POST /v1/farms`: a farm with nothing on it yet.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::PlatformOperation,
    entity::{DisplayName, Farm, Language, TimeZoneName, ports::CommitEntityChanges},
    names::FarmId,
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Keyed, State},
    ids,
    problem::Problem,
};

use super::shape::FarmView;
use crate::{
    farm_access::allow_on_platform,
    hierarchy::{Proposal, write},
    time_zone::existing,
};

/// What making a farm needs.
#[derive(Clone)]
pub(super) struct Creation {
    /// Writes it.
    pub commit: Arc<dyn CommitEntityChanges>,
    /// The time.
    pub clock: Clock,
}

/// A new farm.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewFarm {
    name: DisplayName,
    timezone: TimeZoneName,
    language: Language,
}

/// Makes the farm and answers 201.
pub(super) async fn create(
    State(creation): State<Creation>,
    caller: Caller,
    Keyed { body, attempt }: Keyed<NewFarm>,
) -> Result<Response, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageFarms)?;
    let NewFarm { name, timezone, language } = body;
    let timezone = existing(&timezone)?;
    let farm = Farm { id: FarmId::new(ids::new_id())?, name, timezone, language, version: 1 };
    let view = FarmView::of(&farm, &caller);
    let propose = async || Proposal::new(farm.clone().create(), None, StatusCode::CREATED, &view);
    write(&*creation.commit, &caller, attempt, creation.clock.now(), propose).await
}

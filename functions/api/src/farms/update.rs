//! `PATCH /v1/farms/{farmId}`: its name, time zone or language. With `If-Match`, only the version that was read.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::{Operation, PlatformOperation},
    entity::{
        Change, DisplayName, EntityChanges, Farm, Language, TimeZoneName, Tree,
        ports::{CommitEntityChanges, ReadEntity, ReadFarm},
    },
    names::FarmId,
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Body, IfMatch, Path, State},
    problem::Problem,
};

use super::shape::FarmView;
use crate::{
    farm_access::{allow, allow_on_platform},
    hierarchy::{Proposal, refused, write},
    store::unavailable,
    time_zone::existing,
};

/// What changing a farm needs.
#[derive(Clone)]
pub(super) struct Updates {
    /// Reads the farm.
    pub farms: Arc<dyn ReadFarm>,
    /// Reads its root entity, which bears the same name.
    pub entities: Arc<dyn ReadEntity>,
    /// Writes both.
    pub commit: Arc<dyn CommitEntityChanges>,
    /// The time.
    pub clock: Clock,
}

/// What is changed; what is missing stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "FarmChange")]
pub(super) struct Changed {
    name: Option<DisplayName>,
    timezone: Option<TimeZoneName>,
    language: Option<Language>,
}

/// Changes the farm.
pub(super) async fn update(
    State(updates): State<Updates>,
    caller: Caller,
    Path(id): Path<FarmId>,
    if_match: IfMatch,
    Body(body): Body<Changed>,
) -> Result<Response, Problem> {
    allow(&caller, Operation::Read, &id, "farm")?;
    allow_on_platform(&caller, PlatformOperation::ManageFarms)?;
    let timezone = body.timezone.as_ref().map(existing).transpose()?;
    let propose = async || {
        let farm = updates.farms.read_farm(&id).await.map_err(unavailable)?;
        let farm = farm.ok_or_else(|| Problem::not_found("farm"))?;
        if_match.check(farm.version)?;
        let renamed = body.name.clone().filter(|name| *name != farm.name);
        let next = Farm {
            id: farm.id.clone(),
            name: renamed.clone().unwrap_or_else(|| farm.name.clone()),
            timezone: timezone.clone().unwrap_or_else(|| farm.timezone.clone()),
            language: body.language.unwrap_or(farm.language),
            version: farm.version + 1,
        };
        let mut changes = EntityChanges::new(vec![Change::PutFarm(farm.version, next.clone())]);
        if let Some(name) = renamed {
            let root = updates.entities.read_entity(&id, &id.clone().into()).await.map_err(unavailable)?;
            let tree = Tree::new(root);
            let (_, root) = tree.rename(&id.clone().into(), &name, None, &[]).map_err(refused)?;
            changes.changes.extend(root.changes);
        }
        Proposal::new(changes, None, StatusCode::OK, &FarmView::of(&next, &caller))
    };
    write(&*updates.commit, &caller, None, updates.clock.now(), propose).await
}

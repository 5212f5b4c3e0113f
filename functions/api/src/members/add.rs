//! `PUT /v1/farms/{farmId}/members/{userId}`: makes a person a member, or changes what they are there and how they are told.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::Operation,
    entity::{
        Change, Channels, DisplayName, EntityChanges, FarmRole, Language, Member, QuietHours, TimeZoneName,
        ports::{CommitEntityChanges, ReadFarmWithMembers, ReadMemberships},
    },
    names::{FarmId, UserId},
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Body, IfMatch, Path, State},
    problem::Problem,
};

use super::limits::{room_for_farm, room_on_farm};
use crate::{
    farm_access::{allow, problem},
    hierarchy::{Proposal, write},
    store::unavailable,
    time_zone::existing,
};

/// What changing a membership needs.
#[derive(Clone)]
pub(super) struct Additions {
    /// Reads the farm and its members.
    pub farms: Arc<dyn ReadFarmWithMembers>,
    /// Reads the person's farms.
    pub memberships: Arc<dyn ReadMemberships>,
    /// Writes the member.
    pub commit: Arc<dyn CommitEntityChanges>,
    /// The time.
    pub clock: Clock,
}

/// A member, as it shall be from now on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewMember {
    role: FarmRole,
    name: DisplayName,
    language: Option<Language>,
    timezone: Option<TimeZoneName>,
    #[serde(default)]
    channels: Channels,
    quiet_hours: Option<QuietHours>,
}

/// Puts the member: 201 where the person was none, else 200.
pub(super) async fn add(
    State(additions): State<Additions>,
    caller: Caller,
    Path((farm_id, user_id)): Path<(FarmId, UserId)>,
    if_match: IfMatch,
    Body(body): Body<NewMember>,
) -> Result<Response, Problem> {
    let member = allow(&caller, Operation::ChangeMembers, &farm_id, "farm")?;
    caller.may_grant(body.role, &farm_id).map_err(|denied| problem(denied, "farm"))?;
    let timezone = body.timezone.as_ref().map(existing).transpose()?;
    let propose = async || {
        let ((farm, members), memberships) = futures::try_join!(
            additions.farms.read_farm_with_members(&farm_id),
            additions.memberships.read_memberships(&user_id),
        )
        .map_err(unavailable)?;
        let farm = farm.ok_or_else(|| Problem::not_found("farm"))?;
        let current = members.iter().find(|member| member.user_id == user_id);
        if let Some(current) = current {
            caller.may_grant(current.role, &farm_id).map_err(|denied| problem(denied, "farm"))?;
        } else {
            room_on_farm(members.len())?;
            room_for_farm(memberships.len())?;
        }
        let version = current.map_or(0, |member| member.version);
        if_match.check(version)?;
        let NewMember { role, name, language, channels, quiet_hours, .. } = body.clone();
        let next = Member {
            farm_id: farm_id.clone(),
            user_id: user_id.clone(),
            role,
            name,
            language: language.unwrap_or(farm.language),
            timezone: timezone.clone().unwrap_or(farm.timezone),
            channels,
            quiet_hours,
            version: version + 1,
        };
        let status = if version == 0 { StatusCode::CREATED } else { StatusCode::OK };
        let changes = EntityChanges::new(vec![Change::PutMember(version, Box::new(next.clone()))]);
        let rests_on = member.clone().filter(|member| member.user_id != user_id);
        Proposal::new(changes, rests_on, status, &next)
    };
    write(&*additions.commit, &caller, None, additions.clock.now(), propose).await
}

//! `POST /v1/farms/{farmId}/members`: makes somebody a member by their mail address. Who signs in with it already joins the farm;
//! anybody else is made, and gets an invitation.
//!
//! The membership is written last, with the answer for repeats: a try that failed before is simply made again, and finds the
//! person whom the first one made.
//!
//! AWS calls: 5, two more where somebody signs in with the address already.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::Operation,
    entity::{
        Change, DisplayName, EntityChanges, FarmRole, Language, Member,
        contact::MailAddress,
        ports::{CommitEntityChanges, ReadFarmWithMembers, ReadMemberships, StoreError},
    },
    idempotency::{Outcome, ReadAnswer},
    names::FarmId,
    user::NewUser,
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Keyed, Path, State},
    idempotency::respond,
    problem::{FieldError, Problem},
};

use super::limits::{room_for_farm, room_on_farm};
use crate::{
    farm_access::{allow, problem},
    hierarchy::{Proposal, write},
    repeat::answered,
    store::unavailable,
    users::{Newcomers, by_mail},
};

/// What inviting somebody needs.
#[derive(Clone)]
pub(super) struct Invitations {
    /// Reads what a repeat was answered.
    pub requests: Arc<dyn ReadAnswer>,
    /// Reads the farm and its members.
    pub farms: Arc<dyn ReadFarmWithMembers>,
    /// Finds or makes the person.
    pub people: Newcomers,
    /// Reads the farms of somebody who signs in already.
    pub memberships: Arc<dyn ReadMemberships>,
    /// Writes the member, and the answer.
    pub commit: Arc<dyn CommitEntityChanges>,
    /// The time.
    pub clock: Clock,
}

/// Somebody who shall be a member.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Invitation {
    /// What they sign in with, where the invitation goes, and where they are told of alarms.
    email: MailAddress,
    /// What they are called on the farm.
    name: DisplayName,
    role: FarmRole,
    /// The language they are told in; the farm's where nothing is said.
    language: Option<Language>,
}

/// Makes the person a member and answers 201.
pub(super) async fn invite(
    State(invitations): State<Invitations>,
    caller: Caller,
    Path(farm_id): Path<FarmId>,
    Keyed { body, attempt }: Keyed<Invitation>,
) -> Result<Response, Problem> {
    let own = allow(&caller, Operation::ChangeMembers, &farm_id, "farm")?;
    caller.may_grant(body.role, &farm_id).map_err(|denied| problem(denied, "farm"))?;
    let now = invitations.clock.now();
    if let Some(before) = answered(&*invitations.requests, attempt.as_ref(), now).await? {
        return respond(Outcome::Replayed(before.clone()), before);
    }
    let propose = async || {
        let (farm, members) =
            invitations.farms.read_farm_with_members(&farm_id).await.map_err(unavailable)?;
        let farm = farm.ok_or_else(|| Problem::not_found("farm"))?;
        // A token may be older than the end of its membership: then nobody is invited.
        if own.as_ref().is_some_and(|own| members.iter().all(|member| member.membership() != *own)) {
            return Err(unavailable(StoreError::NotMember));
        }
        room_on_farm(members.len())?;
        let new = NewUser { email: body.email.clone(), name: body.name.clone() };
        let (user, is_new) = invitations.people.find_or_invite(&new, body.role.into()).await?;
        if !is_new {
            if members.iter().any(|member| member.user_id == user.id) {
                return Err(already_member());
            }
            let farms = invitations.memberships.read_memberships(&user.id).await.map_err(unavailable)?;
            room_for_farm(farms.len())?;
        }
        let member = Member {
            farm_id: farm_id.clone(),
            user_id: user.id,
            role: body.role,
            name: body.name.clone(),
            language: body.language.unwrap_or(farm.language),
            timezone: farm.timezone,
            channels: by_mail(&body.email),
            quiet_hours: None,
            version: 1,
        };
        let changes = EntityChanges::new(vec![Change::PutMember(0, Box::new(member.clone()))]);
        Proposal::new(changes, own.clone(), StatusCode::CREATED, &member)
    };
    write(&*invitations.commit, &caller, attempt, now, propose).await
}

fn already_member() -> Problem {
    let detail = "Whoever signs in with this address is a member of the farm already.";
    Problem::conflict("alreadyMember", detail).errors([FieldError::new("email", "alreadyMember", detail)])
}

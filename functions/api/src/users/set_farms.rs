//! `PUT /v1/users/{userId}/farms`: a person's farms are these and no others. On farms that stay they keep how they are told.

use std::{collections::BTreeMap, sync::Arc};

use axum::response::Response;
use http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use valmetal_domain::{
    access::PlatformOperation,
    entity::{
        Change, Channels, DisplayName, EntityChanges, Farm, Member, Membership,
        changes::MAX_TRANSACTION_ITEMS,
        contact::MailAddress,
        member::MAX_FARMS_OF_A_USER,
        ports::{CommitEntityChanges, ReadFarmsWithMember, ReadMemberships},
    },
    names::{FarmId, UserId},
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Body, Path, State},
    problem::{FieldError, Problem},
};

use super::{create::by_mail, shape::FarmOfUser};
use crate::{
    farm_access::allow_on_platform,
    hierarchy::{Proposal, write},
    store::unavailable,
};

/// What changing a person's farms needs.
#[derive(Clone)]
pub(super) struct Farms {
    /// Reads which they are.
    pub memberships: Arc<dyn ReadMemberships>,
    /// Reads the farms that they shall be, and what the person is there.
    pub read: Arc<dyn ReadFarmsWithMember>,
    /// Writes the difference.
    pub commit: Arc<dyn CommitEntityChanges>,
    /// The time.
    pub clock: Clock,
}

/// A person's farms, as they shall be from now on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "UserFarms")]
pub(super) struct Wanted {
    /// At most fifty.
    farms: Vec<FarmOfUser>,
    /// What they are called on farms that are new to them.
    name: DisplayName,
    /// Where they are told of alarms on farms that are new to them.
    email: Option<MailAddress>,
}

/// A person's farms.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FarmsOfUser {
    farms: Vec<FarmOfUser>,
}

/// Sets the farms and answers them.
pub(super) async fn set(
    State(farms): State<Farms>,
    caller: Caller,
    Path(user): Path<UserId>,
    Body(body): Body<Wanted>,
) -> Result<Response, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageUsers)?;
    let ids = checked(&body.farms)?;
    let propose = async || {
        let (memberships, read) = futures::try_join!(
            farms.memberships.read_memberships(&user),
            farms.read.read_farms_with_member(&ids, &user),
        )
        .map_err(unavailable)?;
        let (rows, members) = read;
        unknown_farms(&body.farms, &rows)?;
        let changes = EntityChanges::new(difference(&user, &body, memberships, &rows, members));
        if changes.items() > MAX_TRANSACTION_ITEMS {
            let detail = "More than fifty farms change at once. Do it in two requests.";
            return Err(Problem::conflict("tooManyChanges", detail));
        }
        Proposal::new(changes, None, StatusCode::OK, &FarmsOfUser { farms: body.farms.clone() })
    };
    write(&*farms.commit, &caller, None, farms.clock.now(), propose).await
}

/// What makes the person's farms those of `wanted`.
fn difference(
    user: &UserId,
    wanted: &Wanted,
    memberships: Vec<Membership>,
    farms: &[Farm],
    members: Vec<Member>,
) -> Vec<Change> {
    let mut members: BTreeMap<FarmId, Member> =
        members.into_iter().map(|member| (member.farm_id.clone(), member)).collect();
    let is_wanted = |farm: &FarmId| wanted.farms.iter().any(|one| one.farm_id == *farm);
    let ended = memberships.into_iter().filter(|membership| !is_wanted(&membership.farm_id));
    let mut changes: Vec<_> = ended.map(Change::EndMembership).collect();
    for one in &wanted.farms {
        match members.remove(&one.farm_id) {
            Some(member) if member.role == one.role => {}
            Some(member) => {
                let from = member.version;
                let next = Member { role: one.role, version: from + 1, ..member };
                changes.push(Change::PutMember(from, Box::new(next)));
            }
            None => {
                let farm = farms.iter().find(|farm| farm.id == one.farm_id);
                let new = farm.map(|farm| Member {
                    farm_id: farm.id.clone(),
                    user_id: user.clone(),
                    role: one.role,
                    name: wanted.name.clone(),
                    language: farm.language,
                    timezone: farm.timezone.clone(),
                    channels: wanted.email.as_ref().map_or_else(Channels::default, by_mail),
                    quiet_hours: None,
                    version: 1,
                });
                changes.extend(new.map(|member| Change::PutMember(0, Box::new(member))));
            }
        }
    }
    changes
}

/// The farms' ids; 422 where there are too many, or one is there twice.
pub(super) fn checked(farms: &[FarmOfUser]) -> Result<Vec<FarmId>, Problem> {
    if farms.len() > MAX_FARMS_OF_A_USER {
        let rule = format!("A person belongs to at most {MAX_FARMS_OF_A_USER} farms.");
        return Err(invalid([FieldError::new("farms", "tooManyFarms", rule)]));
    }
    let twice = farms.iter().enumerate().filter(|(n, one)| {
        let before = &farms[..*n];
        before.iter().any(|other| other.farm_id == one.farm_id)
    });
    let errors: Vec<_> = twice
        .map(|(n, _)| FieldError::new(format!("farms[{n}].farmId"), "duplicate", "It is there twice."))
        .collect();
    if errors.is_empty() {
        Ok(farms.iter().map(|one| one.farm_id.clone()).collect())
    } else {
        Err(invalid(errors))
    }
}

/// 422 with those of `wanted` that are no farms.
pub(super) fn unknown_farms(wanted: &[FarmOfUser], farms: &[Farm]) -> Result<(), Problem> {
    let unknown =
        wanted.iter().enumerate().filter(|(_, one)| farms.iter().all(|farm| farm.id != one.farm_id));
    let errors: Vec<_> = unknown
        .map(|(n, _)| FieldError::new(format!("farms[{n}].farmId"), "noSuchFarm", "There is no such farm."))
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(invalid(errors)) }
}

fn invalid(errors: impl IntoIterator<Item = FieldError>) -> Problem {
    Problem::unprocessable("invalidValue", "These cannot be a person's farms.").errors(errors)
}

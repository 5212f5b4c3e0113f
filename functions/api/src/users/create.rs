//! `POST /v1/users`: makes a person, with their role and their farms, and sends the invitation.
//!
//! The person is made in the user pool first, since their id comes from there; then their farms are written, with the answer
//! for repeats; then they get their group. Without a group they are nobody's role: so a person without one is what a
//! failure left, and the next try goes on with them instead of saying that they exist.
//!
//! AWS calls: 5, two more where an earlier try is gone on with.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::{PlatformOperation, Role},
    alarm::Severity,
    alarm::ports::StoreError,
    entity::{
        Change, Channels, DisplayName, EntityChanges, Farm, Language, Member,
        contact::MailAddress,
        member::MailChannel,
        ports::{CommitEntityChanges, ReadFarmsById},
    },
    idempotency::{Answer, Attempt, Outcome, ReadAnswer, Record},
    user::{
        NewUser, User,
        ports::{CreateUser, JoinGroup, ReadGroups, ReadUser},
    },
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Keyed, State},
    idempotency::{answer, respond},
    problem::{FieldError, Problem},
};

use super::{
    set_farms::{checked, unknown_farms},
    shape::{FarmOfUser, UserView},
};
use crate::{farm_access::allow_on_platform, repeat::answered, store::unavailable};

/// What making a person needs.
#[derive(Clone)]
pub(super) struct Creation {
    /// Reads what a repeat was answered.
    pub requests: Arc<dyn ReadAnswer>,
    /// Reads the farms.
    pub farms: Arc<dyn ReadFarmsById>,
    /// Makes the person.
    pub create: Arc<dyn CreateUser>,
    /// Reads the person that an earlier try made.
    pub read: Arc<dyn ReadUser>,
    /// Reads whether that try got to its end.
    pub groups: Arc<dyn ReadGroups>,
    /// Gives them their role.
    pub join: Arc<dyn JoinGroup>,
    /// Writes their farms, and the answer.
    pub commit: Arc<dyn CommitEntityChanges>,
    /// The time.
    pub clock: Clock,
}

/// A new person.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NewUser")]
pub(super) struct Wanted {
    /// What they sign in with, and where the invitation goes.
    email: MailAddress,
    name: DisplayName,
    /// What they are on the platform.
    role: Role,
    /// Their farms, at most fifty. They are told of alarms there by mail.
    #[serde(default)]
    farms: Vec<FarmOfUser>,
    /// The language they are told in; the farm's where nothing is said.
    language: Option<Language>,
}

/// Makes the person and answers 201.
pub(super) async fn create(
    State(creation): State<Creation>,
    caller: Caller,
    Keyed { body, attempt }: Keyed<Wanted>,
) -> Result<Response, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageUsers)?;
    let wanted = checked(&body.farms)?;
    let now = creation.clock.now();
    if let Some(before) = answered(&*creation.requests, attempt.as_ref(), now).await? {
        return creation.repeat(before, &body).await;
    }
    let farms = creation.farms.read_farms_by_id(&wanted).await.map_err(unavailable)?;
    unknown_farms(&body.farms, &farms)?;

    let new = NewUser { email: body.email.clone(), name: body.name.clone() };
    let user = match creation.create.create_user(&new).await.map_err(bad_address)? {
        Some(user) => user,
        None => creation.left_over(body.email.as_str()).await?,
    };
    let members = farms.iter().zip(roles(&farms, &body.farms)).map(|(farm, role)| {
        let member = Member {
            farm_id: farm.id.clone(),
            user_id: user.id.clone(),
            role,
            name: body.name.clone(),
            language: body.language.unwrap_or(farm.language),
            timezone: farm.timezone.clone(),
            channels: by_mail(&body.email),
            quiet_hours: None,
            version: 1,
        };
        Change::PutMember(0, Box::new(member))
    });
    let changes = EntityChanges::new(members.collect());
    let answer = answer(StatusCode::CREATED, &UserView::new(user.clone(), Some(body.role), body.farms))?;
    let outcome = creation.keep(changes, attempt, &answer, now).await?;
    creation.join.join_group(user.id.as_str(), body.role).await.map_err(unavailable)?;
    respond(outcome, answer)
}

impl Creation {
    /// Answers as before. Where the try that answered got no further than that, the person still lacks their group.
    async fn repeat(&self, before: Answer, body: &Wanted) -> Result<Response, Problem> {
        let groups = self.groups.read_groups(body.email.as_str()).await.map_err(unavailable)?;
        if groups.is_some_and(|groups| groups.is_empty()) {
            self.join.join_group(body.email.as_str(), body.role).await.map_err(unavailable)?;
        }
        respond(Outcome::Replayed(before.clone()), before)
    }

    /// The person whom an earlier try made without getting to its end; 409 where somebody signs in with the address.
    async fn left_over(&self, email: &str) -> Result<User, Problem> {
        let (user, groups) = futures::try_join!(self.read.read_user(email), self.groups.read_groups(email))
            .map_err(unavailable)?;
        match (user, groups) {
            (Some(user), Some(groups)) if groups.is_empty() && user.is_invited() => Ok(user),
            _ => Err(exists()),
        }
    }

    /// Writes the memberships, with what a repeat is answered. Memberships of an earlier try are there already.
    async fn keep(
        &self,
        mut changes: EntityChanges,
        attempt: Option<Attempt>,
        answer: &Answer,
        now: Timestamp,
    ) -> Result<Outcome, Problem> {
        changes.request = attempt.map(|attempt| Record::new(attempt, answer.clone(), now));
        match self.commit.commit_entity_changes(&changes).await {
            Ok(outcome) => Ok(outcome),
            // All or none: an earlier try, without a key of its own, wrote them all.
            Err(StoreError::Conflict) => {
                changes.changes.clear();
                self.commit.commit_entity_changes(&changes).await.map_err(unavailable)
            }
            Err(error) => Err(unavailable(error)),
        }
    }
}

/// What the person is on each of `farms`.
fn roles<'a>(
    farms: &'a [Farm],
    wanted: &'a [FarmOfUser],
) -> impl Iterator<Item = valmetal_domain::entity::FarmRole> + 'a {
    farms.iter().filter_map(|farm| wanted.iter().find(|one| one.farm_id == farm.id)).map(|one| one.role)
}

/// Told of everything by mail.
pub(crate) fn by_mail(address: &MailAddress) -> Channels {
    let mail = MailChannel { address: address.clone(), severities: Severity::ALL.into() };
    Channels { mail: Some(mail), ..Channels::default() }
}

/// Who signs in with the address is not who is meant.
pub(super) fn exists() -> Problem {
    Problem::conflict("userExists", "Somebody signs in with this address already.")
}

/// The pool refuses an address that is none to it.
pub(super) fn bad_address(error: StoreError) -> Problem {
    match error {
        StoreError::Refused(inside) => {
            let error = FieldError::new("email", "invalid", "The user pool does not take this address.");
            Problem::unprocessable("invalidValue", "The person cannot be made.")
                .errors([error])
                .because(inside)
        }
        error => unavailable(error),
    }
}

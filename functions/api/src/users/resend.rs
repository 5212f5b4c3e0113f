//! `POST /v1/users/{userId}/resend-invitation`: a person who has not accepted the invitation gets another one, with another
//! password. The one before is void, so doing it twice leaves the person with one that works.

use std::sync::Arc;

use http::StatusCode;
use valmetal_domain::{
    access::PlatformOperation,
    names::UserId,
    user::ports::{ReadUser, ResendInvitation},
};
use valmetal_runtime::{
    claims::Caller,
    http::{Body, Nothing, Path, State},
    problem::Problem,
};

use crate::{farm_access::allow_on_platform, store::unavailable};

/// What an invitation needs.
#[derive(Clone)]
pub(super) struct Invitations {
    /// Reads what the person signs in with, and whether they have.
    pub read: Arc<dyn ReadUser>,
    /// Sends it.
    pub resend: Arc<dyn ResendInvitation>,
}

/// Sends the invitation again and answers 204.
pub(super) async fn resend(
    State(invitations): State<Invitations>,
    caller: Caller,
    Path(id): Path<UserId>,
    Body(Nothing {}): Body<Nothing>,
) -> Result<StatusCode, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageUsers)?;
    let user = invitations.read.read_user(id.as_str()).await.map_err(unavailable)?;
    let user = user.filter(|user| user.id == id).ok_or_else(|| Problem::not_found("user"))?;
    if !user.is_invited() {
        let detail = "The person has accepted the invitation already.";
        return Err(Problem::conflict("invitationAccepted", detail).state(user.status));
    }
    invitations.resend.resend_invitation(&user.username).await.map_err(unavailable)?;
    Ok(StatusCode::NO_CONTENT)
}

//! Signing in and out at the Cognito user pool, by its public calls: the server has no AWS permission.

mod challenge;
mod cognito;

pub(crate) use challenge::{Challenge, ChallengeKind};
pub(crate) use cognito::Cognito;

use crate::session::Tokens;

/// What a step of the sign-in leads to.
#[derive(Debug)]
pub(crate) enum Step {
    /// The person is in.
    Done(Tokens),
    /// Something more is asked of them.
    Asked(Challenge),
}

/// Why a step does not lead on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IdentityError {
    /// The user pool says no.
    #[error("the user pool refused: {0:?}")]
    Refused(Refusal),
    /// The user pool cannot be reached, or answers something that nobody expects.
    #[error("the user pool does not answer")]
    Away(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What the user pool has against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Wrong user name or password, or the account is disabled: which one, nobody is told.
    NotAuthorized,
    /// The new password breaks the policy.
    WeakPassword,
    /// The code is wrong.
    WrongCode,
    /// The code is too old, or the sign-in took too long.
    Expired,
    /// Too many tries.
    TooMany,
    /// The password must be set anew, by a code.
    MustReset,
}

//! A sign-in that is half done, kept in an encrypted cookie until the person answers.

use cookie::time::Duration;
use serde::{Deserialize, Serialize};

use crate::session::Sealed;

/// What the user pool asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ChallengeKind {
    /// A password of their own, in place of the one that they were given.
    NewPassword,
    /// The code that their authenticator shows (TOTP).
    OneTimeCode,
}

/// The half-done sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Challenge {
    /// What is asked.
    pub(crate) kind: ChallengeKind,
    /// Whom the user pool asks.
    pub(crate) username: String,
    /// The user pool's own note of it.
    pub(crate) session: String,
    /// Where to go when it is done.
    #[serde(default)]
    pub(crate) next: String,
}

impl Sealed for Challenge {
    const NAME: &'static str = "__Host-challenge";
    /// The user pool forgets a sign-in after three minutes unless it is told otherwise; it may be told fifteen.
    const KEPT: Duration = Duration::minutes(15);
}

//! The browsers of a person: put on a membership, and taken from it.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::alarm::Severity;
use crate::entity::Member;
use crate::entity::contact::{PushEndpoint, PushSubscription};
use crate::entity::member::PushChannel;

/// The most browsers of one person.
pub const MAX_BROWSERS: usize = 10;

/// A browser, by a hash of its endpoint: the endpoint itself lets anybody who knows it post to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct BrowserId(String);

impl BrowserId {
    /// The browser at `endpoint`.
    pub fn of(endpoint: &PushEndpoint) -> Self {
        let hash = Sha256::digest(endpoint.as_str());
        Self(hash[..12].iter().fold(String::new(), |mut id, byte| {
            write!(id, "{byte:02x}").expect("a string takes everything");
            id
        }))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A person has [`MAX_BROWSERS`] browsers already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a person has at most {MAX_BROWSERS} browsers")]
pub struct TooManyBrowsers;

/// `member` with `browser`, in place of what was known of the same endpoint. None where nothing changes.
///
/// # Errors
/// There is no room for one more.
pub fn with_browser(member: &Member, browser: &PushSubscription) -> Result<Option<Member>, TooManyBrowsers> {
    let mut next = member.clone();
    let push = next
        .channels
        .push
        .get_or_insert_with(|| PushChannel { subscriptions: Vec::new(), severities: Severity::ALL.into() });
    if push.subscriptions.contains(browser) {
        return Ok(None);
    }
    push.subscriptions.retain(|known| known.endpoint != browser.endpoint);
    if push.subscriptions.len() >= MAX_BROWSERS {
        return Err(TooManyBrowsers);
    }
    push.subscriptions.push(browser.clone());
    next.version += 1;
    Ok(Some(next))
}

/// `member` without a browser; none where there is no such browser. The severities that push tells stay.
pub fn without_browser(member: &Member, browser: &BrowserId) -> Option<Member> {
    let mut next = member.clone();
    let push = next.channels.push.as_mut()?;
    let before = push.subscriptions.len();
    push.subscriptions.retain(|known| BrowserId::of(&known.endpoint) != *browser);
    if push.subscriptions.len() == before {
        return None;
    }
    next.version += 1;
    Some(next)
}

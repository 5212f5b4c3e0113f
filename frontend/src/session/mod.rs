//! Who is signed in: kept in encrypted cookies and nowhere else, so that any task serves any request.
//!
//! The access token is not kept: the API takes the ID token, and a cookie has little room.

mod cookies;
mod extract;
#[cfg(test)]
mod tests;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use valmetal_domain::{access::Role, entity::Language};

pub(crate) use cookies::{Cookies, Sealed};
pub(crate) use extract::{Signed, keep, local_path};

/// A token is renewed when it has less than this left, so that it does not end on its way.
const RENEWED_BEFORE: SignedDuration = SignedDuration::from_mins(2);

/// What the user pool gave out at sign-in or renewal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tokens {
    /// Says who it is; the API takes it.
    pub(crate) id_token: String,
    /// Gets the next one. A renewal does not bring it again.
    pub(crate) refresh_token: Option<String>,
}

/// A signed-in person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    /// The ID token.
    pub(crate) id_token: String,
    /// The refresh token.
    pub(crate) refresh_token: String,
    /// What forms must send back: a value that no other site can know.
    pub(crate) form_token: String,
}

/// What an ID token says of its person. It came from the user pool itself, over TLS, and was encrypted since: nobody else
/// can have made it, so its signature is left to the API.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Claims {
    /// The person's id.
    pub(crate) sub: String,
    /// What they are called.
    #[serde(default)]
    pub(crate) name: Option<String>,
    /// The address they sign in with.
    #[serde(default)]
    pub(crate) email: Option<String>,
    /// `en` or `fr`, with or without a region.
    #[serde(default)]
    pub(crate) locale: Option<String>,
    #[serde(rename = "cognito:groups", default)]
    groups: Vec<String>,
    exp: i64,
}

/// An ID token that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the ID token cannot be read")]
pub(crate) struct UnreadableToken;

impl Session {
    /// A session that begins.
    pub(crate) fn begin(tokens: Tokens, form_token: String) -> Option<Self> {
        let Tokens { id_token, refresh_token } = tokens;
        Some(Self { id_token, refresh_token: refresh_token?, form_token })
    }

    /// The same session with newer tokens.
    #[must_use]
    pub(crate) fn renewed(&self, tokens: Tokens) -> Self {
        let Tokens { id_token, refresh_token } = tokens;
        Self {
            id_token,
            refresh_token: refresh_token.unwrap_or_else(|| self.refresh_token.clone()),
            form_token: self.form_token.clone(),
        }
    }

    /// What the ID token says.
    pub(crate) fn claims(&self) -> Result<Claims, UnreadableToken> {
        let payload = self.id_token.split('.').nth(1).ok_or(UnreadableToken)?;
        let json = URL_SAFE_NO_PAD.decode(payload).map_err(|_| UnreadableToken)?;
        serde_json::from_slice(&json).map_err(|_| UnreadableToken)
    }
}

impl Claims {
    /// Whether the token should be renewed before it is used.
    pub(crate) fn is_old(&self, now: Timestamp) -> bool {
        self.exp - now.as_second() < RENEWED_BEFORE.as_secs()
    }

    /// The greatest role that the person has on the platform.
    pub(crate) fn role(&self) -> Role {
        self.groups.iter().filter_map(|group| Role::of_group(group)).max().unwrap_or(Role::Worker)
    }

    /// The language that the person's account says.
    pub(crate) fn language(&self) -> Option<Language> {
        match self.locale.as_deref()?.get(..2)? {
            "fr" => Some(Language::Fr),
            "en" => Some(Language::En),
            _ => None,
        }
    }

    /// What to call them.
    pub(crate) fn display_name(&self) -> &str {
        self.name.as_deref().or(self.email.as_deref()).unwrap_or(&self.sub)
    }
}

//! Who calls: the claims of the caller's ID token, checked by whoever accepted the token.
//!
//! Behind the HTTP API, its JWT authorizer checks the token and hands the claims over as strings; a list arrives as
//! `[admins technicians]`. In a container, `valmetal-api` checks the token itself and puts [`Claims`] into the request's
//! extensions. Nothing here verifies a signature.
//!
//! Missing claims mean no farms: an unknown group, a farm entry that cannot be read and a list that is too long give no
//! rights.

mod caller;
mod farms;
#[cfg(feature = "sam-local")]
mod sam_local;
#[cfg(test)]
mod tests;

pub use caller::Caller;
pub use farms::{FarmsError, MAX_FARMS, decode_farms, encode_farms};
#[cfg(feature = "sam-local")]
pub(crate) use sam_local::sam_local;

use std::collections::HashMap;

use serde_json::Value;

/// The claim that lists a person's farms; see [`encode_farms`].
pub const FARMS: &str = "farms";

/// The claim that lists the groups of the user pool.
pub const GROUPS: &str = "cognito:groups";

/// The claims of a token that was accepted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims(HashMap<String, Value>);

impl Claims {
    /// The claims as a token carries them.
    pub fn of_token(claims: HashMap<String, Value>) -> Self {
        Self(claims)
    }

    /// The claims as an HTTP API's JWT authorizer hands them over.
    pub fn of_authorizer(claims: &HashMap<String, String>) -> Self {
        Self(claims.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect())
    }

    /// A claim that is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// A claim that is a list: an array, or what an authorizer makes of one.
    pub fn list(&self, name: &str) -> Vec<&str> {
        match self.0.get(name) {
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(text)) => text
                .trim_start_matches('[')
                .trim_end_matches(']')
                .split([' ', ','])
                .filter(|item| !item.is_empty())
                .collect(),
            _ => Vec::new(),
        }
    }
}

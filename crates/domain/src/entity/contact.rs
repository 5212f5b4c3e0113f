//! Where a person is reached: mail address, phone number, browsers that take web push.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::names::NameError;

macro_rules! checked {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $rule:literal, $pattern:literal, $is_valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks `value`.
            pub fn new(value: impl Into<String>) -> Result<Self, NameError> {
                let value = value.into();
                let is_valid: fn(&str) -> bool = $is_valid;
                if !is_valid(&value) {
                    return Err(NameError { kind: $kind, rule: $rule });
                }
                Ok(Self(value))
            }

            /// As text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "description": concat!("It must be ", $rule, "."), "pattern": $pattern})
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(value: String) -> Result<Self, NameError> {
                Self::new(value)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }
    };
}

checked!(
    /// A mail address, checked for its form only: whether it works, the first mail shows.
    MailAddress, "mail address", "of the form name@host",
    r"^[^\s@<>,\x00-\x1f\x7f-\x9f]{1,100}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", |value| {
        value.chars().count() <= 254
            && value.chars().all(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | ','))
            && value.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && !host.contains('@') && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
            })
    }
);
checked!(
    /// A phone number in E.164, such as `+14165550100`.
    PhoneNumber, "phone number", "'+' and 8 to 15 digits, as in +14165550100",
    r"^\+[1-9][0-9]{7,14}$", |value| {
        value.strip_prefix('+').is_some_and(|digits| {
            (8..=15).contains(&digits.len())
                && digits.bytes().all(|b| b.is_ascii_digit())
                && !digits.starts_with('0')
        })
    }
);
checked!(
    /// The address of a browser's push service. It is user input, and a request is made to it: whether its host may be
    /// asked, [`PushHosts`] says.
    PushEndpoint, "push endpoint", "an https address of a push service",
    r"^https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[!-~]{0,900})?$", |value| {
        value.len() <= 1024 && value.bytes().all(|b| b.is_ascii_graphic()) && host_of(value).is_some()
    }
);
checked!(
    /// A browser's public key: an uncompressed point of P-256, base64url.
    PushPublicKey, "push public key", "an uncompressed point of P-256 in base64url",
    "^B[A-Za-z0-9_-]{86}$", |value| {
        URL_SAFE_NO_PAD.decode(value).is_ok_and(|point| point.len() == 65 && point[0] == 4)
    }
);
checked!(
    /// A browser's secret: sixteen bytes, base64url.
    PushSecret, "push secret", "sixteen bytes in base64url",
    "^[A-Za-z0-9_-]{22}$", |value| {
        URL_SAFE_NO_PAD.decode(value).is_ok_and(|secret| secret.len() == 16)
    }
);

/// A browser that takes web push, as its `PushSubscription` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PushSubscription {
    /// Where messages are posted.
    pub endpoint: PushEndpoint,
    /// What messages are encrypted for.
    pub p256dh: PushPublicKey,
    /// What else only the browser and we know.
    pub auth: PushSecret,
}

impl PushEndpoint {
    /// The host that is asked.
    pub fn host(&self) -> &str {
        host_of(&self.0).unwrap_or_default()
    }

    /// The address without its path: whom a token is for.
    pub fn origin(&self) -> &str {
        let scheme = self.0.find("://").map_or(0, |at| at + 3);
        let end = self.0[scheme..].find(['/', '?', '#']).map_or(self.0.len(), |at| scheme + at);
        &self.0[..end]
    }
}

/// The host of an address that may be asked at all: by https at the usual port and without a user, or on this very machine,
/// which no network is between.
fn host_of(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let is_name = |host: &str| {
        !host.is_empty()
            && host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-')
    };
    match scheme {
        "https" => Some(authority).filter(|host| is_name(host)),
        "http" => {
            let (host, port) = authority.split_once(':')?;
            (host == "127.0.0.1" && port.parse::<u16>().is_ok()).then_some(host)
        }
        _ => None,
    }
}

/// The hosts that take web push, by which an endpoint is judged before anything is posted to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushHosts(Vec<String>);

impl PushHosts {
    /// Hosts joined by commas; one that begins with a dot stands for every host below it.
    pub fn parse(list: &str) -> Self {
        Self(list.split(',').map(str::trim).filter(|host| !host.is_empty()).map(str::to_owned).collect())
    }

    /// Whether this endpoint may be asked.
    pub fn include(&self, endpoint: &PushEndpoint) -> bool {
        let host = endpoint.host();
        self.0.iter().any(|known| if known.starts_with('.') { host.ends_with(known) } else { host == known })
    }
}

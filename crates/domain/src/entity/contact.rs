//! Where a person is reached: mail address, phone number, browsers that take web push.

use serde::{Deserialize, Serialize};

use crate::names::NameError;

/// Where browsers' makers take web push. An endpoint is user input, and a request is made to it: no other host is asked.
const PUSH_HOSTS: [&str; 4] =
    ["fcm.googleapis.com", "updates.push.services.mozilla.com", ".push.apple.com", ".notify.windows.com"];

macro_rules! checked {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $rule:literal, $is_valid:expr) => {
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
    MailAddress, "mail address", "of the form name@host", |value| {
        value.len() <= 254
            && value.chars().all(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | ','))
            && value.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && !host.contains('@') && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
            })
    }
);
checked!(
    /// A phone number in E.164, such as `+14165550100`.
    PhoneNumber, "phone number", "'+' and 8 to 15 digits, as in +14165550100", |value| {
        value.strip_prefix('+').is_some_and(|digits| {
            (8..=15).contains(&digits.len())
                && digits.bytes().all(|b| b.is_ascii_digit())
                && !digits.starts_with('0')
        })
    }
);
checked!(
    /// The address of a browser's push service.
    PushEndpoint, "push endpoint", "an https address of a known push service", |value| {
        let Some(rest) = value.strip_prefix("https://") else { return false };
        let host = rest.split('/').next().unwrap_or_default();
        value.len() <= 1024
            && value.bytes().all(|b| b.is_ascii_graphic())
            && PUSH_HOSTS.iter().any(|known| if known.starts_with('.') { host.ends_with(known) } else { host == *known })
    }
);

/// A browser that takes web push, as its `PushSubscription` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PushSubscription {
    /// Where messages are posted.
    pub endpoint: PushEndpoint,
    /// The browser's public key, base64url.
    pub p256dh: String,
    /// The browser's secret, base64url.
    pub auth: String,
}

//! Who belongs to a farm, in which role, and how they are told of its alarms.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contact::{MailAddress, PhoneNumber, PushSubscription};
use super::{DisplayName, FarmRole, Language, QuietHours, TimeZoneName};
use crate::alarm::Severity;
use crate::names::{FarmId, UserId};

/// The most farms that one person belongs to: what a token has room for.
pub const MAX_FARMS_OF_A_USER: usize = 50;
/// The most members of one farm.
pub const MAX_MEMBERS: usize = 200;

/// A person on a farm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// The farm.
    pub farm_id: FarmId,
    /// The person.
    pub user_id: UserId,
    /// What they are there.
    pub role: FarmRole,
    /// What they are called.
    pub name: DisplayName,
    /// The language they are told in.
    pub language: Language,
    /// The time they live by.
    pub timezone: TimeZoneName,
    /// How they are told.
    #[serde(default)]
    pub channels: Channels,
    /// When they are told only of what is critical.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet_hours: Option<QuietHours>,
    /// Grows with every change, for conditional writes.
    pub version: u64,
}

/// A membership as the person's side has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Membership {
    /// The person.
    pub user_id: UserId,
    /// The farm.
    pub farm_id: FarmId,
    /// What they are there.
    pub role: FarmRole,
}

/// A way to tell a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Channel {
    /// A mail.
    Mail,
    /// A text message on the phone.
    Sms,
    /// A notification of the browser.
    Push,
}

impl Channel {
    /// The word used in claims and the journal.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
            Self::Push => "push",
        }
    }
}

/// The ways in which a person is told; what is missing is not used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Channels {
    /// By mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailChannel>,
    /// By text message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms: Option<SmsChannel>,
    /// By web push.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub push: Option<PushChannel>,
}

/// Mail to one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailChannel {
    /// Where to.
    pub address: MailAddress,
    /// Which severities are told by it.
    #[serde(default = "all_severities")]
    pub severities: BTreeSet<Severity>,
}

/// Text messages to one phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SmsChannel {
    /// Where to.
    pub phone: PhoneNumber,
    /// Which severities are told by it.
    #[serde(default = "all_severities")]
    pub severities: BTreeSet<Severity>,
}

/// Notifications of the person's browsers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PushChannel {
    /// The browsers.
    pub subscriptions: Vec<PushSubscription>,
    /// Which severities are told by it.
    #[serde(default = "all_severities")]
    pub severities: BTreeSet<Severity>,
}

fn all_severities() -> BTreeSet<Severity> {
    Severity::ALL.into()
}

impl Member {
    /// The membership that this is, as the person's side has it.
    pub fn membership(&self) -> Membership {
        Membership { user_id: self.user_id.clone(), farm_id: self.farm_id.clone(), role: self.role }
    }
}

impl Channels {
    /// The ways that exist for this person, with the severities each is used for.
    pub fn iter(&self) -> impl Iterator<Item = (Channel, &BTreeSet<Severity>)> {
        [
            self.mail.as_ref().map(|c| (Channel::Mail, &c.severities)),
            self.sms.as_ref().map(|c| (Channel::Sms, &c.severities)),
            self.push
                .as_ref()
                .filter(|c| !c.subscriptions.is_empty())
                .map(|c| (Channel::Push, &c.severities)),
        ]
        .into_iter()
        .flatten()
    }
}

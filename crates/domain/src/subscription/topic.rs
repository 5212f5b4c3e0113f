//! Subscriptions to the topic `equipment-alarms`: a team's mailbox or a phone, with the farms and severities it hears of.

use std::collections::BTreeSet;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::alarm::Severity;
use crate::alarm::ports::StoreError;
use crate::entity::contact::{MailAddress, PhoneNumber};
use crate::entity::member::MAX_FARMS_OF_A_USER;
use crate::names::FarmId;

/// The most subscriptions of one person: the topic has room for 200 filters of everybody.
pub const MAX_SUBSCRIPTIONS: usize = 20;

/// A subscription, by the last part of its ARN.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct SubscriptionId(String);

impl SubscriptionId {
    /// `value`, where it can be one: letters, digits and `-`.
    pub fn parse(value: &str) -> Option<Self> {
        let good =
            (1..=64).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        good.then(|| Self(value.to_owned()))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who hears of it, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "protocol", content = "endpoint", rename_all = "camelCase")]
pub enum Target {
    /// A mailbox. SNS asks it for its consent before the first message.
    Email(MailAddress),
    /// A phone.
    Sms(PhoneNumber),
}

impl Target {
    /// The protocol in SNS's words.
    pub const fn protocol(&self) -> &'static str {
        match self {
            Self::Email(_) => "email",
            Self::Sms(_) => "sms",
        }
    }

    /// The address.
    pub fn endpoint(&self) -> &str {
        match self {
            Self::Email(address) => address.as_str(),
            Self::Sms(phone) => phone.as_str(),
        }
    }
}

/// What a subscription hears of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    farms: BTreeSet<FarmId>,
    severities: BTreeSet<Severity>,
}

/// Why a filter is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FilterFault {
    /// No farm, or more than a person has.
    #[error("name 1 to {MAX_FARMS_OF_A_USER} farms")]
    Farms,
    /// No severity.
    #[error("name at least one severity")]
    Severities,
}

impl Filter {
    /// These farms and severities.
    pub fn new(farms: BTreeSet<FarmId>, severities: BTreeSet<Severity>) -> Result<Self, FilterFault> {
        if farms.is_empty() || farms.len() > MAX_FARMS_OF_A_USER {
            return Err(FilterFault::Farms);
        }
        if severities.is_empty() {
            return Err(FilterFault::Severities);
        }
        Ok(Self { farms, severities })
    }

    /// The farms.
    pub const fn farms(&self) -> &BTreeSet<FarmId> {
        &self.farms
    }

    /// The filter policy, over the attributes of a [`crate::notification::TopicMessage`]. SNS takes 150 combinations of
    /// values at most, so every severity is said by naming none.
    pub fn policy(&self) -> Value {
        let mut policy = json!({ "farmId": self.farms });
        if self.severities.len() < Severity::ALL.len() {
            policy["severity"] = json!(self.severities);
        }
        policy
    }
}

/// A subscription of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TopicSubscription {
    /// Which.
    pub id: SubscriptionId,
    /// Who hears of it.
    #[serde(flatten)]
    pub target: Target,
    /// What it hears of.
    #[serde(flatten)]
    pub filter: Filter,
    /// Since when.
    pub created_at: Timestamp,
}

/// Why the topic took no subscription.
#[derive(Debug, thiserror::Error)]
pub enum SubscribeError {
    /// The topic has as many filters as SNS allows.
    #[error("the topic has no room for another filter")]
    Full,
    /// The address is subscribed already, with another filter.
    #[error("the address is subscribed already")]
    Taken,
    /// SNS does not take this address.
    #[error("the address is refused: {0}")]
    Refused(String),
    /// It could not be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
}

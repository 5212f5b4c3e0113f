//! Who may see a farm, and how people are told.

use serde::Deserialize;
use serde_json::Value;
use valmetal_domain::{alarm::Severity, entity::FarmRole};

/// A person of a farm, with all that the API keeps of them there: what is changed goes back whole.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Member {
    /// Who.
    pub(crate) user_id: String,
    /// What they are called.
    pub(crate) name: String,
    /// What they are there.
    pub(crate) role: FarmRole,
    /// How they are told.
    pub(crate) channels: Value,
    /// In which language.
    pub(crate) language: Value,
    /// Where they live.
    pub(crate) timezone: Value,
    /// When they are not disturbed.
    #[serde(default)]
    pub(crate) quiet_hours: Value,
    /// Which version the page shows.
    pub(crate) version: u64,
}

/// How the caller is told.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct OwnNotifications {
    /// What they are subscribed to.
    pub(crate) items: Vec<TopicSubscription>,
    /// Their settings, by farm.
    pub(crate) settings: Vec<OwnSettings>,
}

/// A subscription to the alarms of farms.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct TopicSubscription {
    /// Its id.
    pub(crate) id: String,
    /// Where it goes: an address or a number.
    pub(crate) endpoint: String,
    /// The farms.
    pub(crate) farms: Vec<String>,
    /// The severities.
    pub(crate) severities: Vec<Severity>,
}

/// How the caller is told of a farm.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OwnSettings {
    /// The farm.
    pub(crate) farm_id: String,
    /// When they are not disturbed.
    pub(crate) quiet_hours: Option<QuietHours>,
    /// By mail.
    pub(crate) mail: Option<Mail>,
    /// By text message.
    pub(crate) sms: Option<Sms>,
}

/// From when until when a person is not disturbed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct QuietHours {
    /// Such as `22:00`.
    pub(crate) from: String,
    /// Such as `05:30`.
    pub(crate) to: String,
}

/// Told by mail.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Mail {
    /// Where.
    pub(crate) address: String,
    /// Of what.
    pub(crate) severities: Vec<Severity>,
}

/// Told by text message.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Sms {
    /// Where.
    pub(crate) phone: String,
    /// Of what.
    pub(crate) severities: Vec<Severity>,
}

/// What became of a test message.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct TestMessage {
    /// Whether the channel took it.
    pub(crate) sent: bool,
}

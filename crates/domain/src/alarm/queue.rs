//! What travels on the alarm queue: what devices say, timers, presence, and the end of a thing.
//!
//! The rules of AWS IoT put a device's bytes into the envelope as base64, so that whatever a device sends, also what is
//! no JSON at all, arrives byte for byte.

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::json;

use super::message::reason;
use super::{AlarmId, ConditionKey};
use crate::dead_letter::Rejection;
use crate::names::ThingName;

#[cfg(test)]
mod tests;

/// One message of the alarm queue.
#[derive(Debug, Clone, PartialEq)]
pub enum QueueMessage {
    /// A device said something.
    Device(DeviceEnvelope),
    /// A condition is to be looked at again.
    Timer(TimerMessage),
    /// A thing's connection was lost, or is back.
    Presence(PresenceMessage),
    /// A thing is there no more.
    Retired(RetiredMessage),
}

/// A device's bytes, as the rules of AWS IoT wrap them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceEnvelope {
    /// Exactly what the device published.
    pub payload: Vec<u8>,
    /// The thing, from the topic.
    pub thing: ThingName,
    /// When AWS IoT took it.
    pub received: Timestamp,
    /// What the payload is meant to be.
    pub kind: PayloadKind,
}

/// What a device's payload is meant to be, by its topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PayloadKind {
    /// A [`super::message::AlarmMessage`].
    Alarm,
    /// A [`super::message::Snapshot`].
    Snapshot,
}

/// A condition's timer: of use only to the version that set it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimerMessage {
    /// The condition.
    #[serde(rename = "alarmId", with = "alarm_id")]
    pub key: ConditionKey,
    /// Its version when the timer was set.
    pub version: u64,
}

/// A thing's connection was lost for longer than its grace, or is back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PresenceMessage {
    /// The thing.
    pub thing: ThingName,
    /// Lost or back.
    pub state: PresenceState,
    /// Since when.
    pub at: Timestamp,
    /// The session that was lost, or that is back.
    pub session_id: String,
    /// With `activation`, the platform's own numbers for the connectivity alarm: they order it as a device's order its
    /// alarms.
    pub boot: u64,
    /// See `boot`.
    pub activation: u64,
}

/// Which way a connection changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PresenceState {
    /// It is lost.
    Lost,
    /// It is back.
    Restored,
}

/// A thing is no longer in the registry, and stands nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RetiredMessage {
    /// The thing.
    pub thing: ThingName,
    /// Since when.
    pub at: Timestamp,
}

/// Every field that a body may have: which of them it has says what it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    timer: Option<TimerMessage>,
    presence: Option<PresenceMessage>,
    retired: Option<RetiredMessage>,
    payload: Option<String>,
    thing: Option<String>,
    received: Option<i64>,
    kind: Option<PayloadKind>,
}

impl QueueMessage {
    /// Reads the body of a queue message. What no rule and no function of ours can have sent is refused.
    pub fn parse(body: &str) -> Result<Self, Rejection> {
        let body: Body = serde_json::from_str(body)
            .map_err(|error| Rejection::new(reason::BAD_ENVELOPE, error.to_string()))?;
        match body {
            Body { timer: Some(timer), presence: None, retired: None, payload: None, .. } => {
                Ok(Self::Timer(timer))
            }
            Body { presence: Some(presence), timer: None, retired: None, payload: None, .. } => {
                Ok(Self::Presence(presence))
            }
            Body { retired: Some(retired), timer: None, presence: None, payload: None, .. } => {
                Ok(Self::Retired(retired))
            }
            Body { timer: None, presence: None, retired: None, .. } => body.into_device().map(Self::Device),
            _ => Err(Rejection::new(reason::BAD_ENVELOPE, "more than one kind of message at once")),
        }
    }
}

impl Body {
    fn into_device(self) -> Result<DeviceEnvelope, Rejection> {
        let bad = |field: &str, detail: &str| Rejection::new(reason::BAD_ENVELOPE, detail).field(field);
        let payload = self.payload.ok_or_else(|| bad("payload", "missing"))?;
        let payload = STANDARD.decode(payload).map_err(|error| bad("payload", &error.to_string()))?;
        let received = self.received.ok_or_else(|| bad("received", "missing"))?;
        let received =
            Timestamp::from_millisecond(received).map_err(|error| bad("received", &error.to_string()))?;
        let kind = self.kind.ok_or_else(|| bad("kind", "missing"))?;
        let thing = self.thing.ok_or_else(|| bad("thing", "missing"))?;
        // A topic can carry what the registry would never take for a name.
        let thing = ThingName::new(thing.as_str()).map_err(|error| {
            Rejection::new(reason::UNKNOWN_THING, error.to_string()).field("thing").thing(thing)
        })?;
        Ok(DeviceEnvelope { payload, thing, received, kind })
    }
}

impl DeviceEnvelope {
    /// The body of the queue message, as the rules of AWS IoT make it.
    pub fn to_body(&self) -> String {
        json!({
            "payload": STANDARD.encode(&self.payload),
            "thing": self.thing,
            "received": self.received.as_millisecond(),
            "kind": self.kind,
        })
        .to_string()
    }
}

impl TimerMessage {
    /// The body of the queue message.
    pub fn to_body(&self) -> String {
        json!({ "timer": self }).to_string()
    }
}

impl PresenceMessage {
    /// The body of the queue message.
    pub fn to_body(&self) -> String {
        json!({ "presence": self }).to_string()
    }
}

impl RetiredMessage {
    /// The body of the queue message.
    pub fn to_body(&self) -> String {
        json!({ "retired": self }).to_string()
    }
}

/// A key under the id that clients know it by.
mod alarm_id {
    use super::{AlarmId, ConditionKey, Deserialize, Deserializer, Serialize, Serializer, de};

    pub(super) fn serialize<S: Serializer>(key: &ConditionKey, serializer: S) -> Result<S::Ok, S::Error> {
        key.alarm_id().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ConditionKey, D::Error> {
        AlarmId::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

//! What travels on the queues of feed and telemetry: a device's bytes, as the rules of AWS IoT wrap them.

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{alarm::message::reason, dead_letter::Rejection, names::ThingName};

/// A device's bytes with where they came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Exactly what the device published.
    pub payload: Vec<u8>,
    /// The thing, from the topic.
    pub thing: ThingName,
    /// When AWS IoT took it.
    pub received: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    payload: String,
    thing: String,
    received: i64,
}

impl Envelope {
    /// Reads the body of a queue message. What no rule of ours can have sent is refused.
    pub fn parse(body: &str) -> Result<Self, Rejection> {
        let bad = |field: &str, detail: String| Rejection::new(reason::BAD_ENVELOPE, detail).field(field);
        let Body { payload, thing, received } = serde_json::from_str(body)
            .map_err(|error| Rejection::new(reason::BAD_ENVELOPE, error.to_string()))?;
        let payload = STANDARD.decode(payload).map_err(|error| bad("payload", error.to_string()))?;
        let received =
            Timestamp::from_millisecond(received).map_err(|error| bad("received", error.to_string()))?;
        // A topic can carry what the registry would never take for a name.
        let thing = ThingName::new(thing.as_str()).map_err(|error| {
            Rejection::new(reason::UNKNOWN_THING, error.to_string()).field("thing").thing(thing)
        })?;
        Ok(Self { payload, thing, received })
    }

    /// The body of the queue message, as the rules of AWS IoT make it.
    pub fn to_body(&self) -> String {
        let body = Body {
            payload: STANDARD.encode(&self.payload),
            thing: self.thing.to_string(),
            received: self.received.as_millisecond(),
        };
        serde_json::to_string(&body).unwrap_or_default()
    }
}

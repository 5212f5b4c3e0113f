//! One message of the thing events' queue, told apart by its topic.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use valmetal_domain::alarm::message::reason;
use valmetal_domain::command::ShadowUpdate;
use valmetal_domain::dead_letter::Rejection;
use valmetal_domain::names::ThingName;
use valmetal_domain::presence::{GraceOver, PresenceEvent};

/// What there is to take.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    /// A session began or ended.
    Presence {
        /// The thing, whose name is its client's id.
        thing: ThingName,
        /// What happened.
        event: PresenceEvent,
    },
    /// The grace of a session's end is over.
    GraceOver(GraceOver),
    /// A thing is no longer in the registry.
    Deleted {
        /// The thing.
        thing: ThingName,
        /// Since when.
        at: Timestamp,
    },
    /// A thing's shadow was updated.
    Shadow {
        /// The thing.
        thing: ThingName,
        /// What its shadow is now.
        update: ShadowUpdate,
    },
    /// Nothing follows from it here.
    Nothing,
}

/// What the rules send, and what the function sends to itself.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    #[serde(borrow)]
    event: Option<&'a RawValue>,
    topic: Option<String>,
    /// When AWS IoT published the event, in milliseconds.
    received: Option<i64>,
    grace_over: Option<GraceOver>,
}

/// An event of the registry, on `$aws/events/thing/<name>/<operation>`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RegistryEvent {
    operation: Operation,
    thing_name: ThingName,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
enum Operation {
    Created,
    Updated,
    Deleted,
}

/// A shadow's documents, on `$aws/things/<name>/shadow/update/documents`.
#[derive(Deserialize)]
struct ShadowDocuments {
    previous: Option<Shadow>,
    current: Shadow,
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    timestamp: Timestamp,
}

#[derive(Deserialize)]
struct Shadow {
    state: ShadowState,
}

#[derive(Default, Deserialize)]
struct ShadowState {
    #[serde(default)]
    desired: Value,
    #[serde(default)]
    reported: Value,
}

impl From<ShadowDocuments> for ShadowUpdate {
    fn from(documents: ShadowDocuments) -> Self {
        let ShadowDocuments { previous, current, timestamp } = documents;
        let before = previous.map(|shadow| shadow.state).unwrap_or_default();
        Self {
            desired: [before.desired, current.state.desired],
            reported: current.state.reported,
            at: timestamp,
        }
    }
}

impl Event {
    /// Reads the body of a message.
    ///
    /// # Errors
    /// The reason why nobody will ever be able to read it.
    pub(crate) fn parse(body: &str) -> Result<Self, Rejection> {
        let envelope: Envelope<'_> = serde_json::from_str(body)
            .map_err(|error| Rejection::new(reason::BAD_ENVELOPE, error.to_string()))?;
        match envelope {
            Envelope { grace_over: Some(grace), event: None, topic: None, received: None } => {
                Ok(Self::GraceOver(grace))
            }
            Envelope {
                grace_over: None,
                event: Some(event),
                topic: Some(topic),
                received: Some(received),
            } => {
                let received = Timestamp::from_millisecond(received).map_err(|error| {
                    Rejection::new(reason::BAD_ENVELOPE, error.to_string()).field("received")
                })?;
                Self::of_topic(&topic, event.get(), received)
            }
            _ => Err(Rejection::new(
                reason::BAD_ENVELOPE,
                "neither an event with its topic and time nor the end of a grace",
            )),
        }
    }

    fn of_topic(topic: &str, event: &str, received: Timestamp) -> Result<Self, Rejection> {
        let levels: Vec<_> = topic.split('/').collect();
        match levels[..] {
            ["$aws", "events", "presence", "connected" | "disconnected", client] => {
                Self::of_presence(client, event)
            }
            ["$aws", "events", "thing", thing, ..] => {
                let RegistryEvent { operation, thing_name } = read(event, thing)?;
                // A new thing stands nowhere yet, and where a thing stands is no attribute of the registry.
                Ok(match operation {
                    Operation::Deleted => Self::Deleted { thing: thing_name, at: received },
                    Operation::Created | Operation::Updated => Self::Nothing,
                })
            }
            ["$aws", "things", thing, "shadow", "update", "documents"] => {
                let update = read::<ShadowDocuments>(event, thing)?.into();
                match ThingName::new(thing) {
                    Ok(thing) => Ok(Self::Shadow { thing, update }),
                    Err(error) => Err(Rejection::new(reason::BAD_FIELD, error.to_string()).field("topic")),
                }
            }
            _ => Err(Rejection::new(reason::BAD_ENVELOPE, format!("no rule takes {topic}")).field("topic")),
        }
    }

    fn of_presence(client: &str, event: &str) -> Result<Self, Rejection> {
        let event: PresenceEvent = read(event, client)?;
        if event.is_own() {
            return Ok(Self::Nothing);
        }
        match ThingName::new(event.client_id.as_str()) {
            Ok(thing) => Ok(Self::Presence { thing, event }),
            Err(error) => Err(Rejection::new(reason::BAD_FIELD, error.to_string())
                .field("event.clientId")
                .thing(client)),
        }
    }
}

fn read<'e, T: Deserialize<'e>>(event: &'e str, thing: &str) -> Result<T, Rejection> {
    serde_json::from_str(event)
        .map_err(|error| Rejection::new(reason::BAD_FIELD, error.to_string()).field("event").thing(thing))
}

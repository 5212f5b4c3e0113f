//! One message of the alarm queue, read to the end: the envelope and what a device put into it.

use valmetal_domain::alarm::ConditionKey;
use valmetal_domain::alarm::message::{AlarmMessage, Snapshot, reason};
use valmetal_domain::alarm::queue::{
    DeviceEnvelope, PayloadKind, PresenceMessage, QueueMessage, RetiredMessage,
};
use valmetal_domain::dead_letter::Rejection;
use valmetal_domain::names::ThingName;

use super::connection;

/// What there is to take.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// A device says something of one condition.
    Said {
        /// The device.
        thing: ThingName,
        /// What it says.
        word: AlarmMessage,
    },
    /// A device lists what is active.
    Listed {
        /// The device.
        thing: ThingName,
        /// The list.
        snapshot: Snapshot,
    },
    /// A condition is to be looked at.
    Timer {
        /// The condition.
        key: ConditionKey,
        /// The version that set the timer; none where the sweeper found the condition.
        version: Option<u64>,
    },
    /// A thing's connection is lost or back.
    Presence(PresenceMessage),
    /// A thing is there no more.
    Retired(RetiredMessage),
}

impl Message {
    /// Reads the body of a message of the queue.
    ///
    /// # Errors
    /// The reason why nobody will ever be able to read it.
    pub fn parse(body: &str) -> Result<Self, Rejection> {
        match QueueMessage::parse(body)? {
            QueueMessage::Device(envelope) => {
                let thing = envelope.thing.clone();
                Self::of_device(envelope).map_err(|rejection| rejection.thing(thing.as_str()))
            }
            QueueMessage::Timer(timer) => Ok(Self::Timer { key: timer.key, version: Some(timer.version) }),
            QueueMessage::Presence(presence) => Ok(Self::Presence(presence)),
            QueueMessage::Retired(retired) => Ok(Self::Retired(retired)),
        }
    }

    fn of_device(envelope: DeviceEnvelope) -> Result<Self, Rejection> {
        let DeviceEnvelope { payload, thing, received, kind } = envelope;
        match kind {
            PayloadKind::Alarm => {
                let word = AlarmMessage::parse(&payload, received)?;
                if connection::is_of(&key_of(&thing, &word)) {
                    return Err(not_yours("code").schema_version(word.schema_version));
                }
                Ok(Self::Said { thing, word })
            }
            PayloadKind::Snapshot => {
                let snapshot = Snapshot::parse(&payload, received)?;
                Ok(Self::Listed { thing, snapshot })
            }
        }
    }
}

/// The condition that `word` is about.
pub(super) fn key_of(thing: &ThingName, word: &AlarmMessage) -> ConditionKey {
    ConditionKey { thing: thing.clone(), component: word.component.clone(), code: word.code.clone() }
}

/// A device spoke of its own connection, which only the platform sees.
pub(super) fn not_yours(field: &str) -> Rejection {
    Rejection::new(reason::BAD_FIELD, "only the platform says whether a thing is connected").field(field)
}

//! Whether a thing is connected, from AWS IoT's lifecycle events, and when its loss is an alarm.
//!
//! The events come repeated and in any order, and their times are off by up to two minutes either way. What holds is:
//!
//! - A session connects once and disconnects once; both events carry its id and its version. A session that has
//!   disconnected never comes back.
//! - A later session of the same client has a greater version. After about an hour offline, or when a persistent session
//!   expires, the versions start again: between events that are clearly apart the time decides, and not the version.
//! - A client that connects while its last session lasts ends that one (`DUPLICATE_CLIENTID`), and the end of the old may
//!   be heard of after the beginning of the new.
//!
//! So the state is that of the newest session known, and within a session its end wins. A loss becomes an alarm when the
//! thing is still lost after a grace and AWS IoT, asked once more, does not know better.
//!
//! Every decision is safe to make again: a repeated event repeats the effects that its first hearing may not have lived
//! to see, and the alarm that they reach knows them by the outage's number.

pub mod ports;

use std::cmp::Ordering;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::alarm::queue::{PresenceMessage, PresenceState};
use crate::entity::{Connectivity, ConnectivityStatus, Outage};
use crate::names::ThingName;

#[cfg(test)]
mod tests;

/// What the client ids of the platform's own MQTT clients begin with.
pub const OWN_CLIENT_PREFIX: &str = "valmetal-";

/// Events further apart than this are in the order of their times. Two minutes either way for each of the two, and one
/// for the end of a session that another took over.
const TIMES_OVERLAP: SignedDuration = SignedDuration::from_mins(5);

/// A lifecycle event as AWS IoT publishes it on `$aws/events/presence/connected/<client>` and `…/disconnected/<client>`.
/// Fields that are of no use here are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PresenceEvent {
    /// The MQTT client. A device's is its thing's name: its policy lets it connect under no other.
    pub client_id: String,
    /// What happened.
    pub event_type: PresenceEventType,
    /// The session that it happened to.
    pub session_identifier: String,
    /// The session's version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version_number: Option<u64>,
    /// When it happened, to within two minutes.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub timestamp: Timestamp,
    /// On a disconnect: why, in AWS IoT's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disconnect_reason: Option<String>,
}

/// What can happen to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PresenceEventType {
    /// It began.
    Connected,
    /// It ended.
    Disconnected,
}

/// The grace of a session's end is over. The function sends it to itself, delayed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GraceOver {
    /// The thing.
    pub thing: ThingName,
    /// The session that ended.
    pub session_id: String,
    /// When it ended.
    pub at: Timestamp,
}

/// What AWS IoT answers when it is asked for a thing's connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// It is connected.
    pub connected: bool,
    /// Since when it is so.
    pub at: Timestamp,
}

/// What is to be done about an event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decision {
    /// The connectivity from now on, where it changes. It is stored before the rest is done.
    pub connectivity: Option<Connectivity>,
    /// What else is to be done.
    pub then: Option<Then>,
}

/// What follows from a change of connectivity. Doing it twice does no harm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// Send this to ourselves, delayed by the grace.
    StartGrace(GraceOver),
    /// Tell the connectivity alarm.
    Tell(PresenceMessage),
}

impl PresenceEvent {
    /// Whether it is of one of the platform's own MQTT clients, which are nobody's things.
    pub fn is_own(&self) -> bool {
        self.client_id.starts_with(OWN_CLIENT_PREFIX)
    }
}

impl GraceOver {
    /// The body of the queue message.
    pub fn to_body(&self) -> String {
        json!({ "graceOver": self }).to_string()
    }
}

/// What `event` means for `thing`, of which `known` is known.
pub fn hear(thing: &ThingName, known: &Connectivity, event: &PresenceEvent) -> Decision {
    if event.is_own() {
        return Decision::default();
    }
    let same_session = known.session_id.as_deref() == Some(event.session_identifier.as_str())
        && known.version_number == event.version_number;
    let status = match event.event_type {
        PresenceEventType::Connected => ConnectivityStatus::Connected,
        PresenceEventType::Disconnected => ConnectivityStatus::Disconnected,
    };
    if same_session && status == known.status {
        return Decision { connectivity: None, then: known.owes(thing) };
    }
    let is_news =
        if same_session { status == ConnectivityStatus::Disconnected } else { is_later(event, known) };
    if !is_news {
        return Decision::default();
    }
    let next = Connectivity {
        status,
        session_id: Some(event.session_identifier.clone()),
        version_number: event.version_number,
        since: Some(event.timestamp),
        reason: event.disconnect_reason.clone(),
        outage: match status {
            ConnectivityStatus::Disconnected => Some(known.outage_from(event.timestamp)),
            _ => known.outage,
        },
    };
    let then = next.owes(thing);
    Decision { connectivity: Some(next), then }
}

/// What is to be done when the grace is over and `known` is known. `asked` is what AWS IoT answers when it is asked once
/// more, where it could be asked.
pub fn end_grace(grace: &GraceOver, known: &Connectivity, asked: Option<Asked>) -> Decision {
    let still =
        |outage: &Outage| known.status == ConnectivityStatus::Disconnected && outage.since == grace.at;
    let Some(outage) = known.outage.filter(still) else { return Decision::default() };

    // What is older than the loss is the answer of somebody who has not heard of it yet.
    let back = asked.filter(|asked| asked.connected && asked.at >= outage.since - TIMES_OVERLAP);
    if let Some(asked) = back.filter(|_| !outage.announced) {
        // Of which session is not said: the next event of any session tells.
        let next = Connectivity {
            status: ConnectivityStatus::Connected,
            since: Some(asked.at),
            outage: known.outage,
            ..Connectivity::default()
        };
        return Decision { connectivity: Some(next), then: None };
    }
    let next = Connectivity { outage: Some(Outage { announced: true, ..outage }), ..known.clone() };
    let then = next.owes(&grace.thing);
    Decision { connectivity: Some(next).filter(|next| next != known), then }
}

/// Whether `event` is of a later session than the one that is known.
fn is_later(event: &PresenceEvent, known: &Connectivity) -> bool {
    let Some(since) = known.since else { return true };
    let apart = event.timestamp.duration_since(since);
    if apart.abs() > TIMES_OVERLAP {
        return apart.is_positive();
    }
    match (event.version_number, known.version_number) {
        (Some(version), Some(known_version)) => match version.cmp(&known_version) {
            Ordering::Equal => {
                (event.timestamp, event.session_identifier.as_str()) > (since, known.session())
            }
            order => order.is_gt(),
        },
        // A state that AWS IoT was asked for has no version: any event is news to it.
        _ => true,
    }
}

impl Connectivity {
    fn session(&self) -> &str {
        self.session_id.as_deref().unwrap_or_default()
    }

    /// The outage that a disconnect at `at` is part of. One that the alarm knows of lasts until the thing is known to be
    /// connected again, also where a further session began and ended meanwhile: else nobody would end that alarm.
    fn outage_from(&self, at: Timestamp) -> Outage {
        let goes_on =
            self.outage.filter(|last| self.status == ConnectivityStatus::Disconnected && last.announced);
        goes_on.unwrap_or_else(|| {
            let by_time = u64::try_from(at.as_second()).unwrap_or_default();
            let number = self.outage.map_or(by_time, |last| by_time.max(last.number + 1));
            Outage { number, since: at, announced: false }
        })
    }

    /// What follows from this, as often as it is asked.
    fn owes(&self, thing: &ThingName) -> Option<Then> {
        let outage = self.outage?;
        let tell = |state, at| {
            Some(Then::Tell(PresenceMessage {
                thing: thing.clone(),
                state,
                at,
                session_id: self.session().to_owned(),
                boot: outage.number,
                activation: 1,
            }))
        };
        match (self.status, outage.announced) {
            (ConnectivityStatus::Disconnected, false) => Some(Then::StartGrace(GraceOver {
                thing: thing.clone(),
                session_id: self.session().to_owned(),
                at: outage.since,
            })),
            (ConnectivityStatus::Disconnected, true) => tell(PresenceState::Lost, outage.since),
            (ConnectivityStatus::Connected, true) => {
                tell(PresenceState::Restored, self.since.unwrap_or(outage.since).max(outage.since))
            }
            (ConnectivityStatus::Connected | ConnectivityStatus::Unknown, _) => None,
        }
    }
}

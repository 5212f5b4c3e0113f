//! A notice on the topic `equipment-alarms`: for teams' mailboxes and other systems, which filter by its attributes.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::letters::to_ascii;
use super::mail::{headline, mail};
use super::notice::{Notice, Reader};
use crate::entity::Language;

/// The most characters of a topic message's subject, by SNS.
const MAX_SUBJECT: usize = 100;

/// A message to everybody who subscribed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicMessage {
    /// One line of ASCII, for mail subscribers.
    pub subject: String,
    /// For people.
    pub text: String,
    /// For other systems.
    pub json: Value,
    /// What filter policies look at: `farmId`, `severity`, `code`, `state`.
    pub attributes: BTreeMap<&'static str, String>,
}

/// `notice` for the topic, in the farm's language and UTC.
pub fn topic(notice: &Notice, language: Language) -> TopicMessage {
    let subject = &notice.subject;
    let reader = Reader { language, zone: TimeZone::UTC, despite: None };
    let attributes = BTreeMap::from([
        ("farmId", notice.farm_id.to_string()),
        ("severity", subject.severity.as_str().to_owned()),
        ("code", subject.code.to_string()),
        ("state", subject.state.as_str().to_owned()),
    ]);
    let mut json = json!(attributes);
    json["alarmId"] = json!(subject.alarm_id.as_str());
    json["occurrence"] = json!(subject.occurrence);
    json["raisedAt"] = json!(subject.raised_at);
    json["machine"] = json!(subject.machine);
    json["component"] = json!(subject.component);
    json["title"] = json!(subject.card(language).title);
    TopicMessage {
        subject: to_ascii(&headline(notice, language)).chars().take(MAX_SUBJECT).collect(),
        text: mail(notice, &reader).body,
        json,
        attributes,
    }
}

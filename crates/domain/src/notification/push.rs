//! A notice as a web push message.

use serde::{Deserialize, Serialize};

use super::mail::headline;
use super::notice::{Notice, Occasion, Reader};
use super::words;
use crate::alarm::Severity;

/// What the service worker of the web client gets, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PushPayload {
    /// The notification's title.
    pub title: String,
    /// The notification's text.
    pub body: String,
    /// What a click opens.
    pub url: String,
    /// A later notification of the same tag takes the place of an earlier one.
    pub tag: String,
    /// How bad it is.
    pub severity: Severity,
    /// The occurrence that "take it" acknowledges; none, where there is nothing to take.
    pub occurrence: Option<u64>,
}

/// `notice` as a push message to `reader`.
pub fn push(notice: &Notice, reader: &Reader) -> PushPayload {
    let language = reader.language;
    let subject = &notice.subject;
    let body = match &notice.occasion {
        Occasion::Level { level, round } => {
            let first_step = subject.card(language).steps.first().cloned();
            let despite = reader.despite.map(|despite| words::despite(language, despite).to_owned());
            let parts = [words::unanswered(language, *level, *round), first_step, despite];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        Occasion::Flood { .. } => {
            notice.subjects().take(5).map(|s| s.card(language).title.as_str()).collect::<Vec<_>>().join(", ")
        }
        Occasion::Taken { .. } => String::new(),
    };
    let tag = match notice.occasion {
        Occasion::Flood { .. } => format!("flood-{}", notice.farm_id),
        _ => subject.alarm_id.as_str().to_owned(),
    };
    PushPayload {
        title: headline(notice, language),
        body,
        url: notice.link(),
        tag,
        severity: subject.severity,
        occurrence: matches!(notice.occasion, Occasion::Level { .. }).then_some(subject.occurrence),
    }
}

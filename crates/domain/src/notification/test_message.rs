//! A message by which a person sees whether a channel works.

use jiff::Timestamp;
use jiff::tz::TimeZoneDatabase;

use super::letters::to_gsm;
use super::notice::Reader;
use super::{Mail, PushPayload};
use crate::alarm::Severity;
use crate::entity::{Language, Member};

/// A test message to one person, in their language and by their clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestMessage {
    title: &'static str,
    text: String,
    url: String,
}

impl TestMessage {
    /// The message to `member` at `now`; `web_url` is where the web client is.
    pub fn new(member: &Member, now: Timestamp, zones: &TimeZoneDatabase, web_url: &str) -> Self {
        let time = Reader::new(member, None, zones).time(now);
        let (title, text) = match member.language {
            Language::En => ("Valmetal: test message", format!("Sent {time}. Alarms reach you this way.")),
            Language::Fr => {
                ("Valmetal : message d'essai", format!("Envoyé {time}. Les alarmes vous parviennent ainsi."))
            }
        };
        Self { title, text, url: web_url.to_owned() }
    }

    /// As a mail.
    pub fn mail(&self) -> Mail {
        Mail { subject: self.title.to_owned(), body: format!("{}\n\n{}\n", self.text, self.url) }
    }

    /// As a text message.
    pub fn text(&self) -> String {
        to_gsm(&format!("{}. {}", self.title, self.text))
    }

    /// As a notification of a browser.
    pub fn push(&self) -> PushPayload {
        PushPayload {
            title: self.title.to_owned(),
            body: self.text.clone(),
            url: self.url.clone(),
            tag: "test".to_owned(),
            severity: Severity::Low,
            occurrence: None,
        }
    }
}

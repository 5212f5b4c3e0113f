//! A change of a person's own settings.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::alarm::Severity;
use crate::entity::member::{MailChannel, PushChannel, SmsChannel};
use crate::entity::{Language, Member, QuietHours, TimeZoneName};
use crate::names::FarmId;

/// What a person changes of how they are told. What is missing stays; a channel that is `null` is not used any more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SettingsChange {
    /// The farms of which it is changed; all of the person's where nothing is said.
    #[serde(default)]
    pub farms: Option<BTreeSet<FarmId>>,
    /// The language of messages.
    #[serde(default)]
    pub language: Option<Language>,
    /// The time that quiet hours and messages go by.
    #[serde(default)]
    pub timezone: Option<TimeZoneName>,
    /// When only what is critical is told; `null` is never.
    #[serde(default, deserialize_with = "given")]
    pub quiet_hours: Option<Option<QuietHours>>,
    /// Mail.
    #[serde(default, deserialize_with = "given")]
    pub mail: Option<Option<MailChannel>>,
    /// Text messages.
    #[serde(default, deserialize_with = "given")]
    pub sms: Option<Option<SmsChannel>>,
    /// Which severities the person's browsers are told.
    #[serde(default)]
    pub push_severities: Option<BTreeSet<Severity>>,
}

/// A field that is there, `null` included.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl SettingsChange {
    /// `member`, of one of the farms, with this change; none where nothing changes.
    pub fn apply(&self, member: &Member) -> Option<Member> {
        let mut next = member.clone();
        if let Some(language) = self.language {
            next.language = language;
        }
        if let Some(timezone) = &self.timezone {
            next.timezone = timezone.clone();
        }
        if let Some(quiet_hours) = self.quiet_hours {
            next.quiet_hours = quiet_hours;
        }
        if let Some(mail) = &self.mail {
            next.channels.mail.clone_from(mail);
        }
        if let Some(sms) = &self.sms {
            next.channels.sms.clone_from(sms);
        }
        if let Some(severities) = &self.push_severities {
            let none = || PushChannel { subscriptions: Vec::new(), severities: BTreeSet::new() };
            next.channels.push.get_or_insert_with(none).severities.clone_from(severities);
        }
        if next == *member {
            return None;
        }
        next.version += 1;
        Some(next)
    }
}

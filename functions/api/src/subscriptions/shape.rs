//! A person's settings and browsers as they see them themselves.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use valmetal_domain::{
    alarm::Severity,
    entity::{
        Language, Member, QuietHours, TimeZoneName,
        member::{MailChannel, SmsChannel},
    },
    names::FarmId,
    subscription::BrowserId,
};

/// How the caller is told of one farm's alarms.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SettingsView {
    farm_id: FarmId,
    language: Language,
    timezone: TimeZoneName,
    quiet_hours: Option<QuietHours>,
    mail: Option<MailChannel>,
    sms: Option<SmsChannel>,
    push: Option<PushView>,
}

/// The browsers that are told, without what would let others post to them.
#[derive(Debug, Serialize, JsonSchema)]
struct PushView {
    browsers: Vec<Browser>,
    severities: BTreeSet<Severity>,
}

/// A browser.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
struct Browser {
    id: BrowserId,
    /// The push service of its maker.
    host: String,
}

impl SettingsView {
    /// What `member` set.
    pub(super) fn of(member: &Member) -> Self {
        let channels = &member.channels;
        Self {
            farm_id: member.farm_id.clone(),
            language: member.language,
            timezone: member.timezone.clone(),
            quiet_hours: member.quiet_hours,
            mail: channels.mail.clone(),
            sms: channels.sms.clone(),
            push: channels.push.as_ref().map(|push| PushView {
                browsers: push
                    .subscriptions
                    .iter()
                    .map(|browser| Browser {
                        id: BrowserId::of(&browser.endpoint),
                        host: browser.endpoint.host().to_owned(),
                    })
                    .collect(),
                severities: push.severities.clone(),
            }),
        }
    }

    /// All of `members`, by farm.
    pub(super) fn all(members: &[Member]) -> Vec<Self> {
        let mut views: Vec<_> = members.iter().map(Self::of).collect();
        views.sort_by(|one, other| one.farm_id.cmp(&other.farm_id));
        views
    }
}

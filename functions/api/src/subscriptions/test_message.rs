//! `POST /v1/subscriptions/test`: a message to oneself by one channel, to see whether it works.

use std::sync::Arc;

use http::StatusCode;
use jiff::tz::TimeZoneDatabase;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tracing::warn;
use valmetal_domain::{
    access::{Operation, PlatformOperation},
    entity::{Channel, Member, ports::ReadMember},
    names::FarmId,
    notification::{
        SendError, TestMessage,
        ports::{SendMail, SendPush, SendSms},
    },
    subscription::{Failure, ports::NoteReach},
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    error::chain,
    http::{Body, Json, State},
    problem::Problem,
};

use crate::{
    farm_access::{allow, allow_on_platform},
    store::unavailable,
};

/// What a test message needs.
#[derive(Clone)]
pub(super) struct Testing {
    /// Reads the caller's settings.
    pub members: Arc<dyn ReadMember>,
    /// Mail.
    pub mail: Arc<dyn SendMail>,
    /// Text messages.
    pub sms: Arc<dyn SendSms>,
    /// Web push; none where it is not set up.
    pub push: Option<Arc<dyn SendPush>>,
    /// Notes whether it worked.
    pub reach: Arc<dyn NoteReach>,
    /// The time zones in which people live.
    pub zones: TimeZoneDatabase,
    /// Where the web client is.
    pub web_url: String,
    /// The time.
    pub clock: Clock,
}

/// Which channel is tried, as it is set for which farm.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Asked {
    farm_id: FarmId,
    channel: Channel,
}

/// What became of it. That a channel took it does not mean that it was read.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TestMessage")]
pub(super) struct Tried {
    channel: Channel,
    sent: bool,
    failure: Option<Failure>,
}

/// Sends the message, and answers whether the channel took it.
pub(super) async fn send(
    State(testing): State<Testing>,
    caller: Caller,
    Body(Asked { farm_id, channel }): Body<Asked>,
) -> Result<(StatusCode, Json<Tried>), Problem> {
    allow_on_platform(&caller, PlatformOperation::ChangeOwnSubscriptions)?;
    allow(&caller, Operation::Read, &farm_id, "farm")?;
    let member = testing.members.read_member(&farm_id, &caller.user_id).await.map_err(unavailable)?;
    let member = member.ok_or_else(|| Problem::not_found("membership"))?;
    let sent = testing.send(&member, channel).await?;
    if let Err(error) = &sent {
        warn!(channel = channel.as_str(), error = chain(error), "the test message was not sent");
    }
    let failure = sent.as_ref().err().and_then(Failure::of);
    if sent.is_ok() || failure.is_some() {
        let at = testing.clock.now();
        let noted = testing.reach.note_reach(&caller.user_id, channel, at, failure).await;
        noted.map_err(unavailable)?;
    }
    Ok((StatusCode::OK, Json(Tried { channel, sent: sent.is_ok(), failure })))
}

impl Testing {
    async fn send(&self, member: &Member, channel: Channel) -> Result<Result<(), SendError>, Problem> {
        let message = TestMessage::new(member, self.clock.now(), &self.zones, &self.web_url);
        let channels = &member.channels;
        Ok(match channel {
            Channel::Mail => {
                let to = channels.mail.as_ref().ok_or_else(|| no_channel(channel))?;
                self.mail.send_mail(&to.address, &message.mail()).await
            }
            Channel::Sms => {
                let to = channels.sms.as_ref().ok_or_else(|| no_channel(channel))?;
                self.sms.send_sms(&to.phone, &message.text()).await
            }
            Channel::Push => {
                let to = channels.push.as_ref().filter(|push| !push.subscriptions.is_empty());
                let (to, push) = to.zip(self.push.as_ref()).ok_or_else(|| no_channel(channel))?;
                let payload = message.push();
                let sending = to.subscriptions.iter().map(|browser| push.send_push(browser, &payload));
                let mut sent = futures::future::join_all(sending).await;
                // One browser that works is a channel that works.
                let best = sent.iter().position(Result::is_ok).unwrap_or_default();
                sent.swap_remove(best)
            }
        })
    }
}

fn no_channel(channel: Channel) -> Problem {
    let detail = format!("You have set up no {} for this farm.", channel.as_str());
    Problem::conflict("noChannel", detail)
}

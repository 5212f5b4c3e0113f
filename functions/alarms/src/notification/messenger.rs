//! Sends messages, each claimed before and settled after, so that a task that is tried again does not tell people twice.

use std::sync::Arc;

use futures::stream::{StreamExt, iter};
use jiff::Timestamp;
use jiff::tz::TimeZoneDatabase;
use tracing::warn;
use valmetal_domain::alarm::EscalationRef;
use valmetal_domain::entity::{Channel, Language, Member};
use valmetal_domain::names::UserId;
use valmetal_domain::notification::ports::{
    ClaimMessage, Claimed, PublishTopic, SendMail, SendSms, SettleMessage, StoreError,
};
use valmetal_domain::notification::{
    Addressee, Claim, ClaimKey, Delivery, Despite, Notice, Reader, SendError, Settlement, Tally, Telling,
    mail, push, sms, topic,
};
use valmetal_domain::subscription::Failure;
use valmetal_domain::subscription::ports::NoteReach;
use valmetal_runtime::{
    error::chain,
    metrics::{Metric, Metrics},
};

use super::Browsers;

/// How many messages are on their way at once.
const AT_ONCE: usize = 10;

/// Sends messages.
pub struct Messenger {
    /// Claims a message.
    pub claims: Arc<dyn ClaimMessage>,
    /// Says what became of it.
    pub settlements: Arc<dyn SettleMessage>,
    /// Mail.
    pub mail: Arc<dyn SendMail>,
    /// Text messages.
    pub sms: Arc<dyn SendSms>,
    /// Web push.
    pub browsers: Browsers,
    /// Notes whose channels work.
    pub reach: Arc<dyn NoteReach>,
    /// The topic `equipment-alarms`.
    pub topic: Arc<dyn PublishTopic>,
    /// The time zones in which people live.
    pub zones: TimeZoneDatabase,
    /// Counts.
    pub metrics: Metrics,
}

/// Under which names the messages of one notice are claimed.
pub(super) struct Names {
    /// Whose messages they are.
    pub(super) escalation: EscalationRef,
    /// Which step of it.
    pub(super) step: u32,
    /// How often each may be sent.
    pub(super) delivery: Delivery,
    /// What claims a message that several escalations share: whoever comes first sends it for all.
    pub(super) shared: Option<EscalationRef>,
    /// When they are claimed.
    pub(super) at: Timestamp,
}

impl Names {
    fn claim(&self, to: Addressee) -> Claim {
        self.claim_of(self.escalation.clone(), self.step, to)
    }

    fn shared_claim(&self, to: Addressee) -> Option<Claim> {
        self.shared.clone().map(|escalation| self.claim_of(escalation, 0, to))
    }

    fn claim_of(&self, escalation: EscalationRef, step: u32, to: Addressee) -> Claim {
        let expires_at =
            self.at.checked_add(valmetal_domain::notification::claim::KEPT).unwrap_or(Timestamp::MAX);
        Claim { key: ClaimKey { escalation, step, to }, delivery: self.delivery, at: self.at, expires_at }
    }
}

impl Messenger {
    /// Tells each of `tellings` by each of their channels, and says what came of it.
    ///
    /// # Errors
    /// The store of the claims failed. What was sent by then is claimed.
    pub(super) async fn tell(
        &self,
        notice: &Notice,
        names: &Names,
        tellings: &[Telling<'_>],
    ) -> Result<Tally, StoreError> {
        let mut tally = Tally::default();
        let mut sending = Vec::new();
        for telling in tellings {
            tally.expect(&telling.member.user_id);
            for (channel, despite) in &telling.channels {
                sending.push(self.tell_one(notice, names, telling.member, *channel, *despite));
            }
        }
        for settled in iter(sending).buffer_unordered(AT_ONCE).collect::<Vec<_>>().await {
            let (user, channel, settlement) = settled?;
            tally.add(user, channel, settlement);
        }
        Ok(tally)
    }

    async fn tell_one<'a>(
        &self,
        notice: &Notice,
        names: &Names,
        member: &'a Member,
        channel: Channel,
        despite: Option<Despite>,
    ) -> Result<(&'a UserId, Channel, Settlement), StoreError> {
        let to = Addressee::Person(member.user_id.clone(), channel);
        let sending = async {
            let sent = self.send(notice, member, channel, despite).await;
            self.note(&member.user_id, channel, names.at, &sent).await;
            sent
        };
        let settlement = self.once(names, to, sending).await?;
        Ok((&member.user_id, channel, settlement))
    }

    /// Publishes `notice` to the topic, in the farm's language. What fails is logged and counted: the topic holds nobody
    /// up.
    pub(super) async fn publish(&self, notice: &Notice, names: &Names, language: Language) {
        let message = topic(notice, language);
        if let Err(error) = self.once(names, Addressee::Topic, self.topic.publish_topic(&message)).await {
            warn!(error = chain(&error), "the topic was not told");
        }
    }

    /// Sends one message, unless it was sent before or is another's to send.
    async fn once(
        &self,
        names: &Names,
        to: Addressee,
        send: impl Future<Output = Result<(), SendError>>,
    ) -> Result<Settlement, StoreError> {
        let own = names.claim(to.clone());
        if let Claimed::Settled(settlement) = self.claims.claim_message(&own).await? {
            return Ok(settlement);
        }
        let settlement = match names.shared_claim(to) {
            None => self.settle(&send.await),
            Some(shared) => match self.claims.claim_message(&shared).await? {
                Claimed::Settled(settlement) => settlement,
                Claimed::Ours => {
                    let settlement = self.settle(&send.await);
                    self.settlements.settle_message(&shared.key, settlement).await?;
                    settlement
                }
            },
        };
        self.settlements.settle_message(&own.key, settlement).await?;
        Ok(settlement)
    }

    /// Notes whether the channel took the message. What cannot be noted holds no message up.
    async fn note(&self, user: &UserId, channel: Channel, at: Timestamp, sent: &Result<(), SendError>) {
        let failure = sent.as_ref().err().map(Failure::of);
        // Where nobody answered, nothing was seen.
        let Some(failure) = failure.map_or(Some(None), |failure| failure.map(Some)) else { return };
        if let Err(error) = self.reach.note_reach(user, channel, at, failure).await {
            warn!(error = chain(&error), "whether the channel works was not noted");
        }
    }

    fn settle(&self, sent: &Result<(), SendError>) -> Settlement {
        self.metrics.count(if sent.is_ok() { Metric::MessagesSent } else { Metric::MessagesFailed }, 1);
        if let Err(error) = sent {
            warn!(error = chain(error), "message not sent");
        }
        Settlement::from(sent)
    }

    async fn send(
        &self,
        notice: &Notice,
        member: &Member,
        channel: Channel,
        despite: Option<Despite>,
    ) -> Result<(), SendError> {
        let reader = Reader::new(member, despite, &self.zones);
        let channels = &member.channels;
        match (channel, &channels.mail, &channels.sms) {
            (Channel::Mail, Some(to), _) => self.mail.send_mail(&to.address, &mail(notice, &reader)).await,
            (Channel::Sms, _, Some(to)) => self.sms.send_sms(&to.phone, &sms(notice, &reader)).await,
            (Channel::Push, ..) => self.browsers.tell(member, &push(notice, &reader)).await,
            _ => Err(SendError::Refused("the person has no such channel".to_owned())),
        }
    }
}

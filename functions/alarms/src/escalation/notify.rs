//! `notify-level`: tells one level's people, each in their language and by their channels, and the topic.
//!
//! Every message is claimed before it is sent and settled after, so that a try that follows this one sends only what is missing.

use std::sync::Arc;

use futures::future::try_join_all;
use jiff::tz::TimeZoneDatabase;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tracing::warn;
use valmetal_aws::jitter::Backoff;
use valmetal_domain::alarm::ports::{CommitChanges, ReadConditions, StoreError};
use valmetal_domain::catalogue::CONNECTIVITY_LOST;
use valmetal_domain::entity::ports::{ReadFarmsById, ReadMembers, ReadPlaces, ReadTree};
use valmetal_domain::entity::{Channel, Farm, Member};
use valmetal_domain::notification::ports::{
    ClaimMessage, Claimed, PublishTopic, SendMail, SendSms, SettleMessage,
};
use valmetal_domain::notification::{
    Addressee, Claim, ClaimKey, Delivery, Despite, Notice, Occasion, Reader, SendError, Settlement,
    Subject as Told, Tally, location, mail, resolve, silenced_by, sms, topic,
};
use valmetal_runtime::{
    clock::Clock,
    error::chain,
    handler::{Failure, Function, Invocation},
};

use super::assess::reason_to_stop;
use super::record::changes;
use super::{Alarm, Subject, TaskError, input, read};

/// `notify-level`.
pub struct NotifyLevel {
    /// Reads the condition with its policy.
    pub conditions: Arc<dyn ReadConditions>,
    /// Reads the farm's name and language.
    pub farms: Arc<dyn ReadFarmsById>,
    /// Reads who belongs to it.
    pub members: Arc<dyn ReadMembers>,
    /// Reads what stands above the machine.
    pub tree: Arc<dyn ReadTree>,
    /// Reads what is connected through it.
    pub places: Arc<dyn ReadPlaces>,
    /// Claims messages.
    pub claims: Arc<dyn ClaimMessage>,
    /// Settles claims.
    pub settlements: Arc<dyn SettleMessage>,
    /// Sends mails.
    pub mails: Arc<dyn SendMail>,
    /// Sends text messages.
    pub text_messages: Arc<dyn SendSms>,
    /// Publishes to the topic.
    pub topic: Arc<dyn PublishTopic>,
    /// Writes the journal.
    pub commit: Arc<dyn CommitChanges>,
    /// Where the web client is.
    pub web_url: String,
    /// Knows time zones.
    pub zones: TimeZoneDatabase,
    /// The time.
    pub clock: Clock,
}

#[derive(Debug, Deserialize)]
struct Input {
    escalation: Subject,
    step: u32,
    level: u32,
    round: u32,
}

/// Who was told.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// Persons who were told by at least one channel, in this try or an earlier one of the same step.
    told: u32,
    /// Persons whom no channel reached.
    failed: u32,
}

impl Function for NotifyLevel {
    type Event = Value;
    type Answer = Answer;

    async fn handle(&self, event: Value, invocation: &Invocation) -> Result<Answer, Failure> {
        let input: Input = input(event)?;
        let alarm = read(&*self.conditions, &input.escalation).await?;
        if reason_to_stop(&alarm, &input.escalation).is_some() {
            return Err(TaskError::Superseded.into());
        }
        let tally = self.tell(&input, &alarm).await?;
        let delivery = Delivery::of(alarm.condition.severity());
        if tally.is_worth_another_try(delivery) {
            return Err(TaskError::NotificationUnavailable("a channel is unavailable".to_owned()).into());
        }
        let mut backoff = Backoff::within(invocation.remaining(self.clock.now()));
        loop {
            match self.record(&input, &tally).await {
                Err(TaskError::Store(StoreError::Conflict)) if backoff.pause().await => {}
                Err(error) => return Err(error.into()),
                Ok(()) => return Ok(Answer { told: tally.told(), failed: tally.failed() }),
            }
        }
    }
}

impl NotifyLevel {
    /// Tells everybody of the level, all at once, and the topic.
    async fn tell(&self, input: &Input, alarm: &Alarm) -> Result<Tally, TaskError> {
        let farm_id = &alarm.condition.farm_id;
        let (farms, members, notice) = futures::try_join!(
            self.farms.read_farms_by_id(std::slice::from_ref(farm_id)),
            self.members.read_members(farm_id),
            self.notice(input, alarm),
        )?;
        let Some(farm) = farms.into_iter().next() else { return Err(TaskError::Superseded) };
        let notice = Notice { farm: farm.name.to_string(), ..notice };
        let level = usize::try_from(input.level).unwrap_or(usize::MAX);
        let roles = level
            .checked_sub(1)
            .and_then(|index| alarm.definition.policy.levels.get(index))
            .map(|level| level.roles.clone())
            .unwrap_or_default();
        let resolution = resolve(&members, &roles, alarm.condition.severity(), self.clock.now(), &self.zones);

        let mut tally = Tally::default();
        for (member, _) in &resolution.silent {
            tally.expect(&member.user_id);
        }
        let messages = resolution.told.iter().flat_map(|telling| {
            telling.channels.iter().map(|(channel, despite)| (telling.member, *channel, *despite))
        });
        let settled = try_join_all(messages.map(|(member, channel, despite)| {
            let notice = &notice;
            async move {
                let settlement = self.tell_one(input, alarm, notice, member, channel, despite).await?;
                Ok::<_, StoreError>((member, channel, settlement))
            }
        }));
        let (settled, ()) = futures::try_join!(settled, self.tell_topic(input, alarm, &notice, &farm))?;
        for (member, channel, settlement) in settled {
            tally.add(&member.user_id, channel, settlement);
        }
        Ok(tally)
    }

    /// What is told; the farm's name is not known yet.
    async fn notice(&self, input: &Input, alarm: &Alarm) -> Result<Notice, StoreError> {
        let condition = &alarm.condition;
        let entities = self.tree.read_tree(&condition.farm_id).await?;
        let Some(place) = &alarm.place else { return Err(StoreError::Conflict) };
        let affected = if condition.key.code.as_str() == CONNECTIVITY_LOST {
            let things: Vec<_> = entities.iter().filter_map(|entity| entity.thing_name.clone()).collect();
            let parts = things.chunks(100).map(|part| self.places.read_places(part));
            let places: Vec<_> = try_join_all(parts).await?.into_iter().flatten().collect();
            silenced_by(&condition.key.thing, &places)
        } else {
            Vec::new()
        };
        Ok(Notice {
            occasion: Occasion::Level { level: input.level, round: input.round },
            subject: Told::new(condition, &alarm.definition, place, affected),
            farm_id: condition.farm_id.clone(),
            farm: String::new(),
            location: location(&entities, &place.path),
            web_url: self.web_url.clone(),
        })
    }

    async fn tell_one(
        &self,
        input: &Input,
        alarm: &Alarm,
        notice: &Notice,
        member: &Member,
        channel: Channel,
        despite: Option<Despite>,
    ) -> Result<Settlement, StoreError> {
        let to = Addressee::Person(member.user_id.clone(), channel);
        let reader = Reader::new(member, despite, &self.zones);
        self.claimed(input, alarm, to, async {
            match (channel, &member.channels.mail, &member.channels.sms) {
                (Channel::Mail, Some(to), _) => {
                    self.mails.send_mail(&to.address, &mail(notice, &reader)).await
                }
                (Channel::Sms, _, Some(to)) => {
                    self.text_messages.send_sms(&to.phone, &sms(notice, &reader)).await
                }
                _ => Err(SendError::Refused("this channel is not served".to_owned())),
            }
        })
        .await
    }

    /// Tells the topic. What becomes of it holds nobody up: the people of the level are told for themselves.
    async fn tell_topic(
        &self,
        input: &Input,
        alarm: &Alarm,
        notice: &Notice,
        farm: &Farm,
    ) -> Result<(), StoreError> {
        let message = topic(notice, farm.language);
        let publish = async { self.topic.publish_topic(&message).await };
        self.claimed(input, alarm, Addressee::Topic, publish).await.map(drop)
    }

    /// Sends one message if it is ours to send, and settles it.
    async fn claimed(
        &self,
        input: &Input,
        alarm: &Alarm,
        to: Addressee,
        send: impl Future<Output = Result<(), SendError>>,
    ) -> Result<Settlement, StoreError> {
        let key = ClaimKey { escalation: input.escalation.escalation.clone(), step: input.step, to };
        let claim = Claim::new(key.clone(), alarm.condition.severity(), self.clock.now());
        if let Claimed::Settled(settlement) = self.claims.claim_message(&claim).await? {
            return Ok(settlement);
        }
        let sent = send.await;
        if let Err(error) = &sent {
            let alarm_id = alarm.condition.alarm_id();
            warn!(%alarm_id, step = input.step, error = chain(error), "a message was not sent");
        }
        let settlement = Settlement::from(&sent);
        self.settlements.settle_message(&key, settlement).await?;
        Ok(settlement)
    }

    /// Puts onto the condition who was told.
    async fn record(&self, input: &Input, tally: &Tally) -> Result<(), TaskError> {
        let alarm = read(&*self.conditions, &input.escalation).await?;
        let Alarm { condition, definition, .. } = &alarm;
        let escalation = &input.escalation.escalation;
        let (at, now) = ((input.step, input.level), self.clock.now());
        let transition = if tally.told() > 0 {
            condition.reach_level(escalation, at, tally.summary(), definition, now)
        } else {
            let reason = "nobody of this level could be told".to_owned();
            condition.miss_level(escalation, at, reason, definition, now)
        };
        match transition {
            Some(transition) => {
                self.commit.commit(&changes(&alarm, transition)).await?;
                Ok(())
            }
            // It is recorded already, or the alarm was taken while its people were told: they were told all the same.
            None => Ok(()),
        }
    }
}

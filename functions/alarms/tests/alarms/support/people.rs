//! The farm's people, and channels that take every message and may be made to fail.

use std::sync::Arc;

use alarms::notification::{Browsers, Floods, Messenger, NotifyLevel, NotifyTaken, Settings};
use async_trait::async_trait;
use jiff::tz::TimeZoneDatabase;
use serde_json::json;
use valmetal_domain::alarm::Condition;
use valmetal_domain::alarm::ports::{AlarmFilter, ReadFarmAlarms, StoreError};
use valmetal_domain::entity::contact::{MailAddress, PhoneNumber};
use valmetal_domain::entity::ports::{ReadEntities, ReadFarm, ReadMembers};
use valmetal_domain::entity::{Channel, Entity, Farm, Member};
use valmetal_domain::names::{EntityId, FarmId, UserId};
use valmetal_domain::notification::ports::{
    ClaimMessage, Claimed, PublishTopic, ReadTold, SendMail, SendSms, SettleMessage,
};
use valmetal_domain::notification::{Addressee, Claim, ClaimKey, Mail, SendError, Settlement, TopicMessage};
use valmetal_runtime::clock::Clock;
use valmetal_runtime::metrics::Metrics;

use super::browsers::PushServices;
use super::device::at;
use super::store::{Call, Store};

/// Gives the farm a name, two workers and a farmer.
pub(crate) fn with_people(store: &Store) {
    let member = |user: &str, role: &str, channels: serde_json::Value| -> Member {
        serde_json::from_value(json!({
            "farmId": "farm-1", "userId": user, "role": role, "name": user, "language": "en",
            "timezone": "America/Toronto", "channels": channels, "version": 1,
        }))
        .unwrap()
    };
    let farm = json!({"id": "farm-1", "name": "Hill", "timezone": "America/Toronto", "language": "fr", "version": 1});
    let mut state = store.state();
    state.farm = Some(serde_json::from_value(farm).unwrap());
    state.members = vec![
        member(
            "ann",
            "worker",
            json!({"mail": {"address": "ann@example.org"}, "sms": {"phone": "+14165550100"}}),
        ),
        member("bob", "worker", json!({"mail": {"address": "bob@example.org"}})),
        member("cat", "worker", json!({})),
        member("dan", "farmer", json!({"mail": {"address": "dan@example.org"}})),
    ];
}

fn messenger(store: &Store) -> Messenger {
    Messenger {
        claims: Arc::new(store.clone()),
        settlements: Arc::new(store.clone()),
        mail: Arc::new(store.clone()),
        sms: Arc::new(store.clone()),
        browsers: Browsers { push: None, members: Arc::new(store.clone()), commit: Arc::new(store.clone()) },
        reach: Arc::new(PushServices::default()),
        topic: Arc::new(store.clone()),
        zones: TimeZoneDatabase::bundled(),
        metrics: Metrics::default(),
    }
}

fn settings(store: &Store) -> Settings {
    Settings {
        farm: Arc::new(store.clone()),
        members: Arc::new(store.clone()),
        entities: Arc::new(store.clone()),
        tree: Arc::new(store.clone()),
        places: Arc::new(store.clone()),
        web_url: "https://app.example.org".to_owned(),
    }
}

pub(crate) fn notify_level(store: &Store, seconds: i64) -> NotifyLevel {
    NotifyLevel {
        conditions: Arc::new(store.clone()),
        settings: settings(store),
        floods: Floods { alarms: Arc::new(store.clone()) },
        messenger: messenger(store),
        commit: Arc::new(store.clone()),
        clock: Clock::at(at(seconds)),
    }
}

pub(crate) fn notify_taken(store: &Store, seconds: i64) -> NotifyTaken {
    NotifyTaken {
        conditions: Arc::new(store.clone()),
        settings: settings(store),
        told: Arc::new(store.clone()),
        messenger: messenger(store),
        metrics: Metrics::default(),
        clock: Clock::at(at(seconds)),
    }
}

impl Store {
    /// Whom messages went to, in order.
    pub(crate) fn told(&self) -> Vec<String> {
        let mut told: Vec<_> = self.state().sent.iter().map(|(to, _)| to.clone()).collect();
        told.sort();
        told
    }

    async fn send(&self, call: Call, to: &str, line: &str) -> Result<(), SendError> {
        let sent = self.call(call, |state| {
            state.sent.push((to.to_owned(), line.to_owned()));
            Ok(())
        });
        sent.await.map_err(|error| SendError::Unavailable(error.into()))
    }
}

#[async_trait]
impl ReadFarmAlarms for Store {
    async fn read_farm_alarms(
        &self,
        farm: &FarmId,
        filter: &AlarmFilter,
        _: u32,
        _: Option<String>,
    ) -> Result<(Vec<Condition>, Option<String>), StoreError> {
        self.call(Call::ReadFarmAlarms, |state| {
            let raised = state.conditions.values().filter(|condition| {
                &condition.farm_id == farm
                    && condition.regions.raised_at.is_some_and(|at| Some(at) >= filter.from)
            });
            Ok((raised.cloned().collect(), None))
        })
        .await
    }
}

#[async_trait]
impl ReadFarm for Store {
    async fn read_farm(&self, _: &FarmId) -> Result<Option<Farm>, StoreError> {
        self.call(Call::ReadFarm, |state| Ok(state.farm.clone())).await
    }
}

#[async_trait]
impl ReadMembers for Store {
    async fn read_members(&self, _: &FarmId) -> Result<Vec<Member>, StoreError> {
        self.call(Call::ReadMembers, |state| Ok(state.members.clone())).await
    }
}

#[async_trait]
impl ReadEntities for Store {
    async fn read_entities(&self, _: &FarmId, ids: &[EntityId]) -> Result<Vec<Entity>, StoreError> {
        self.call(Call::ReadEntities, |state| {
            Ok(state.entities.iter().filter(|entity| ids.contains(&entity.id)).cloned().collect())
        })
        .await
    }
}

#[async_trait]
impl ClaimMessage for Store {
    async fn claim_message(&self, claim: &Claim) -> Result<Claimed, StoreError> {
        self.call(Call::Claim, |state| {
            let known = state.claims.get(&claim.key).copied();
            if !claim.delivery.may_claim(known) {
                return Ok(Claimed::Settled(known.expect("what is not known may be claimed")));
            }
            state.claims.insert(claim.key.clone(), Settlement::Open);
            Ok(Claimed::Ours)
        })
        .await
    }
}

#[async_trait]
impl SettleMessage for Store {
    async fn settle_message(&self, key: &ClaimKey, settlement: Settlement) -> Result<(), StoreError> {
        self.call(Call::Settle, |state| {
            state.claims.insert(key.clone(), settlement);
            Ok(())
        })
        .await
    }
}

#[async_trait]
impl ReadTold for Store {
    async fn read_told(
        &self,
        condition_id: &str,
        occurrence: u64,
    ) -> Result<Vec<(UserId, Channel)>, StoreError> {
        self.call(Call::ReadTold, |state| {
            let told = state.claims.iter().filter_map(|(key, settlement)| match &key.to {
                Addressee::Person(user, channel)
                    if key.escalation.condition_id == condition_id
                        && key.escalation.occurrence == occurrence
                        && matches!(settlement, Settlement::Sent | Settlement::Open) =>
                {
                    Some((user.clone(), *channel))
                }
                _ => None,
            });
            Ok(told.collect())
        })
        .await
    }
}

#[async_trait]
impl SendMail for Store {
    async fn send_mail(&self, to: &MailAddress, mail: &Mail) -> Result<(), SendError> {
        self.send(Call::Mail, to.as_str(), &mail.subject).await
    }
}

#[async_trait]
impl SendSms for Store {
    async fn send_sms(&self, to: &PhoneNumber, text: &str) -> Result<(), SendError> {
        self.send(Call::Sms, to.as_str(), text).await
    }
}

#[async_trait]
impl PublishTopic for Store {
    async fn publish_topic(&self, message: &TopicMessage) -> Result<(), SendError> {
        self.send(Call::Publish, "topic", &message.subject).await
    }
}

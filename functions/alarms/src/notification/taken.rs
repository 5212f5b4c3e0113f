//! `notify-taken`: tells the others who were told of an alarm who has taken it. It follows the journal, so it hears of every
//! acknowledgement, whoever stored it.

use std::sync::Arc;

use aws_lambda_events::dynamodb::{Event, EventRecord};
use aws_lambda_events::streams::DynamoDbEventResponse;
use valmetal_aws::dynamodb::Streamed;
use valmetal_domain::alarm::journal::JournalEvent;
use valmetal_domain::alarm::ports::{ReadConditions, StoreError};
use valmetal_domain::alarm::{Actor, EscalationRef, JournalRecord};
use valmetal_domain::names::UserId;
use valmetal_domain::notification::ports::ReadTold;
use valmetal_domain::notification::{Delivery, Occasion, resolve_taken};
use valmetal_runtime::{
    batch::stream::{self, ChangeHandler},
    clock::Clock,
    error::Error,
    handler::{Failure, Function, Invocation},
    metrics::Metrics,
};

use super::messenger::Names;
use super::{Messenger, Settings};

/// `notify-taken`.
pub struct NotifyTaken {
    /// Reads the condition.
    pub conditions: Arc<dyn ReadConditions>,
    /// Reads what messages say beside the alarm.
    pub settings: Settings,
    /// Reads who was told.
    pub told: Arc<dyn ReadTold>,
    /// Sends.
    pub messenger: Messenger,
    /// Counts.
    pub metrics: Metrics,
    /// The time.
    pub clock: Clock,
}

/// Somebody took an alarm.
pub struct Taken {
    record: JournalRecord,
    by: UserId,
    name: Option<String>,
}

impl Function for NotifyTaken {
    type Event = Event;
    type Answer = DynamoDbEventResponse;

    async fn handle(&self, event: Event, _: &Invocation) -> Result<DynamoDbEventResponse, Failure> {
        stream::run(self, event, &self.metrics).await
    }
}

impl ChangeHandler for NotifyTaken {
    type Change = Taken;

    fn parse(&self, record: &EventRecord) -> Result<Option<Taken>, Error> {
        if record.event_name != "INSERT" {
            return Ok(None);
        }
        let Streamed::JournalRecord(record) = Streamed::read(record.change.new_image.clone())? else {
            return Ok(None);
        };
        Ok(match (record.event, record.actor.clone()) {
            (JournalEvent::Acknowledged, Actor::User { user_id, name }) => {
                Some(Taken { record: *record, by: user_id, name })
            }
            _ => None,
        })
    }

    async fn take(&self, changes: &[Taken]) -> Result<(), Error> {
        for taken in changes {
            self.tell(taken).await?;
        }
        Ok(())
    }
}

impl NotifyTaken {
    async fn tell(&self, taken: &Taken) -> Result<(), StoreError> {
        let key = &taken.record.key;
        let mut known = self.conditions.read_conditions(std::slice::from_ref(key)).await?;
        let (Some(condition), Some(definition), Some(place)) = (
            known.conditions.remove(key),
            known.definitions.remove(&key.code),
            known.places.remove(&key.thing),
        ) else {
            return Ok(());
        };
        let told = self.told.read_told(&condition.condition_id, taken.record.occurrence).await?;
        if told.iter().all(|(user, _)| *user == taken.by) {
            return Ok(());
        }
        let Some(setting) = self.settings.read(&condition, &place).await? else { return Ok(()) };
        let tellings = resolve_taken(&setting.members, told, &taken.by);
        let member = setting.members.iter().find(|member| member.user_id == taken.by);
        let name = member.map(|member| member.name.to_string()).or_else(|| taken.name.clone());
        let by = name.unwrap_or_else(|| taken.by.to_string());
        let notice = setting.notice(setting.subject(&condition, &definition), Occasion::Taken { by });
        let names = Names {
            // An alarm may be taken more than once in an occurrence: each time has its own journal record.
            escalation: EscalationRef {
                condition_id: format!("taken-{}", condition.condition_id),
                occurrence: taken.record.occurrence,
                generation: u32::try_from(taken.record.version).unwrap_or(u32::MAX),
            },
            step: 0,
            delivery: Delivery::AtMostOnce,
            shared: None,
            at: self.clock.now(),
        };
        let tally = self.messenger.tell(&notice, &names, &tellings).await?;
        if tally.is_worth_another_try(names.delivery) {
            return Err(StoreError::Unavailable("a channel is unavailable".into()));
        }
        Ok(())
    }
}

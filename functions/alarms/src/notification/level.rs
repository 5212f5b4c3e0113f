//! `notify-level`: tells everybody of one level of an escalation.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use valmetal_aws::jitter::Backoff;
use valmetal_domain::alarm::flood::Pace;
use valmetal_domain::alarm::ports::{CommitChanges, ReadConditions, StoreError};
use valmetal_domain::entity::Place;
use valmetal_domain::notification::{Delivery, Notice, Occasion, Tally, resolve};
use valmetal_runtime::{
    clock::Clock,
    handler::{Failure, Function, Invocation},
};

use super::flood::shared_claim;
use super::messenger::Names;
use super::setting::Setting;
use super::{Floods, Messenger, Settings};
use crate::escalation::{Alarm, Escalated, TaskError, changes, input, read, reason_to_stop};

/// What recording needs to end before the invocation does.
const RESERVE: Duration = Duration::from_secs(5);

/// `notify-level`.
pub struct NotifyLevel {
    /// Reads the condition with its policy.
    pub conditions: Arc<dyn ReadConditions>,
    /// Reads what messages say beside the alarm.
    pub settings: Settings,
    /// Sees floods.
    pub floods: Floods,
    /// Sends.
    pub messenger: Messenger,
    /// Writes into the journal who was told.
    pub commit: Arc<dyn CommitChanges>,
    /// The time.
    pub clock: Clock,
}

#[derive(Debug, Deserialize)]
struct Input {
    escalation: Escalated,
    step: u32,
    level: u32,
    round: u32,
}

/// How it went.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Persons who were told by at least one channel.
    pub told: u32,
    /// Persons whom no channel reached.
    pub failed: u32,
}

impl Function for NotifyLevel {
    type Event = Value;
    type Answer = Told;

    async fn handle(&self, event: Value, invocation: &Invocation) -> Result<Told, Failure> {
        let input: Input = input(event)?;
        let tally = self.tell(&input).await?;
        let time_left = invocation.remaining(self.clock.now()).saturating_sub(RESERVE);
        self.record(&input, &tally, time_left).await?;
        Ok(Told { told: tally.told(), failed: tally.failed() })
    }
}

impl NotifyLevel {
    /// Tells the level, as far as an earlier attempt has not.
    async fn tell(&self, input: &Input) -> Result<Tally, TaskError> {
        let alarm = read(&*self.conditions, &input.escalation).await?;
        if reason_to_stop(&alarm, &input.escalation).is_some() {
            return Err(TaskError::Superseded);
        }
        let Alarm { condition, definition, place: Some(place) } = &alarm else {
            return Err(TaskError::Superseded);
        };
        let Some(level) = input.level.checked_sub(1).and_then(|n| definition.policy.levels.get(n as usize))
        else {
            // The catalogue's policy has become shorter meanwhile; the next assessment goes by the new one.
            return Ok(Tally::default());
        };
        let setting = self.settings.read(condition, place).await?.ok_or(TaskError::AlarmNotFound)?;
        let (notice, names) = self.compose(input, &alarm, place, &setting).await?;
        let zones = &self.messenger.zones;
        let resolution = resolve(&setting.members, &level.roles, condition.severity(), names.at, zones);

        let (tally, ()) = futures::join!(self.messenger.tell(&notice, &names, &resolution.told), async {
            // The topic has no levels: it hears of each round once.
            if input.level == 1 {
                self.messenger.publish(&notice, &names, setting.farm.language).await;
            }
        });
        let mut tally = tally?;
        for (member, _) in &resolution.silent {
            tally.expect(&member.user_id);
        }
        if tally.is_worth_another_try(names.delivery) {
            return Err(TaskError::NotificationUnavailable(format!(
                "not everybody could be told; told so far: {}",
                Some(tally.summary()).filter(|told| !told.is_empty()).unwrap_or_else(|| "nobody".to_owned()),
            )));
        }
        Ok(tally)
    }

    /// What is told, and under which names it is claimed.
    async fn compose(
        &self,
        input: &Input,
        alarm: &Alarm,
        place: &Place,
        setting: &Setting,
    ) -> Result<(Notice, Names), StoreError> {
        let now = self.clock.now();
        let Alarm { condition, definition, .. } = alarm;
        let mut names = Names {
            escalation: input.escalation.escalation.clone(),
            step: input.step,
            delivery: Delivery::of(condition.severity()),
            shared: None,
            at: now,
        };
        let mut subject = setting.subject(condition, definition);
        let mut occasion = Occasion::Level { level: input.level, round: input.round };
        if let Pace::Together { tick } = self.floods.pace(condition, definition, now).await? {
            let mut rest = self.floods.rest(&*self.conditions, condition, tick, now).await?;
            if !rest.is_empty() {
                names.shared = Some(shared_claim(&place.farm_id, tick));
                // The worst stands for all.
                for other in &mut rest {
                    if other.severity > subject.severity {
                        std::mem::swap(other, &mut subject);
                    }
                }
                occasion = Occasion::Flood { rest };
            }
        }
        Ok((setting.notice(subject, occasion), names))
    }

    /// Writes into the journal who was told. Where the alarm was taken meanwhile, there is nothing to write on any more.
    async fn record(&self, input: &Input, tally: &Tally, time_left: Duration) -> Result<(), TaskError> {
        let mut backoff = Backoff::within(time_left);
        loop {
            match self.try_record(input, tally).await {
                Err(TaskError::Store(StoreError::Conflict)) if backoff.pause().await => {}
                other => return other,
            }
        }
    }

    async fn try_record(&self, input: &Input, tally: &Tally) -> Result<(), TaskError> {
        let alarm = read(&*self.conditions, &input.escalation).await?;
        let Alarm { condition, definition, .. } = &alarm;
        let step = (input.step, input.level);
        let escalation = &input.escalation.escalation;
        let now = self.clock.now();
        let transition = match tally.summary() {
            nobody if nobody.is_empty() => {
                let reason = "nobody of this level could be told".to_owned();
                condition.miss_level(escalation, step, reason, definition, now)
            }
            told => condition.reach_level(escalation, step, told, definition, now),
        };
        if let Some(transition) = transition {
            self.commit.commit(&changes(&alarm, transition)).await?;
        }
        Ok(())
    }
}

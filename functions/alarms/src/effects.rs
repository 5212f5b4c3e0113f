//! What is to be done outside once a transition is stored.

use std::sync::Arc;

use futures::future::join_all;
use tracing::warn;
use valmetal_domain::alarm::ports::{SetTimer, StartEscalation, StopEscalation, StoreError};
use valmetal_domain::alarm::{ConditionKey, Effect};
use valmetal_runtime::{
    clock::Clock,
    error::chain,
    metrics::{Metric, Metrics},
};

/// Does effects. Each may be done again without harm.
#[derive(Clone)]
pub struct Effects {
    /// Starts workflows.
    pub start: Arc<dyn StartEscalation>,
    /// Stops workflows.
    pub stop: Arc<dyn StopEscalation>,
    /// Sets timers.
    pub timer: Arc<dyn SetTimer>,
    /// Where started escalations are counted.
    pub metrics: Metrics,
    /// What a timer's delay counts from.
    pub clock: Clock,
}

impl Effects {
    /// Does what the condition of `key` owes in `version`, all at once.
    ///
    /// Fails where an escalation or a timer could not be started: trying again soon is better than the minute until the
    /// sweeper does it. An execution that could not be stopped finds out by itself before its next message.
    pub async fn run(&self, key: &ConditionKey, version: u64, effects: &[Effect]) -> Result<(), StoreError> {
        join_all(effects.iter().map(|effect| self.run_one(key, version, effect))).await.into_iter().collect()
    }

    async fn run_one(&self, key: &ConditionKey, version: u64, effect: &Effect) -> Result<(), StoreError> {
        match effect {
            Effect::StartEscalation(escalation) => {
                self.start.start_escalation(key, escalation).await?;
                self.metrics.count(Metric::EscalationsStarted, 1);
            }
            Effect::StopEscalation { escalation, error, cause } => {
                if let Err(fault) = self.stop.stop_escalation(escalation, error, cause).await {
                    let execution = escalation.execution_name();
                    warn!(execution, error = chain(&fault), "execution {execution} not stopped");
                }
            }
            Effect::Timer { due } => {
                self.timer.set_timer(key, version, *due, self.clock.now()).await?;
            }
        }
        Ok(())
    }
}

//! Where updates come from: the one subscription of this task.

use std::time::Duration;

use aws_types::SdkConfig;
use tokio::time::{Instant, interval_at, sleep};
use tracing::{info, warn};
use valmetal_aws::live::{LiveError, LiveTopics, Subscription};
use valmetal_runtime::{
    error::{Error, chain},
    ids,
};

use super::Hub;

/// How often streams that have nothing to say say that they are there: less than what proxies wait.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// The first wait before the broker is asked again, at most; each further one is at most twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(250);
/// The longest of them.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// A subscription that held this long was a good one: the next wait is a first one.
const HELD: Duration = Duration::from_mins(1);

/// The subscription.
pub(in crate::server) struct Source {
    topics: LiveTopics,
    hub: Hub,
    /// Of this task alone: the broker ends a connection when another one comes with its id.
    client_id: String,
}

impl Source {
    /// What is published to the IoT endpoint `host`, for `hub`.
    pub(in crate::server) fn new(sdk: &SdkConfig, host: &str, hub: Hub) -> Result<Self, Error> {
        let topics = LiveTopics::new(sdk, host.to_owned())?;
        Ok(Self { topics, hub, client_id: format!("valmetal-api-{}", ids::new_id()) })
    }

    /// Follows what is published, for ever: where the connection breaks, it is made again.
    pub(in crate::server) async fn follow(self) {
        let hub = self.hub.clone();
        let beating = async move {
            let mut beats = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
            loop {
                beats.tick().await;
                hub.beat();
            }
        };
        tokio::join!(beating, self.subscribe());
    }

    async fn subscribe(&self) {
        let mut bound = FIRST_WAIT;
        loop {
            let began = Instant::now();
            let ended = match self.topics.subscribe(&self.client_id).await {
                Ok(subscription) => self.pass_on(subscription).await,
                Err(error) => error,
            };
            self.hub.disconnected();
            warn!(error = chain(&ended), "live updates do not come in");
            bound = if began.elapsed() > HELD { FIRST_WAIT } else { bound };
            sleep(bound.mul_f64(fastrand::f64())).await;
            bound = (bound * 2).min(LONGEST_WAIT);
        }
    }

    /// Passes updates on until the subscription ends.
    async fn pass_on(&self, mut subscription: Subscription) -> LiveError {
        info!("live updates come in");
        self.hub.connected();
        loop {
            match subscription.next().await {
                Ok(message) => self.hub.publish(&message.farm, &message.payload),
                Err(error) => return error,
            }
        }
    }
}

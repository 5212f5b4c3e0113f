//! `publish-live-updates`: tells whoever looks at a farm what has just changed there.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use aws_lambda_events::{
    dynamodb::{Event, EventRecord},
    streams::DynamoDbEventResponse,
};
use futures::future::try_join_all;
use valmetal_aws::dynamodb::Streamed;
use valmetal_runtime::{
    batch::stream::{ChangeHandler, run},
    error::Error,
    handler::{Failure, Function, Invocation},
    metrics::Metrics,
};

use crate::{ports::PublishLive, update::Update};

/// The function.
pub struct PublishLiveUpdates {
    /// Publishes.
    pub live: Arc<dyn PublishLive>,
    /// Counts.
    pub metrics: Metrics,
}

impl Function for PublishLiveUpdates {
    type Event = Event;
    type Answer = DynamoDbEventResponse;

    async fn handle(&self, event: Event, _: &Invocation) -> Result<DynamoDbEventResponse, Failure> {
        run(self, event, &self.metrics).await
    }
}

impl ChangeHandler for PublishLiveUpdates {
    type Change = Update;

    /// A change that nobody would see, such as a repeated message, is none.
    fn parse(&self, record: &EventRecord) -> Result<Option<Update>, Error> {
        let update = |image: &serde_dynamo::Item| -> Result<Option<Update>, Error> {
            Ok(match Streamed::read(image.clone())? {
                Streamed::Condition(condition) => Some(Update::from(&*condition)),
                Streamed::Place(place) => Some(Update::from(&*place)),
                Streamed::JournalRecord(_) | Streamed::Other => None,
            })
        };
        let new = update(&record.change.new_image)?;
        let old = update(&record.change.old_image)?;
        Ok(new.filter(|new| old.is_none_or(|old| !new.looks_like(&old))))
    }

    async fn take(&self, changes: &[Update]) -> Result<(), Error> {
        let publish = |update: &Update| {
            let message = serde_json::to_vec(update);
            let farm = update.farm().clone();
            async move { Ok::<_, Error>(self.live.publish_live(&farm, message?).await?) }
        };
        try_join_all(changes.iter().map(publish)).await?;
        Ok(())
    }
}

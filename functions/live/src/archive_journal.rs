//! `archive-journal`: keeps the journal's records that the table has let go, one object a record, by farm and day.

use std::sync::Arc;

use aws_lambda_events::{
    dynamodb::{Event, EventRecord},
    streams::DynamoDbEventResponse,
};
use futures::future::try_join_all;
use valmetal_aws::dynamodb::Streamed;
use valmetal_domain::alarm::JournalRecord;
use valmetal_runtime::{
    batch::stream::{ChangeHandler, run},
    error::Error,
    handler::{Failure, Function, Invocation},
    metrics::Metrics,
};

use crate::ports::Archive;

/// The function.
pub struct ArchiveJournal {
    /// Keeps records.
    pub archive: Arc<dyn Archive>,
    /// Counts.
    pub metrics: Metrics,
}

impl Function for ArchiveJournal {
    type Event = Event;
    type Answer = DynamoDbEventResponse;

    async fn handle(&self, event: Event, _: &Invocation) -> Result<DynamoDbEventResponse, Failure> {
        run(self, event, &self.metrics).await
    }
}

impl ChangeHandler for ArchiveJournal {
    type Change = Box<JournalRecord>;

    fn parse(&self, record: &EventRecord) -> Result<Option<Self::Change>, Error> {
        if record.event_name != "REMOVE" {
            return Ok(None);
        }
        Ok(match Streamed::read(record.change.old_image.clone())? {
            Streamed::JournalRecord(record) => Some(record),
            _ => None,
        })
    }

    async fn take(&self, changes: &[Self::Change]) -> Result<(), Error> {
        let keep = |record: &JournalRecord| {
            let (key, body) = (key(record), serde_json::to_vec(record));
            async move { Ok::<_, Error>(self.archive.archive(&key, body?).await?) }
        };
        try_join_all(changes.iter().map(|record| keep(record))).await?;
        Ok(())
    }
}

/// `journal/<farm>/<yyyy>/<mm>/<dd>/<alarm>-<version>.json`
pub fn key(record: &JournalRecord) -> String {
    let day = record.at.strftime("%Y/%m/%d");
    format!("journal/{}/{day}/{}-{:012}.json", record.farm_id, record.alarm_id, record.version)
}

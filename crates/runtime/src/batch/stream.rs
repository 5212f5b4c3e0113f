//! Batches of a DynamoDB stream. Its records are in order and a shard waits for its oldest one, so the first failure ends
//! the batch, and the response says where to begin again.

use aws_lambda_events::{
    dynamodb::{Event, EventRecord},
    streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse},
};
use tracing::warn;

use super::{catch, panicked};
use crate::{
    error::{Error, chain},
    handler::Failure,
    metrics::{Metric, Metrics},
};

/// Takes the changes of one kind of table.
pub trait ChangeHandler: Sync {
    /// What a record says to this handler.
    type Change: Send + Sync;

    /// Reads one record; none where the change does not matter to this handler.
    fn parse(&self, record: &EventRecord) -> Result<Option<Self::Change>, Error>;

    /// Takes `changes`, which are in the stream's order, all of them or none. After an error or a panic this is called for
    /// each change alone, in order, up to the first that fails.
    fn take(&self, changes: &[Self::Change]) -> impl Future<Output = Result<(), Error>> + Send;
}

/// Takes the records of `event`; the response names the first that failed, which the stream then delivers again with all that
/// follow. Fails where that record has no sequence number.
pub async fn run<H: ChangeHandler>(
    handler: &H,
    event: Event,
    metrics: &Metrics,
) -> Result<DynamoDbEventResponse, Failure> {
    let records = event.records;
    metrics.count(Metric::Records, records.len() as u64);

    let mut response = DynamoDbEventResponse::default();
    if let Some((place, error)) = first_failure(handler, &records).await {
        let record = &records[place];
        metrics.count(Metric::RecordFailures, (records.len() - place) as u64);
        warn!(event_id = record.event_id, error = chain(&*error), "stream stops at a record that failed");
        let mut failure = DynamoDbBatchItemFailure::default();
        let sequence_number = record.change.sequence_number.clone().filter(|number| !number.is_empty());
        let unnamed = || Failure::new("BatchFailed", "a record failed that has no sequence number");
        failure.item_identifier = Some(sequence_number.ok_or_else(unnamed)?);
        response.batch_item_failures.push(failure);
    }
    Ok(response)
}

/// The place in the batch of the first record that failed, and why.
async fn first_failure<H: ChangeHandler>(handler: &H, records: &[EventRecord]) -> Option<(usize, Error)> {
    let mut changes = Vec::with_capacity(records.len());
    let mut places = Vec::with_capacity(records.len());
    let mut unreadable = None;
    for (place, record) in records.iter().enumerate() {
        match parse(handler, record) {
            Ok(Some(change)) => {
                changes.push(change);
                places.push(place);
            }
            Ok(None) => {}
            Err(error) => {
                unreadable = Some((place, error));
                break;
            }
        }
    }
    if !changes.is_empty()
        && let Err(error) = catch(handler.take(&changes)).await
    {
        if changes.len() == 1 {
            return Some((places[0], error));
        }
        warn!(error = chain(&*error), records = changes.len(), "group failed, taking its records one by one");
        for (change, place) in changes.chunks(1).zip(places) {
            if let Err(error) = catch(handler.take(change)).await {
                return Some((place, error));
            }
        }
    }
    unreadable
}

fn parse<H: ChangeHandler>(handler: &H, record: &EventRecord) -> Result<Option<H::Change>, Error> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| handler.parse(record)))
        .unwrap_or_else(|panic| Err(panicked(&*panic)))
}

//! Batches of an SQS queue, with a partial batch response.

use std::{
    collections::{BTreeMap, HashSet},
    panic::{AssertUnwindSafe, catch_unwind},
};

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use futures::future::join_all;
use tracing::{Instrument, Span, error, info_span, warn};
use valmetal_domain::dead_letter::{DeadLetter, DeadLetterQueue, Rejection};

use super::{Outcome, catch, panicked};
use crate::{
    error::{Error, chain},
    handler::Failure,
    metrics::{Metric, Metrics},
};

/// The reason of a message that was received for the last time and failed again.
pub const RECEIVES_EXHAUSTED: &str = "receivesExhausted";

/// Takes the messages of one kind of queue.
pub trait MessageHandler: Sync {
    /// What a record's body says.
    type Message: Send + Sync;

    /// Reads one record. It asks nobody and changes nothing.
    fn parse(&self, body: &str, record: &SqsMessage) -> Result<Self::Message, Rejection>;

    /// Takes `messages` as a group and answers the outcome of each, in their order. An error, a panic or another number of
    /// outcomes fails the group: then this is called for each message alone, also for those that were taken.
    fn take(&self, messages: &[Self::Message]) -> impl Future<Output = Result<Vec<Outcome>, Error>> + Send;
}

/// How the records of a queue are dealt with.
pub struct SqsBatch<'a> {
    /// Where rejected messages go.
    pub dead_letters: &'a dyn DeadLetterQueue,
    /// How often the queue delivers a message, by its redrive policy. A message that fails on its last receive goes to the
    /// dead-letter queue with its last error.
    pub max_receives: u32,
    /// Where records and failures are counted.
    pub metrics: &'a Metrics,
}

impl SqsBatch<'_> {
    /// Takes the records of `event` and says which of them failed.
    ///
    /// Fails where every record failed, or where one failed that has no message id and so cannot be named.
    pub async fn run<H: MessageHandler>(
        &self,
        handler: &H,
        event: SqsEvent,
    ) -> Result<SqsBatchResponse, Failure> {
        let records = event.records;
        self.metrics.count(Metric::Records, records.len() as u64);

        let outcomes = if records.iter().any(is_fifo) {
            one_by_one_in_groups(handler, &records).await
        } else {
            as_a_group(handler, &records).await
        };
        let settled = join_all(records.iter().zip(outcomes).map(|(record, outcome)| {
            let span = if matches!(outcome, Outcome::Done) {
                Span::none()
            } else {
                info_span!("record", message_id = record.message_id, receive_count = receive_count(record))
            };
            async { self.settle(record, outcome).await }.instrument(span)
        }))
        .await;

        let failed: Vec<_> =
            records.iter().zip(settled).filter_map(|(record, done)| (!done).then_some(record)).collect();
        self.metrics.count(Metric::RecordFailures, failed.len() as u64);
        if !failed.is_empty() && failed.len() == records.len() {
            return Err(Failure::new("BatchFailed", format!("all {} records failed", failed.len())));
        }
        let mut response = SqsBatchResponse::default();
        for record in failed {
            let id = record.message_id.as_deref().filter(|id| !id.is_empty());
            let unnamed = || Failure::new("BatchFailed", "a record failed that has no message id");
            response.add_failure(id.ok_or_else(unnamed)?);
        }
        Ok(response)
    }

    /// Whether the queue may forget the record.
    async fn settle(&self, record: &SqsMessage, outcome: Outcome) -> bool {
        let rejection = match outcome {
            Outcome::Done => return true,
            Outcome::Rejected(rejection) => rejection,
            Outcome::Failed(error) => {
                let error = chain(&*error);
                if receive_count(record) < self.max_receives {
                    warn!(error, "record failed");
                    return false;
                }
                Rejection::new(RECEIVES_EXHAUSTED, error)
            }
        };
        warn!(
            reason = rejection.reason,
            field = rejection.field,
            detail = rejection.detail,
            thing = rejection.thing,
            "record rejected"
        );
        let reason = rejection.reason;
        match self.dead_letters.send(letter(record, rejection)).await {
            Ok(()) => {
                self.metrics.dead_letter(reason);
                true
            }
            Err(error) => {
                error!(error = chain(&*error), "dead letter not sent");
                false
            }
        }
    }
}

/// Parses every record, takes what could be parsed as one group, and where that fails one by one.
async fn as_a_group<H: MessageHandler>(handler: &H, records: &[SqsMessage]) -> Vec<Outcome> {
    let mut outcomes: Vec<Option<Outcome>> = Vec::with_capacity(records.len());
    let mut messages = Vec::with_capacity(records.len());
    for record in records {
        match parse(handler, record) {
            Ok(message) => {
                messages.push(message);
                outcomes.push(None);
            }
            Err(outcome) => outcomes.push(Some(outcome)),
        }
    }
    let mut taken = take(handler, &messages).await.into_iter();
    // `take` answers as many outcomes as there are messages, one for each place that is still empty.
    outcomes.into_iter().map(|outcome| outcome.or_else(|| taken.next()).unwrap_or(Outcome::Done)).collect()
}

async fn take<H: MessageHandler>(handler: &H, messages: &[H::Message]) -> Vec<Outcome> {
    match take_checked(handler, messages).await {
        Ok(outcomes) => outcomes,
        Err(error) if messages.len() == 1 => vec![Outcome::Failed(error)],
        Err(error) => {
            warn!(
                error = chain(&*error),
                records = messages.len(),
                "group failed, taking its records one by one"
            );
            let mut outcomes = Vec::with_capacity(messages.len());
            for message in messages.chunks(1) {
                match take_checked(handler, message).await {
                    Ok(one) => outcomes.extend(one),
                    Err(error) => outcomes.push(Outcome::Failed(error)),
                }
            }
            outcomes
        }
    }
}

/// What the handler answers, if it answers for every message.
async fn take_checked<H: MessageHandler>(
    handler: &H,
    messages: &[H::Message],
) -> Result<Vec<Outcome>, Error> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    let outcomes = catch(handler.take(messages)).await?;
    if outcomes.len() == messages.len() {
        Ok(outcomes)
    } else {
        Err(format!("the handler answered {} outcomes for {} messages", outcomes.len(), messages.len())
            .into())
    }
}

/// First in, first out: one record after the other, and none of a message group after one of it has failed.
async fn one_by_one_in_groups<H: MessageHandler>(handler: &H, records: &[SqsMessage]) -> Vec<Outcome> {
    let mut stopped = HashSet::new();
    let mut outcomes = Vec::with_capacity(records.len());
    for record in records {
        let group = record.attributes.get("MessageGroupId");
        let outcome = if stopped.contains(&group) {
            Outcome::Failed("an earlier record of its message group failed".into())
        } else {
            match parse(handler, record) {
                Ok(message) => take(handler, &[message]).await.pop().unwrap_or(Outcome::Done),
                Err(outcome) => outcome,
            }
        };
        if matches!(outcome, Outcome::Failed(_)) {
            stopped.insert(group);
        }
        outcomes.push(outcome);
    }
    outcomes
}

fn parse<H: MessageHandler>(handler: &H, record: &SqsMessage) -> Result<H::Message, Outcome> {
    let body = record.body.as_deref().ok_or_else(|| Outcome::Failed("the record has no body".into()))?;
    match catch_unwind(AssertUnwindSafe(|| handler.parse(body, record))) {
        Ok(parsed) => parsed.map_err(Outcome::Rejected),
        Err(panic) => Err(Outcome::Failed(panicked(&*panic))),
    }
}

fn is_fifo(record: &SqsMessage) -> bool {
    record
        .event_source_arn
        .as_deref()
        .and_then(|arn| arn.rsplit_once('.'))
        .is_some_and(|(_, suffix)| suffix == "fifo")
}

/// How often the record was received; 1 where it does not say.
fn receive_count(record: &SqsMessage) -> u32 {
    record.attributes.get("ApproximateReceiveCount").and_then(|count| count.parse().ok()).unwrap_or(1)
}

fn letter(record: &SqsMessage, rejection: Rejection) -> DeadLetter {
    let attributes: BTreeMap<_, _> = record
        .message_attributes
        .iter()
        .filter_map(|(name, attribute)| Some((name.clone(), attribute.string_value.clone()?)))
        .collect();
    DeadLetter {
        body: record.body.clone().unwrap_or_default(),
        attributes,
        rejection,
        receive_count: receive_count(record),
    }
}

use std::sync::Mutex;

use async_trait::async_trait;
use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use serde_json::{Value, json};
use valmetal_domain::dead_letter::{DeadLetter, DeadLetterQueue, Rejection};

use crate::{
    batch::{
        Outcome,
        sqs::{MessageHandler, RECEIVES_EXHAUSTED, SqsBatch},
    },
    error::Error,
    handler::Failure,
    metrics::Metrics,
};

const EVENT: &str = include_str!("alarm-queue.json");

/// Does what a message's body says, and remembers which groups it was given.
#[derive(Default)]
struct Obedient {
    groups: Mutex<Vec<String>>,
}

impl MessageHandler for Obedient {
    type Message = String;

    fn parse(&self, body: &str, record: &SqsMessage) -> Result<String, Rejection> {
        match body {
            "unparsable" => Err(Rejection::new("unparsable", "no JSON").field("payload").thing("mixer-01")),
            "panics in parse" => panic!("cannot parse {:?}", record.message_id),
            _ => Ok(body.to_owned()),
        }
    }

    async fn take(&self, messages: &[String]) -> Result<Vec<Outcome>, Error> {
        self.groups.lock().unwrap().push(messages.join("+"));
        tokio::task::yield_now().await;
        assert!(!messages.iter().any(|message| message == "panics"), "poison");
        if messages.iter().any(|message| message == "fails all") {
            return Err("the store is away".into());
        }
        let forgotten = messages.iter().filter(|message| *message == "forgets one").count();
        Ok(messages.iter().skip(forgotten).map(|message| outcome(message)).collect())
    }
}

fn outcome(message: &str) -> Outcome {
    match message {
        "rejected" => Outcome::Rejected(Rejection::new("unknownCode", "no such code").schema_version(1)),
        "fails" => Outcome::Failed("conflict".into()),
        _ => Outcome::Done,
    }
}

/// Keeps what it is sent, unless it is closed.
#[derive(Default)]
struct Letters {
    sent: Mutex<Vec<DeadLetter>>,
    closed: bool,
}

#[async_trait]
impl DeadLetterQueue for Letters {
    async fn send(&self, letter: DeadLetter) -> Result<(), Error> {
        if self.closed {
            return Err("queue is away".into());
        }
        self.sent.lock().unwrap().push(letter);
        Ok(())
    }
}

struct Ran {
    response: Result<SqsBatchResponse, Failure>,
    groups: Vec<String>,
    letters: Vec<DeadLetter>,
    metrics: Value,
}

impl Ran {
    fn failures(&self) -> Vec<&str> {
        let failures = &self.response.as_ref().unwrap().batch_item_failures;
        failures.iter().map(|failure| failure.item_identifier.as_str()).collect()
    }
}

async fn run(event: SqsEvent, letters: Letters) -> Ran {
    let handler = Obedient::default();
    let metrics = Metrics::default();
    let batch = SqsBatch { dead_letters: &letters, max_receives: 5, metrics: &metrics };
    let response = batch.run(&handler, event).await;
    let line = metrics.take("handle-alarms", jiff::Timestamp::UNIX_EPOCH).unwrap();
    Ran {
        response,
        groups: handler.groups.into_inner().unwrap(),
        letters: letters.sent.into_inner().unwrap(),
        metrics: serde_json::from_str(&line).unwrap(),
    }
}

/// Records `m-0`, `m-1` … with these bodies.
fn records(bodies: &[&str]) -> SqsEvent {
    let record = |(n, body)| json!({ "messageId": format!("m-{n}"), "body": body });
    event(&bodies.iter().enumerate().map(record).collect::<Vec<_>>())
}

fn event(records: &[Value]) -> SqsEvent {
    serde_json::from_value(json!({ "Records": records })).unwrap()
}

#[tokio::test]
async fn a_good_batch_is_taken_as_one_group() {
    let ran = run(records(&["a", "b", "c"]), Letters::default()).await;
    assert!(ran.failures().is_empty());
    assert_eq!(ran.groups, ["a+b+c"]);
    assert_eq!(ran.metrics["Records"], 3);
    assert_eq!(ran.metrics["RecordFailures"], 0);
}

#[tokio::test]
async fn an_event_from_a_file_keeps_body_and_attributes_of_what_it_rejects() {
    let ran = run(serde_json::from_str(EVENT).unwrap(), Letters::default()).await;
    assert!(ran.failures().is_empty());
    assert_eq!(
        ran.letters,
        [DeadLetter {
            body: "unparsable".to_owned(),
            attributes: [("source".to_owned(), "rule".to_owned())].into(),
            rejection: Rejection::new("unparsable", "no JSON").field("payload").thing("mixer-01"),
            receive_count: 2,
        }]
    );
    assert_eq!(ran.groups.len(), 1);
}

#[tokio::test]
async fn what_is_rejected_goes_to_the_dead_letter_queue_and_is_counted_by_reason() {
    let ran = run(records(&["unparsable", "a", "rejected", "unparsable"]), Letters::default()).await;
    assert!(ran.failures().is_empty());
    assert_eq!(ran.groups, ["a+rejected"]);
    assert_eq!(ran.letters.len(), 3);
    assert_eq!(ran.metrics["DeadLetters"], 3);
    assert_eq!(ran.metrics["deadLettersByReason"], json!({ "unparsable": 2, "unknownCode": 1 }));
}

#[tokio::test]
async fn what_cannot_be_sent_there_stays_in_its_queue() {
    let letters = Letters { closed: true, ..Letters::default() };
    let ran = run(records(&["unparsable", "a", "rejected"]), letters).await;
    assert_eq!(ran.failures(), ["m-0", "m-2"]);
    assert_eq!(ran.metrics.get("DeadLetters"), None);
}

#[tokio::test]
async fn a_panic_is_one_records_failure() {
    let ran = run(records(&["a", "panics", "b", "panics in parse"]), Letters::default()).await;
    assert_eq!(ran.failures(), ["m-1", "m-3"]);
    assert_eq!(ran.groups, ["a+panics+b", "a", "panics", "b"]);
    assert_eq!(ran.metrics["RecordFailures"], 2);
}

#[tokio::test]
async fn a_group_that_fails_is_taken_one_by_one() {
    let ran = run(records(&["a", "fails all", "b"]), Letters::default()).await;
    assert_eq!(ran.failures(), ["m-1"]);
    assert_eq!(ran.groups, ["a+fails all+b", "a", "fails all", "b"]);
}

#[tokio::test]
async fn a_group_with_an_outcome_too_few_is_taken_one_by_one() {
    let ran = run(records(&["a", "forgets one"]), Letters::default()).await;
    assert_eq!(ran.failures(), ["m-1"]);
    assert_eq!(ran.groups, ["a+forgets one", "a", "forgets one"]);
}

#[tokio::test]
async fn a_single_record_is_not_taken_twice() {
    let ran = run(records(&["fails all", "unparsable"]), Letters::default()).await;
    assert_eq!(ran.failures(), ["m-0"]);
    assert_eq!(ran.groups, ["fails all"]);
}

#[tokio::test]
async fn a_failure_is_only_its_records() {
    let ran = run(records(&["a", "fails", "b"]), Letters::default()).await;
    assert_eq!(ran.failures(), ["m-1"]);
    assert_eq!(ran.groups, ["a+fails+b"]);
}

#[tokio::test]
async fn the_last_receive_sends_a_failure_to_the_dead_letter_queue() {
    let received = |id: &str, times: &str| json!({ "messageId": id, "body": "fails", "attributes": { "ApproximateReceiveCount": times } });
    let ran =
        run(event(&[received("m-0", "4"), received("m-1", "5"), received("m-2", "6")]), Letters::default())
            .await;
    assert_eq!(ran.failures(), ["m-0"]);
    let given_up: Vec<_> =
        ran.letters.iter().map(|letter| (&letter.rejection, letter.receive_count)).collect();
    let rejection = Rejection::new(RECEIVES_EXHAUSTED, "conflict");
    assert_eq!(given_up, [(&rejection, 5), (&rejection, 6)]);
}

#[tokio::test]
async fn a_batch_that_fails_as_a_whole_is_an_error() {
    let ran = run(records(&["fails", "fails"]), Letters::default()).await;
    assert_eq!(format!("{:?}", ran.response.unwrap_err()), "BatchFailed: all 2 records failed");
}

#[tokio::test]
async fn a_record_without_a_body_has_failed() {
    let ran = run(
        event(&[json!({ "messageId": "m-0" }), json!({ "messageId": "m-1", "body": "a" })]),
        Letters::default(),
    )
    .await;
    assert_eq!(ran.failures(), ["m-0"]);
}

#[tokio::test]
async fn a_failure_that_cannot_be_named_fails_the_batch() {
    for id in [json!(null), json!("")] {
        let nameless = json!({ "messageId": id, "body": "fails" });
        let ran =
            run(event(&[nameless, json!({ "messageId": "m-1", "body": "a" })]), Letters::default()).await;
        assert_eq!(ran.response.unwrap_err().error_type(), "BatchFailed");
    }
}

#[tokio::test]
async fn a_record_without_an_id_that_succeeds_is_no_matter() {
    let ran = run(event(&[json!({ "body": "a" })]), Letters::default()).await;
    assert!(ran.failures().is_empty());
}

#[tokio::test]
async fn an_empty_batch_is_nothing() {
    let ran = run(event(&[]), Letters::default()).await;
    assert!(ran.failures().is_empty());
    assert!(ran.groups.is_empty());
}

#[tokio::test]
async fn a_fifo_queue_stops_a_group_at_its_first_failure() {
    let record = |id: &str, group: &str, body: &str| {
        json!({
            "messageId": id, "body": body, "attributes": { "MessageGroupId": group },
            "eventSourceARN": "arn:aws:sqs:eu-west-1:000000000000:Orders.fifo",
        })
    };
    let ran = run(
        event(&[
            record("m-0", "one", "a"),
            record("m-1", "one", "fails"),
            record("m-2", "two", "b"),
            record("m-3", "one", "c"),
            record("m-4", "two", "unparsable"),
            record("m-5", "two", "d"),
        ]),
        Letters::default(),
    )
    .await;
    assert_eq!(ran.failures(), ["m-1", "m-3"]);
    assert_eq!(ran.groups, ["a", "fails", "b", "d"]);
}

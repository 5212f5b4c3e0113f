use std::sync::Mutex;

use aws_lambda_events::dynamodb::{Event, EventRecord};
use serde_json::{Value, json};

use crate::{
    batch::stream::{ChangeHandler, run},
    error::Error,
    metrics::Metrics,
};

/// Takes changes by their id, and remembers which groups it was given.
#[derive(Default)]
struct Obedient {
    groups: Mutex<Vec<String>>,
}

impl ChangeHandler for Obedient {
    type Change = String;

    fn parse(&self, record: &EventRecord) -> Result<Option<String>, Error> {
        match record.event_id.as_str() {
            "not ours" => Ok(None),
            "unreadable" => Err("no key".into()),
            "panics in parse" => panic!("no key"),
            id => Ok(Some(id.to_owned())),
        }
    }

    async fn take(&self, changes: &[String]) -> Result<(), Error> {
        self.groups.lock().unwrap().push(changes.join("+"));
        tokio::task::yield_now().await;
        assert!(!changes.iter().any(|change| change == "panics"), "poison");
        if changes.iter().any(|change| change == "fails") {
            return Err("the topic is away".into());
        }
        Ok(())
    }
}

/// What failed, by its sequence number, and the groups that were taken.
async fn ran(ids: &[&str]) -> (Option<String>, Vec<String>) {
    let handler = Obedient::default();
    let response = run(&handler, event(ids, true), &Metrics::default()).await.unwrap();
    let mut failures = response.batch_item_failures.into_iter();
    let first = failures.next().map(|failure| failure.item_identifier.unwrap());
    assert!(failures.next().is_none());
    (first, handler.groups.into_inner().unwrap())
}

fn event(ids: &[&str], numbered: bool) -> Event {
    let record = |(n, id): (usize, &&str)| record(id, numbered.then_some(format!("s-{n}").as_str()));
    let records: Vec<_> = ids.iter().enumerate().map(record).collect();
    serde_json::from_value(json!({ "Records": records })).unwrap()
}

fn record(id: &str, sequence_number: Option<&str>) -> Value {
    json!({
        "eventID": id,
        "eventName": "MODIFY",
        "eventSource": "aws:dynamodb",
        "eventSourceARN": "arn:aws:dynamodb:eu-west-1:000000000000:table/Alarms/stream/2026-01-01T00:00:00.000",
        "awsRegion": "eu-west-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_790_000_000,
            "Keys": { "pk": { "S": "THING#mixer-01" }, "sk": { "S": "PLACE" } },
            "SequenceNumber": sequence_number,
            "SizeBytes": 26,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
    })
}

#[tokio::test]
async fn changes_are_taken_as_one_group_in_order() {
    assert_eq!(ran(&["a", "not ours", "b"]).await, (None, vec!["a+b".to_owned()]));
    assert_eq!(ran(&["not ours"]).await, (None, vec![]));
    assert_eq!(ran(&[]).await, (None, vec![]));
}

#[tokio::test]
async fn the_first_failure_ends_the_batch() {
    for culprit in ["fails", "panics"] {
        let (failed, groups) = ran(&["a", "not ours", culprit, "b"]).await;
        assert_eq!(failed.as_deref(), Some("s-2"), "{culprit}");
        assert_eq!(groups, [format!("a+{culprit}+b"), "a".to_owned(), culprit.to_owned()]);
    }
    assert_eq!(ran(&["fails"]).await, (Some("s-0".to_owned()), vec!["fails".to_owned()]));
}

#[tokio::test]
async fn what_comes_before_an_unreadable_record_is_taken() {
    for unreadable in ["unreadable", "panics in parse"] {
        let (failed, groups) = ran(&["a", "b", unreadable, "c"]).await;
        assert_eq!(failed.as_deref(), Some("s-2"), "{unreadable}");
        assert_eq!(groups, ["a+b"]);
    }
    assert_eq!(ran(&["a", "fails", "unreadable"]).await.0.as_deref(), Some("s-1"));
}

#[tokio::test]
async fn a_failure_that_cannot_be_named_fails_the_batch() {
    let failure = run(&Obedient::default(), event(&["fails"], false), &Metrics::default()).await.unwrap_err();
    assert_eq!(failure.error_type(), "BatchFailed");
}

#[tokio::test]
async fn a_group_that_failed_for_the_moment_goes_through_one_by_one() {
    struct Busy(Mutex<bool>);

    impl ChangeHandler for Busy {
        type Change = ();

        fn parse(&self, _: &EventRecord) -> Result<Option<()>, Error> {
            Ok(Some(()))
        }

        async fn take(&self, _: &[()]) -> Result<(), Error> {
            if std::mem::take(&mut *self.0.lock().unwrap()) { Err("throttled".into()) } else { Ok(()) }
        }
    }

    let metrics = Metrics::default();
    let response = run(&Busy(Mutex::new(true)), event(&["a", "b"], true), &metrics).await.unwrap();
    assert!(response.batch_item_failures.is_empty());
}

//! The stores on Timestream, held to the contract that the other ones keep too, and to what only Timestream does.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use valmetal_aws::timestream::{FeedStore, TelemetryStore};
use valmetal_domain::feed::FeedRecord;
use valmetal_domain::feed::ports::{ReadFeedRecords, ReadSequence, RecordFeed, Recorded};
use valmetal_domain::names::{FarmId, Measure, SequenceId, ThingName};
use valmetal_domain::telemetry::ports::{ReadLatest, RecordTelemetry};
use valmetal_domain::telemetry::{Latest, Sample};

use crate::fixture::StandIn;

mod feed {
    use super::{FeedStore, StandIn, now};

    async fn fresh() -> (FeedStore, StandIn) {
        let timestream = StandIn::start(now()).await;
        (FeedStore::new(timestream.connect().await), timestream)
    }

    valmetal_test_support::feed_contract!(fresh);
}

mod telemetry {
    use super::{StandIn, TelemetryStore, now};

    async fn fresh() -> (TelemetryStore, StandIn) {
        let timestream = StandIn::start(now()).await;
        (TelemetryStore::new(timestream.connect().await), timestream)
    }

    valmetal_test_support::telemetry_contract!(fresh);
}

#[tokio::test]
async fn a_step_that_timestream_refuses_is_archived_with_the_reason_and_those_beside_it_are_stored() {
    let timestream = StandIn::start(now()).await;
    let store = FeedStore::new(timestream.connect().await);
    let early = step(7, now() - SignedDuration::from_hours(24 * 4_000), 10.0);
    let said = [step(6, now(), 11.0), early.clone(), step(8, now(), 12.0)];
    let recorded = store.record_feed(&said).await.unwrap();
    let [Recorded::New, Recorded::Archived(reason), Recorded::New] = &recorded[..] else {
        panic!("{recorded:?}")
    };
    assert!(reason.contains("outside the time range"), "{reason}");

    let day = early.step.event_end.strftime("%Y/%m/%d");
    let kept = timestream.archived(&format!("rejected/feed_sequence/{day}/robot-01-7.json")).unwrap();
    assert_eq!(kept["reason"], reason.as_str());
    assert_eq!(kept["dimensions"]["farm_id"], "farm-1");
    assert_eq!(kept["measures"]["delivered"], 10.0);
    assert_eq!(read(&store).await, [said[0].clone(), said[2].clone()]);
}

#[tokio::test]
async fn a_step_that_contradicts_what_is_stored_is_archived_too() {
    let timestream = StandIn::start(now()).await;
    let store = FeedStore::new(timestream.connect().await);
    store.record_feed(&[step(7, now(), 10.0)]).await.unwrap();
    assert_eq!(store.record_feed(&[step(7, now(), 99.0)]).await.unwrap(), [Recorded::Conflict]);
    let kept = timestream.archived("rejected/feed_sequence/2026/07/15/robot-01-7.json").unwrap();
    assert_eq!(kept["measures"]["delivered"], 99.0);
    assert!(kept["reason"].as_str().unwrap().starts_with("A record already exists"), "{kept}");
}

#[tokio::test]
async fn a_number_that_comes_again_with_another_time_is_another_record() {
    let timestream = StandIn::start(now()).await;
    let store = FeedStore::new(timestream.connect().await);
    let said = [step(7, now(), 10.0), step(7, now() + SignedDuration::from_secs(60), 10.0)];
    assert_eq!(store.record_feed(&said).await.unwrap(), [Recorded::New, Recorded::New]);
    let (from, to) = (now(), now() + SignedDuration::from_hours(1));
    let found = store.read_feed_records(&farm(), from, to, None, 9).await.unwrap();
    assert_eq!(found, said);
}

#[tokio::test]
async fn samples_that_timestream_refuses_are_counted_and_archived() {
    let timestream = StandIn::start(now()).await;
    let store = TelemetryStore::new(timestream.connect().await);
    let late = now() - SignedDuration::from_hours(24 * 4_000);
    let ahead = now() + SignedDuration::from_hours(1);
    let samples: Vec<Sample> = (0..150)
        .map(|n| now() - SignedDuration::from_secs(n))
        .chain([late, ahead])
        .map(|at| sample(at, 1.0))
        .collect();
    let stored = store.record_telemetry(&samples).await.unwrap();
    assert_eq!((stored.new, stored.archived), (150, 2));
    let stored = store.record_telemetry(&[sample(now(), 2.0)]).await.unwrap();
    assert_eq!((stored.new, stored.archived), (0, 1), "another value at a time that has one");
    for at in [late, ahead, now()] {
        let (day, at) = (at.strftime("%Y/%m/%d"), at.as_microsecond());
        let key = format!("rejected/telemetry/{day}/mixer-01-motorCurrent-{at}.json");
        assert!(timestream.archived(&key).is_some(), "{key}");
    }
    let device = ThingName::new("mixer-01").unwrap();
    let latest = store.read_latest(std::slice::from_ref(&device), &current()).await.unwrap();
    assert_eq!(latest[&device], Latest { at: now(), value: 1.0 });
}

/// Some weeks after what the contract stores.
fn now() -> Timestamp {
    "2026-07-15T12:00:00Z".parse().unwrap()
}

fn step(seq: u64, end: Timestamp, delivered: f64) -> FeedRecord {
    serde_json::from_value(json!({
        "farmId": "farm-1", "locationId": "barn-1", "deviceId": "robot-01", "schemaVersion": 1, "deviceSeq": seq,
        "recordKind": "LOAD", "stepNo": seq, "sequenceId": "s-1", "outcome": "COMPLETE", "feedId": "hay",
        "entitlement": 10.0, "delivered": delivered, "eventStart": end, "eventEnd": end,
    }))
    .unwrap()
}

fn sample(at: Timestamp, value: f64) -> Sample {
    Sample { device_id: ThingName::new("mixer-01").unwrap(), measure: current(), at, value, seq: 1 }
}

fn current() -> Measure {
    Measure::new("motorCurrent").unwrap()
}

fn farm() -> FarmId {
    FarmId::new("farm-1").unwrap()
}

async fn read(store: &FeedStore) -> Vec<FeedRecord> {
    let (device, sequence) = (ThingName::new("robot-01").unwrap(), SequenceId::new("s-1").unwrap());
    store.read_sequence(&farm(), &device, &sequence).await.unwrap()
}

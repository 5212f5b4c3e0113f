use std::sync::Mutex;

use async_trait::async_trait;
use serde_json::{Value, json};
use valmetal_domain::{alarm::ports::StoreError, names::FarmId};

use super::*;

/// Keeps what is published.
#[derive(Default)]
struct Topics(Mutex<Vec<(String, Value)>>);

#[async_trait]
impl PublishLive for Topics {
    async fn publish_live(&self, farm: &FarmId, message: Vec<u8>) -> Result<(), StoreError> {
        let message = serde_json::from_slice(&message).unwrap();
        self.0.lock().unwrap().push((farm.to_string(), message));
        Ok(())
    }
}

fn place(version: u64, status: &str) -> Value {
    let place = json!({
        "thing": "mixer-01", "farmId": "lakeside", "entityId": "e-1", "path": "/lakeside/s/b/e-1", "name": "Mixer",
        "connectivity": { "status": status }, "version": version,
    });
    json!({
        "pk": { "S": "THING#mixer-01" }, "sk": { "S": "PLACE" }, "document": { "S": place.to_string() },
        "version": { "N": version.to_string() },
    })
}

async fn published(records: Vec<Value>) -> Vec<(String, Value)> {
    let topics = Arc::new(Topics::default());
    let function = PublishLiveUpdates { live: topics.clone(), metrics: Metrics::default() };
    let event = serde_json::from_value(json!({ "Records": records })).unwrap();
    let answer = run(&function, event, &function.metrics).await.unwrap();
    assert!(answer.batch_item_failures.is_empty());
    topics.0.lock().unwrap().clone()
}

fn record(old: Option<Value>, new: Option<Value>) -> Value {
    let mut change = json!({
        "Keys": { "pk": { "S": "THING#mixer-01" }, "sk": { "S": "PLACE" } },
        "SequenceNumber": "1", "SizeBytes": 1, "StreamViewType": "NEW_AND_OLD_IMAGES",
        "ApproximateCreationDateTime": 1_790_000_000,
    });
    for (name, image) in [("OldImage", old), ("NewImage", new)] {
        if let Some(image) = image {
            change[name] = image;
        }
    }
    json!({ "eventID": "1", "eventName": "MODIFY", "awsRegion": "us-east-1", "eventSource": "aws:dynamodb",
        "eventVersion": "1.1", "eventSourceARN": "arn:aws:dynamodb:us-east-1:1:table/E/stream/1", "dynamodb": change })
}

#[tokio::test]
async fn a_farms_people_hear_of_what_changed_there() {
    let messages = published(vec![record(Some(place(1, "connected")), Some(place(2, "disconnected")))]).await;
    let [(farm, message)] = messages.as_slice() else { panic!("{messages:?}") };
    assert_eq!(farm, "lakeside");
    assert_eq!(message["type"], "indicator");
    assert_eq!(message["connectivity"], "disconnected");
    assert_eq!(message["version"], 2);
}

#[tokio::test]
async fn nobody_hears_of_what_nobody_could_see() {
    assert!(
        published(vec![record(Some(place(1, "connected")), Some(place(2, "connected")))]).await.is_empty()
    );
    assert!(published(vec![record(Some(place(1, "connected")), None)]).await.is_empty());
}

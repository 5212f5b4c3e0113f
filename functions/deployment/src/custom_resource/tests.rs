use std::sync::Mutex;

use serde_json::json;

use super::*;

/// Keeps what was put.
#[derive(Default)]
struct Kept(Mutex<Vec<(String, Value)>>);

#[async_trait]
impl PutAnswer for Kept {
    async fn put_answer(&self, url: &str, body: String) -> Result<(), Error> {
        self.0.lock().unwrap().push((url.to_owned(), serde_json::from_str(&body)?));
        Ok(())
    }
}

fn request(physical: Option<&str>) -> Request {
    serde_json::from_value(json!({
        "RequestType": "Create", "ResponseURL": "https://answers.example/1", "StackId": "stack", "RequestId": "r-1",
        "ResourceType": "Custom::AppliedCatalogue", "LogicalResourceId": "AppliedCatalogue",
        "PhysicalResourceId": physical, "ResourceProperties": { "Deployment": "3" },
    }))
    .unwrap()
}

#[tokio::test]
async fn a_success_carries_the_attributes() {
    let kept = Kept::default();
    let data = Map::from_iter([("Version".to_owned(), json!(7))]);
    answer(&kept, &request(None), Ok(data)).await.unwrap();
    let (url, body) = kept.0.lock().unwrap().remove(0);
    assert_eq!(url, "https://answers.example/1");
    assert_eq!(
        body,
        json!({
            "Status": "SUCCESS", "PhysicalResourceId": "AppliedCatalogue", "StackId": "stack", "RequestId": "r-1",
            "LogicalResourceId": "AppliedCatalogue", "Data": { "Version": 7 },
        })
    );
}

#[tokio::test]
async fn a_failure_says_why_and_keeps_the_resources_id() {
    let kept = Kept::default();
    answer(&kept, &request(Some("before")), Err("definitions[3].texts.fr.title: is missing".into()))
        .await
        .unwrap();
    let (_, body) = kept.0.lock().unwrap().remove(0);
    assert_eq!(body["Status"], "FAILED");
    assert_eq!(body["Reason"], "definitions[3].texts.fr.title: is missing");
    assert_eq!(body["PhysicalResourceId"], "before");
}

#[test]
fn a_reason_that_is_too_long_is_cut_between_characters() {
    let cut = shortened("é".repeat(MAX_REASON));
    assert!(cut.len() <= MAX_REASON + '…'.len_utf8());
    assert!(cut.ends_with('…'));
}

//! What stands in for AWS: one endpoint that plays DynamoDB, Step Functions, SQS and whatever else a function calls.
//!
//! It knows the items that a scenario put there and answers reads from them. Writes are accepted and not kept, so
//! that the same event costs the same every time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use anyhow::Result;
use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;
use serde_json::{Value, json};

use crate::http::{self, Answer, Received};

mod items;
pub(crate) mod tls;

use items::Items;

/// The stand-in's handle.
#[derive(Clone)]
pub(crate) struct Cloud {
    /// Its address, as the SDKs take it.
    pub(crate) endpoint: String,
    state: Arc<State>,
}

/// What was called since the last [`Cloud::reset`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Calls {
    /// How often each operation was called.
    pub(crate) by_operation: BTreeMap<String, u64>,
    /// When the first answer was ready.
    pub(crate) first_answered: Option<Instant>,
}

#[derive(Default)]
struct State(Mutex<Inside>);

#[derive(Default)]
struct Inside {
    items: Items,
    calls: Calls,
    /// The ID token of whoever signs in.
    id_token: String,
}

impl Cloud {
    /// Starts it with the certificate of `authority`.
    pub(crate) fn start(authority: &tls::Authority) -> Result<Self> {
        let state = Arc::new(State::default());
        let address = http::serve("cloud", Some(authority.server_config()?), Arc::clone(&state))?;
        Ok(Self { endpoint: format!("https://localhost:{}", address.port()), state })
    }

    /// Puts an item, given as plain JSON with its `pk` and `sk`.
    pub(crate) fn put(&self, table: &str, item: &Value) {
        self.state.lock().items.put(table, items::typed_item(item));
    }

    /// From now on, whoever signs in gets this ID token.
    pub(crate) fn give_out(&self, id_token: String) {
        self.state.lock().id_token = id_token;
    }

    /// Forgets what was called.
    pub(crate) fn reset(&self) {
        self.state.lock().calls = Calls::default();
    }

    /// What was called since then.
    pub(crate) fn calls(&self) -> Calls {
        self.state.lock().calls.clone()
    }
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answer for State {
    async fn answer(&self, received: Received) -> Response<Full<Bytes>> {
        let operation = operation(&received);
        let mut inside = self.lock();
        let answer = inside.answer(&operation, &received.body);
        *inside.calls.by_operation.entry(operation).or_default() += 1;
        inside.calls.first_answered.get_or_insert_with(Instant::now);
        drop(inside);
        Response::builder()
            .header("content-type", "application/x-amz-json-1.0")
            // AppConfig says by it how to ask again.
            .header("next-poll-configuration-token", "token")
            .header("x-amzn-requestid", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
            .body(Full::new(answer))
            .expect("the header is made of text")
    }
}

/// A list of no objects.
const EMPTY_BUCKET: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>files.bench</Name><KeyCount>0</KeyCount><MaxKeys>20</MaxKeys><IsTruncated>false</IsTruncated></ListBucketResult>"#;

/// `BatchGetItem` from the header of the JSON protocols; method and first part of the path for the others.
fn operation(received: &Received) -> String {
    let target = received.headers.get("x-amz-target").and_then(|value| value.to_str().ok());
    if let Some(operation) = target.and_then(|target| target.rsplit('.').next()) {
        return operation.to_owned();
    }
    format!("{} /{}", received.method, received.path.split('/').nth(1).unwrap_or_default())
}

impl Inside {
    fn answer(&self, operation: &str, body: &[u8]) -> Bytes {
        let request = || serde_json::from_slice::<Value>(body).unwrap_or_default();
        let answer = match operation {
            "GetItem" => self.items.get(&request()),
            "BatchGetItem" => self.items.batch_get(&request()),
            "Query" => self.items.query(&request()),
            "StartExecution" => json!({
                "executionArn": "arn:aws:states:eu-west-1:123456789012:execution:escalate-alarm:bench",
                "startDate": 1_790_000_000,
            }),
            "StopExecution" => json!({ "stopDate": 1_790_000_000 }),
            "SendMessage" => json!({
                "MessageId": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
                "MD5OfMessageBody": "d41d8cd98f00b204e9800998ecf8427e",
            }),
            "InitiateAuth" => json!({ "AuthenticationResult": {
                "IdToken": self.id_token,
                "AccessToken": self.id_token,
                // As long as those of a user pool.
                "RefreshToken": "r".repeat(1_700),
                "ExpiresIn": 3_600,
                "TokenType": "Bearer",
            } }),
            "POST /configurationsessions" => json!({ "InitialConfigurationToken": "token" }),
            "GET /files.bench" => return Bytes::from_static(EMPTY_BUCKET.as_bytes()),
            // Nothing new is deployed.
            "GET /configuration" => return Bytes::new(),
            _ => json!({}),
        };
        Bytes::from(answer.to_string())
    }
}

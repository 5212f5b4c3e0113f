//! The events in `events/`: one for every function, and every function takes its own.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use aws_sdk_lambda::{Client, primitives::Blob};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use crate::{sources::functions, stack::Stack};

/// The tasks of the escalation in the events are about an alarm that nobody raised.
const ABOUT_NO_ALARM: [&str; 3] = ["assess-escalation", "notify-level", "record-escalation"];

/// The events by the names of their functions.
fn events() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../events");
    let files =
        fs::read_dir(folder).expect("the events are there").map(|file| file.expect("it is listed").path());
    files
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("an event is text");
            let event =
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), event)
        })
        .collect()
}

#[tokio::test]
async fn every_function_has_an_event() {
    let stack = Stack::read().await;
    let functions: BTreeSet<_> =
        functions(&stack).await.iter().filter_map(|function| function.handler().map(str::to_owned)).collect();
    let events: BTreeSet<_> = events().into_keys().collect();
    assert_eq!(events, functions);
}

#[tokio::test]
async fn every_function_takes_its_event() {
    let stack = Stack::read().await;
    let client = Client::new(&stack.config);
    let events = events();
    let mut faults = Vec::new();
    for function in functions(&stack).await {
        let name = function.handler().expect("a function has a handler");
        let Some(event) = events.get(name) else { continue };
        let mut event = event.clone();
        if event.get("ResponseURL").is_some() {
            event["ResponseURL"] = Value::String(cloud_formation().await);
        }
        let answer = client
            .invoke()
            .set_function_name(function.function_name().map(str::to_owned))
            .payload(Blob::new(event.to_string()))
            .send()
            .await
            .unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let body: Value =
            answer.payload().and_then(|body| serde_json::from_slice(body.as_ref()).ok()).unwrap_or_default();
        let expected = match answer.function_error() {
            Some(_) => ABOUT_NO_ALARM.contains(&name) && body["errorType"] == "AlarmNotFound",
            None => {
                event.get("routeKey").is_none()
                    || body["statusCode"].as_u64().is_some_and(|status| status < 500)
            }
        };
        if !expected {
            faults.push(format!("{name}: {body}"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// An address that takes the answer of a custom resource, as the presigned one of `CloudFormation` does.
async fn cloud_formation() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it has an address");
    tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await?;
        let mut request = [0; 16 * 1024];
        let _ = connection.read(&mut request).await?;
        connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await
    });
    format!("http://{address}/answer")
}

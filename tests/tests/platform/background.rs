//! The functions that no request and no message starts: their turn comes when a test says, and what they log is read.

use std::{fs, path::Path};

use aws_sdk_cloudwatchlogs::Client as Logs;
use aws_sdk_lambda::{Client as Lambda, primitives::Blob};
use serde_json::Value;
use sqlx::{Connection as _, PgConnection};
use valmetal_tests::local_cloud;

use crate::cloud::Cloud;

/// The log group that the functions share.
const GROUP: &str = "/valmetal/local/functions";

/// Runs a scheduled function with its event, and answers what it did.
pub(crate) async fn run(cloud: &Cloud, handler: &str) -> Value {
    let event = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../events/{handler}.json"));
    let event = fs::read(&event).unwrap_or_else(|error| panic!("{}: {error}", event.display()));
    let answer = Lambda::new(&cloud.target.aws())
        .invoke()
        .function_name(format!("valmetal-local-{handler}"))
        .payload(Blob::new(event))
        .send()
        .await
        .unwrap();
    let payload = String::from_utf8(answer.payload.unwrap().into_inner()).unwrap();
    assert_eq!(answer.function_error, None, "{handler}: {payload}");
    serde_json::from_str(&payload).unwrap()
}

/// The lines that a function logged so far.
pub(crate) async fn log_lines(cloud: &Cloud, handler: &str) -> Vec<Value> {
    let mut pages = Logs::new(&cloud.target.aws())
        .filter_log_events()
        .log_group_name(GROUP)
        .filter_pattern(format!("\"{handler}\""))
        .into_paginator()
        .send();
    let mut lines = Vec::new();
    while let Some(page) = pages.next().await {
        let events = page.unwrap().events.unwrap_or_default().into_iter();
        let read = events.filter_map(|event| serde_json::from_str::<Value>(&event.message?).ok());
        lines.extend(read.filter(|line| line["service"] == handler));
    }
    lines
}

/// Makes a maintenance task count its running hours from so many hours earlier, as if they had passed: the one thing that no
/// request and no message can do.
pub(crate) async fn let_hours_pass(task: &str, hours: i32) {
    let status: Value = serde_json::from_str(&local_cloud::status()).unwrap();
    let mut database = PgConnection::connect(status["postgresUrl"].as_str().unwrap()).await.unwrap();
    let moved = sqlx::query("update maintenance_tasks set counted_since = counted_since - make_interval(hours => $2) where id = $1")
        .bind(task)
        .bind(hours)
        .execute(&mut database)
        .await
        .unwrap();
    assert_eq!(moved.rows_affected(), 1);
}

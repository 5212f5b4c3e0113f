//! Dead-letter queues and timers.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{Message, MessageSystemAttributeName};
use valmetal_aws::sqs::{AlarmTimers, DeadLetters};
use valmetal_domain::alarm::ports::SetTimer;
use valmetal_domain::dead_letter::{DeadLetter, DeadLetterQueue, Rejection};

use crate::fixture::Stack;
use crate::fixture::samples::{at, key};

#[tokio::test]
async fn a_dead_letter_is_kept_byte_for_byte_with_its_reason() {
    let queues = Stack::queues().await;
    let (client, url) = (Client::new(&queues.config), queues.output("AlarmDeadLettersUrl"));
    let body = "{\"payload\":\"AAEC/w==\",\"thing\":\"mixer-01\"}\u{1f404}\t\n é";
    let letter = DeadLetter {
        body: body.to_owned(),
        attributes: BTreeMap::from([("rule".to_owned(), "alarms".to_owned())]),
        rejection: Rejection::new("badField", "\u{0}is no severity")
            .field("severity")
            .schema_version(1)
            .thing("mixer-01"),
        receive_count: 2,
    };

    DeadLetters::new(client.clone(), &url).send(letter).await.unwrap();

    let message = receive(&client, &url).await;
    assert_eq!(message.body(), Some(body));
    let attributes: HashMap<_, _> = message.message_attributes().unwrap().iter().collect();
    let text = |name: &str| attributes[&name.to_owned()].string_value().unwrap();
    assert_eq!(
        ["reason", "field", "detail", "schemaVersion", "thing", "receiveCount", "rule"].map(text),
        ["badField", "severity", "\u{fffd}is no severity", "1", "mixer-01", "2", "alarms"]
    );
}

#[tokio::test]
async fn a_dead_letter_that_cannot_be_sent_is_an_error() {
    let queues = Stack::queues().await;
    let nowhere = format!("{}-missing", queues.output("AlarmDeadLettersUrl"));
    let letter = DeadLetter {
        body: "x".to_owned(),
        attributes: BTreeMap::new(),
        rejection: Rejection::new("notJson", "expected value"),
        receive_count: 1,
    };
    let error = DeadLetters::new(Client::new(&queues.config), nowhere).send(letter).await.unwrap_err();
    assert!(error.to_string().starts_with("sqs:SendMessage: "), "{error}");
}

#[tokio::test]
async fn a_timer_comes_back_when_it_is_due() {
    let queues = Stack::queues().await;
    let (client, url) = (Client::new(&queues.config), queues.output("AlarmQueueUrl"));

    AlarmTimers::new(client.clone(), &url).set_timer(&key("mixer-01"), 12, at(1), at(0)).await.unwrap();

    let message = receive(&client, &url).await;
    let body: serde_json::Value = serde_json::from_str(message.body().unwrap()).unwrap();
    assert_eq!(body, serde_json::json!({"timer": {"alarmId": key("mixer-01").alarm_id(), "version": 12}}));
    let attributes = message.attributes().unwrap();
    let stamp = |name| attributes[&name].parse::<i64>().unwrap();
    let waited = stamp(MessageSystemAttributeName::ApproximateFirstReceiveTimestamp)
        - stamp(MessageSystemAttributeName::SentTimestamp);
    assert!(waited >= 900, "{waited} ms");
}

/// The next message of a queue.
async fn receive(client: &Client, url: &str) -> Message {
    let received = client
        .receive_message()
        .queue_url(url)
        .wait_time_seconds(10)
        .message_attribute_names("All")
        .message_system_attribute_names(MessageSystemAttributeName::All)
        .send()
        .await
        .unwrap();
    received.messages.unwrap_or_default().pop().expect("a message within ten seconds")
}

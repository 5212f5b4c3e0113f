//! What every function and every event source is promised.

use std::collections::BTreeSet;

use aws_sdk_lambda::types::{FunctionResponseType, ScalingConfig};
use aws_sdk_sqs::types::QueueAttributeName;
use serde_json::Value;

use crate::{
    sources::{functions, gives_up_to, mappings, named},
    stack::Stack,
};

#[tokio::test]
async fn every_function_is_named_after_what_it_does_and_has_a_role_of_its_own() {
    let stack = Stack::read().await;
    let mut roles = BTreeSet::new();
    for function in functions(&stack).await {
        let name = function.function_name().expect("a function has a name");
        let handler = function.handler().expect("a function has a handler");
        assert!(handler.split('-').count() >= 2, "{handler} is no verb-noun");
        assert!(name.ends_with(&format!("-{handler}")), "{name} does not end in its handler {handler}");
        assert!(roles.insert(function.role().map(str::to_owned)), "{name} shares its role");
        let group = function.logging_config().and_then(|logging| logging.log_group());
        assert!(group.is_some_and(|group| group.ends_with("/functions")), "{name} logs to {group:?}");
    }
}

#[tokio::test]
async fn every_event_source_answers_for_each_record() {
    let stack = Stack::read().await;
    for mapping in mappings(&stack).await {
        let source = mapping.event_source_arn().unwrap_or_default();
        assert_eq!(
            mapping.function_response_types(),
            [FunctionResponseType::ReportBatchItemFailures],
            "{source}"
        );
    }
}

#[tokio::test]
async fn every_queue_waits_long_enough_and_gives_up_to_a_dead_letter_queue() {
    let stack = Stack::read().await;
    let functions = functions(&stack).await;
    let sqs = aws_sdk_sqs::Client::new(&stack.config);
    for mapping in mappings(&stack).await {
        let source = mapping.event_source_arn().unwrap_or_default();
        let Some(queue) = source.strip_prefix("arn:aws:sqs:").and_then(|arn| arn.split(':').nth(2)) else {
            continue;
        };
        let concurrency = mapping.scaling_config().and_then(ScalingConfig::maximum_concurrency);
        assert!(concurrency.is_some(), "{queue} may take every concurrent execution of the account");
        let url = sqs.get_queue_url().queue_name(queue).send().await.expect("the queue is there").queue_url;
        let attributes = sqs
            .get_queue_attributes()
            .set_queue_url(url)
            .attribute_names(QueueAttributeName::All)
            .send()
            .await
            .expect("the queue has attributes");
        let attribute =
            |name| attributes.attributes().and_then(|all| all.get(&name)).map_or("", String::as_str);
        let timeout =
            named(&functions, mapping.function_arn().unwrap_or_default()).timeout().unwrap_or_default();
        let visibility: i32 = attribute(QueueAttributeName::VisibilityTimeout).parse().expect("seconds");
        assert_eq!(visibility, 6 * timeout, "{queue} is read by a function with {timeout} s");
        let redrive: Value =
            serde_json::from_str(attribute(QueueAttributeName::RedrivePolicy)).unwrap_or_default();
        let dead_letters = redrive["deadLetterTargetArn"].as_str().unwrap_or_default();
        assert!(dead_letters.ends_with(&format!("{queue}-dlq")), "{queue} gives up to {dead_letters:?}");
        assert!(!redrive["maxReceiveCount"].is_null(), "{queue} never gives up");
    }
}

#[tokio::test]
async fn every_stream_narrows_down_a_failure_and_gives_up_at_some_time() {
    let stack = Stack::read().await;
    for mapping in mappings(&stack).await {
        let source = mapping.event_source_arn().unwrap_or_default();
        if !source.contains(":dynamodb:") {
            continue;
        }
        assert_eq!(mapping.bisect_batch_on_function_error(), Some(true), "{source}");
        assert!(
            mapping.maximum_retry_attempts().is_some_and(|attempts| attempts >= 0),
            "{source} is tried for ever"
        );
        assert!(
            mapping.maximum_record_age_in_seconds().is_some_and(|age| age > 0),
            "{source} keeps records for ever"
        );
        assert!(gives_up_to(&mapping).is_some(), "{source} drops what it gives up");
        assert!(mapping.filter_criteria().is_some(), "{source} invokes for every change");
    }
}

#[tokio::test]
async fn what_a_background_function_fails_at_is_kept() {
    let stack = Stack::read().await;
    let lambda = aws_sdk_lambda::Client::new(&stack.config);
    let functions = functions(&stack).await;
    let background = ["sweep-outstanding", "expire-commands", "apply-catalogue", "run-what-if"];
    for function in
        functions.iter().filter(|function| function.handler().is_some_and(|name| background.contains(&name)))
    {
        let name = function.function_name().unwrap_or_default();
        let config =
            lambda.get_function_event_invoke_config().function_name(name).qualifier("$LATEST").send().await;
        let config = config.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let kept =
            config.destination_config().and_then(|destinations| destinations.on_failure()?.destination());
        assert!(
            kept.is_some_and(|arn| arn.contains(":BackgroundFailures-")),
            "{name} loses its failures: {kept:?}"
        );
    }
}

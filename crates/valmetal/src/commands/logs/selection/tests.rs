use aws_sdk_cloudwatchlogs::types::FilteredLogEvent;

use super::{Printed, of_function};
use crate::local::functions::Function;

fn event(stream: &str, timestamp: i64, message: &str) -> FilteredLogEvent {
    FilteredLogEvent::builder().log_stream_name(stream).timestamp(timestamp).message(message).build()
}

fn function() -> Function {
    Function { name: "valmetal-local-handle-alarms".into(), handler: "handle-alarms".into() }
}

#[test]
fn a_function_is_known_by_its_stream_or_by_a_line_of_its_own() {
    let events = vec![
        event("2026/01/01/valmetal-local-handle-alarms[1]aa", 1, "thread panicked"),
        event("2026/01/01/[1]bb", 2, "START RequestId: 1"),
        event("2026/01/01/[1]bb", 2, r#"{"service":"handle-alarms","message":"an alarm was raised"}"#),
        event("2026/01/01/[1]cc", 3, r#"{"service":"list-alarms","message":"handle-alarms"}"#),
    ];
    let selected = of_function(&function(), events);
    let messages: Vec<&str> = selected.iter().filter_map(FilteredLogEvent::message).collect();
    assert_eq!(messages.len(), 3);
    assert!(messages.iter().all(|message| !message.contains("list-alarms")), "{messages:?}");
}

#[test]
fn an_event_is_printed_once_and_its_neighbours_too() {
    let mut printed = Printed::default();
    assert!(printed.is_new(&event("s", 5, "one")));
    assert!(printed.is_new(&event("s", 5, "two")));
    assert!(!printed.is_new(&event("s", 5, "one")));
    assert!(printed.is_new(&event("s", 6, "one")));
    assert_eq!(printed.since(), 6);
}

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tracing::{debug, info, info_span, warn};

use super::*;

/// What `log` writes at `level`, without the time.
fn lines(level: LevelFilter, log: impl FnOnce()) -> Vec<Value> {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let written = Arc::clone(&lines);
    let layer = JsonLayer::new("handle-alarms", level, move |line: &str| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        let time = line.as_object_mut().unwrap().remove("timestamp").unwrap();
        time.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        written.lock().unwrap().push(line);
    });
    tracing::subscriber::with_default(Registry::default().with(layer), log);
    Arc::into_inner(lines).unwrap().into_inner().unwrap()
}

#[test]
fn a_line_holds_the_spans_fields_and_its_own() {
    let lines = lines(LevelFilter::INFO, || {
        let invocation = info_span!("invocation", request_id = "r-1", function = tracing::field::Empty);
        let _in_invocation = invocation.enter();
        invocation.record("function", "sweep-outstanding");
        let _in_record = info_span!("record", message_id = "m-1", count = 3).entered();
        warn!(thing = "mixer-01", share = 0.5, last = true, count = 4, "gave up \"it\"");
    });
    assert_eq!(
        lines,
        [json!({
            "level": "WARN", "service": "handle-alarms", "message": "gave up \"it\"", "target": module_path!(),
            "request_id": "r-1", "function": "sweep-outstanding", "message_id": "m-1",
            "thing": "mixer-01", "share": 0.5, "last": true, "count": 4,
        })]
    );
}

#[test]
fn an_error_is_logged_with_its_sources() {
    #[derive(Debug, thiserror::Error)]
    #[error("cannot read the condition")]
    struct Outer(#[source] io::Error);

    let lines = lines(LevelFilter::INFO, || {
        let error = Outer(io::Error::other("connection reset"));
        error!(error = &error as &dyn std::error::Error, "failed");
    });
    assert_eq!(lines[0]["error"], "cannot read the condition: connection reset");
}

#[test]
fn the_level_and_the_dependencies_are_filtered() {
    let lines = lines(LevelFilter::DEBUG, || {
        debug!("ours");
        tracing::trace!("too fine");
        debug!(target: "aws_smithy_runtime::client", "says a request's headers");
        info!(target: "hyper_util::client", "pooled");
        warn!(target: "aws_runtime", "clock skew");
        error!(target: "lambda_runtime::layers::panic", "logged by the handler already");
    });
    let messages: Vec<_> = lines.iter().map(|line| line["message"].as_str().unwrap()).collect();
    assert_eq!(messages, ["ours", "clock skew"]);
}

#[test]
fn the_level_comes_from_the_environment() {
    assert_eq!(level(&Env::of([])), Ok(LevelFilter::INFO));
    assert_eq!(level(&Env::of([("LOG_LEVEL", "")])), Ok(LevelFilter::INFO));
    assert_eq!(level(&Env::of([("LOG_LEVEL", "DEBUG")])), Ok(LevelFilter::DEBUG));
    assert_eq!(level(&Env::of([("LOG_LEVEL", "off")])), Ok(LevelFilter::OFF));
    let error = level(&Env::of([("LOG_LEVEL", "loud")])).unwrap_err().to_string();
    assert_eq!(error, "LOG_LEVEL must be error, warn, info, debug or off, but is something else");
}

#[test]
fn a_panic_is_one_line_inside_its_span() {
    let lines = lines(LevelFilter::INFO, || {
        let _in_invocation = info_span!("invocation", request_id = "r-1").entered();
        let before = panic::take_hook();
        panic::set_hook(Box::new(log_panic));
        let _ = panic::catch_unwind(|| panic!("index {} out of range", 7));
        panic::set_hook(before);
    });
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["panic"], "index 7 out of range");
    assert_eq!(lines[0]["request_id"], "r-1");
    assert!(lines[0]["place"].as_str().unwrap().contains("tests.rs"));
}

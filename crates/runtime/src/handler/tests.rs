use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use lambda_runtime::Diagnostic;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json, value::to_raw_value};

use super::{family::Family, *};
use crate::error::Error;

/// Answers its own name and what it was told.
struct Echo {
    name: &'static str,
}

#[derive(Deserialize)]
struct Told {
    #[serde(default)]
    text: String,
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
struct Answer {
    by: String,
    text: String,
}

impl Function for Echo {
    type Event = Told;
    type Answer = Answer;

    async fn handle(&self, event: Told, _: &Invocation) -> Result<Answer, Failure> {
        match event.text.as_str() {
            "unknown alarm" => Err(Failure::new("AlarmNotFound", "there is no such alarm")),
            "broken" => Err(std::io::Error::other("connection reset"))?,
            _ => Ok(Answer { by: self.name.to_owned(), text: event.text }),
        }
    }
}

/// A family of four, and how often one of its functions was built.
fn family() -> (Vec<Entry>, Arc<AtomicUsize>) {
    let built = Arc::new(AtomicUsize::new(0));
    let entry = |name, shape| {
        let built = Arc::clone(&built);
        Entry::new(name, shape, move |init: Init| {
            let built = Arc::clone(&built);
            async move {
                built.fetch_add(1, Ordering::Relaxed);
                init.env.text("ALARM_TABLE")?;
                Ok(Echo { name })
            }
        })
    };
    let entries = vec![
        entry("handle-alarms", Shape::Queue("AlarmQueue-")),
        entry("sweep-outstanding", Shape::Field("detail-type", "Scheduled Event")),
        entry("assess-escalation", Shape::Keys(&["escalation", "step"], &["level"])),
        entry("roll-up-farms", Shape::Named),
    ];
    (entries, built)
}

fn init() -> Init {
    Init { env: Env::of([("ALARM_TABLE", "alarms")]), ..Init::process() }
}

fn invocation() -> Invocation {
    Invocation::of(&lambda_runtime::Context::default())
}

async fn answer(family: &Family, event: Value) -> Result<Answer, Failure> {
    let event = to_raw_value(&event).unwrap();
    let answer = family.answer(&event, &invocation()).await?;
    Ok(serde_json::from_str(answer.get()).unwrap())
}

fn refusal<T>(result: Result<T, Error>) -> String {
    result.err().expect("must be refused").to_string()
}

#[tokio::test]
async fn a_named_function_is_the_only_one_built_and_takes_every_event() {
    let (entries, built) = family();
    let family = Family::new(entries, Some("roll-up-farms"), init()).await.unwrap();
    assert_eq!(built.load(Ordering::Relaxed), 1);
    let scheduled = json!({ "detail-type": "Scheduled Event", "text": "hello" });
    let expected = Answer { by: "roll-up-farms".to_owned(), text: "hello".to_owned() };
    assert_eq!(answer(&family, scheduled).await.unwrap(), expected);
    assert_eq!(built.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn an_unknown_name_lists_the_known_ones() {
    let (entries, built) = family();
    assert_eq!(
        refusal(Family::new(entries, Some("bootstrap"), init()).await),
        "_HANDLER is \"bootstrap\"; this binary knows handle-alarms, sweep-outstanding, assess-escalation, roll-up-farms"
    );
    assert_eq!(built.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_bad_configuration_stops_init() {
    let (entries, _) = family();
    let init = Init { env: Env::of([]), ..init() };
    assert_eq!(
        refusal(Family::new(entries, Some("handle-alarms"), init).await),
        "ALARM_TABLE must be set, but is not set"
    );
}

#[tokio::test]
async fn a_family_finds_the_function_by_the_events_shape_and_builds_it_once() {
    let (entries, built) = family();
    let family = Family::new(entries, None, init()).await.unwrap();
    assert_eq!(built.load(Ordering::Relaxed), 0);
    let queue = |name: &str| {
        let arn = format!("arn:aws:sqs:eu-west-1:000000000000:{name}");
        json!({ "Records": [{ "eventSource": "aws:sqs", "eventSourceARN": arn }] })
    };
    let table = [
        (queue("AlarmQueue-dev"), "handle-alarms"),
        (queue("AlarmQueue-staging"), "handle-alarms"),
        (json!({ "detail-type": "Scheduled Event" }), "sweep-outstanding"),
        (json!({ "escalation": {}, "step": 0 }), "assess-escalation"),
    ];
    for (event, function) in table {
        assert_eq!(answer(&family, event).await.unwrap().by, function);
    }
    assert_eq!(built.load(Ordering::Relaxed), 3);

    let strangers = [
        queue("FeedQueue-dev"),
        json!({ "escalation": {}, "step": 0, "level": 1 }),
        json!([]),
        json!("text"),
    ];
    for event in strangers {
        let failure = answer(&family, event).await.unwrap_err();
        assert_eq!(failure.error_type(), "InvalidEvent");
        assert!(failure.to_string().contains("roll-up-farms"), "{failure}");
    }
}

#[tokio::test]
async fn an_envelope_names_the_function() {
    let (entries, _) = family();
    let family = Family::new(entries, None, init()).await.unwrap();
    let enveloped = json!({ "function": "roll-up-farms", "event": { "text": "hello" } });
    let expected = Answer { by: "roll-up-farms".to_owned(), text: "hello".to_owned() };
    assert_eq!(answer(&family, enveloped).await.unwrap(), expected);

    let failure = answer(&family, json!({ "function": "sing", "event": {} })).await.unwrap_err();
    assert!(
        failure.to_string().starts_with("the envelope's function is \"sing\"; this binary knows"),
        "{failure}"
    );
}

#[tokio::test]
async fn a_failure_has_a_stable_type_and_a_text() {
    let (entries, _) = family();
    let family = Family::new(entries, Some("handle-alarms"), init()).await.unwrap();
    let table = [
        (json!({ "text": "unknown alarm" }), "AlarmNotFound", "there is no such alarm"),
        (json!({ "text": "broken" }), "Unexpected", "connection reset"),
        (
            json!({ "text": 7 }),
            "InvalidEvent",
            "invalid type: integer `7`, expected a string at line 1 column 9",
        ),
    ];
    for (event, error_type, message) in table {
        let diagnostic: Diagnostic = answer(&family, event).await.unwrap_err().into();
        let expected = Diagnostic { error_type: error_type.to_owned(), error_message: message.to_owned() };
        assert_eq!(diagnostic, expected);
    }
}

#[test]
fn shapes() {
    let stream = json!({ "Records": [{
        "eventSource": "aws:dynamodb",
        "eventSourceARN": "arn:aws:dynamodb:eu-west-1:000000000000:table/valmetal-Alarms-1X/stream/2026-01-01T00:00:00.000",
    }] });
    assert!(Shape::Stream("Alarms").fits(&stream));
    assert!(!Shape::Stream("EntityHierarchy").fits(&stream));
    assert!(!Shape::Queue("Alarms").fits(&stream));
    assert!(Shape::Any.fits(&json!(1)));
    assert!(!Shape::Queue("AlarmQueue-").fits(&json!({ "Records": [] })));
    assert!(!Shape::Field("RequestType", "Create").fits(&json!({ "RequestType": 1 })));
}

#[test]
fn an_invocation_knows_how_long_it_has() {
    let mut context = lambda_runtime::Context::default();
    context.deadline = 1_790_000_005_000;
    let invocation = Invocation::of(&context);
    let at = |ms| jiff::Timestamp::from_millisecond(ms).unwrap();
    assert_eq!(invocation.remaining(at(1_790_000_000_000)).as_secs(), 5);
    assert_eq!(invocation.remaining(at(1_790_000_006_000)).as_secs(), 0);
}

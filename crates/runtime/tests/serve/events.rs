use serde::Deserialize;
use serde_json::json;
use valmetal_runtime::{
    error::Error,
    handler::{Entry, Failure, Function, Init, Invocation, Shape, serve},
    metrics::{Metric, Metrics},
};

use crate::stand_in::{self, run};

const FAMILY: &str = "events::family";

struct Greet {
    greeting: String,
    metrics: Metrics,
}

#[derive(Deserialize)]
struct Person {
    name: String,
}

impl Function for Greet {
    type Event = Person;
    type Answer = String;

    async fn handle(&self, person: Person, invocation: &Invocation) -> Result<String, Failure> {
        self.metrics.count(Metric::Records, 1);
        tracing::info!(arn = invocation.function_arn, "greeting");
        match person.name.as_str() {
            "nobody" => Err(Failure::new("NobodyThere", "there is nobody")),
            "chaos" => panic!("chaos reigns"),
            name => Ok(format!("{} {name}", self.greeting)),
        }
    }
}

/// Not a test but the function, where this process is it.
#[test]
fn family() {
    if stand_in::is(FAMILY) {
        let build = async |init: Init| -> Result<Greet, Error> {
            Ok(Greet { greeting: init.env.text("GREETING")?, metrics: init.metrics })
        };
        let build = move |init| build(init);
        let entries = vec![
            Entry::new("greet", Shape::Keys(&["name"], &["farewell"]), build),
            Entry::new("bid-farewell", Shape::Keys(&["name", "farewell"], &[]), build),
        ];
        let code = serve("greetings", entries);
        std::process::exit(i32::from(code != std::process::ExitCode::SUCCESS));
    }
}

#[test]
fn a_named_function_answers_logs_and_counts() {
    let ran = run(
        FAMILY,
        &[("_HANDLER", "greet"), ("GREETING", "Hello")],
        &[json!({ "name": "Ada" }), json!({ "name": "Bob", "farewell": true }), json!({ "name": "nobody" })],
    );
    assert_eq!(ran.answers[..2], [json!("Hello Ada"), json!("Hello Bob")]);
    assert_eq!(ran.answers[2], json!({ "errorType": "NobodyThere", "errorMessage": "there is nobody" }));

    let greetings = ran.said("greeting");
    assert_eq!(greetings.len(), 3);
    assert_eq!(
        (&greetings[1]["service"], &greetings[1]["request_id"]),
        (&json!("greet"), &json!("invocation-1"))
    );
    let failures = ran.said("invocation failed");
    assert_eq!(failures.len(), 1);
    assert_eq!(
        (&failures[0]["error_type"], &failures[0]["request_id"]),
        (&json!("NobodyThere"), &json!("invocation-2"))
    );

    let metrics = ran.metrics();
    assert_eq!(metrics.len(), 3);
    assert_eq!((&metrics[0]["ColdStart"], &metrics[0]["Records"]), (&json!(1), &json!(1)));
    assert_eq!(metrics[1].get("ColdStart"), None);
}

#[test]
fn a_panic_fails_its_invocation_and_the_next_one_is_served() {
    let ran = run(
        FAMILY,
        &[("_HANDLER", "greet"), ("GREETING", "Hello")],
        &[json!({ "name": "chaos" }), json!({ "name": "Ada" })],
    );
    assert_eq!(ran.answers[0]["errorMessage"], "Lambda panicked: chaos reigns");
    assert_eq!(ran.answers[1], "Hello Ada");
    let panics = ran.said("panicked");
    assert_eq!(panics.len(), 1);
    assert_eq!(
        (&panics[0]["panic"], &panics[0]["request_id"]),
        (&json!("chaos reigns"), &json!("invocation-0"))
    );
}

#[test]
fn without_a_name_the_family_is_served() {
    let ran = run(
        FAMILY,
        &[("GREETING", "Hi")],
        &[
            json!({ "name": "Ada" }),
            json!({ "name": "Ada", "farewell": true }),
            json!({ "function": "greet", "event": { "name": "Bob" } }),
            json!({ "some": "thing" }),
        ],
    );
    assert_eq!(ran.answers[..3], [json!("Hi Ada"), json!("Hi Ada"), json!("Hi Bob")]);
    assert_eq!(ran.answers[3]["errorType"], "InvalidEvent");
    let functions: Vec<_> = ran.said("greeting").iter().map(|line| &line["function"]).collect();
    assert_eq!(functions, ["greet", "bid-farewell", "greet"]);
    assert!(ran.lines.iter().all(|line| line["service"] == "greetings"));
}

#[test]
fn what_goes_wrong_in_init_is_one_line_and_an_exit_code() {
    let table = [
        (&[("_HANDLER", "sing")][..], "_HANDLER is \"sing\"; this binary knows greet, bid-farewell"),
        (&[("_HANDLER", "greet")], "GREETING must be set, but is not set"),
        (
            &[("_HANDLER", "greet"), ("LOG_LEVEL", "loud")],
            "LOG_LEVEL must be error, warn, info, debug or off, but is something else",
        ),
        (
            &[("_HANDLER", "greet"), ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "")],
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE must be set by Lambda; run the function with `cargo lambda watch` or \
             `sam local invoke`, but is not set",
        ),
    ];
    for (variables, error) in table {
        let ran = run(FAMILY, variables, &[]);
        assert_eq!(ran.code, Some(1), "{variables:?}");
        assert_eq!(ran.lines.len(), 1, "{variables:?}");
        assert_eq!(ran.lines[0]["message"], "cannot start");
        assert_eq!(ran.lines[0]["error"], error);
    }
}

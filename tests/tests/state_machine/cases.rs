//! Each state by itself, through the `TestState` API.

use std::{collections::BTreeMap, fs};

use aws_sdk_sfn::{
    Client,
    types::{MockErrorOutput, MockInput, TestExecutionStatus, TestStateConfiguration},
};
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{Intercept, context::BeforeTransmitInterceptorContextMut},
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::config_bag::ConfigBag;
use serde::Deserialize;
use serde_json::{Value, json};
use valmetal_tests::local_cloud::LocalCloud;

use crate::machine::{definition, escalation, folder, invoked, read};

/// A state, what happens in it, and what has to come of it.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) state: String,
    pub(crate) what: String,
    pub(crate) variables: BTreeMap<String, Value>,
    pub(crate) result: Option<Value>,
    pub(crate) error: Option<String>,
    pub(crate) retries: u32,
    pub(crate) then: Then,
}

/// What has to come of a case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Then {
    /// The execution fails with this error.
    Fails { fails: String },
    /// `retried`, `succeeds`, or the name of the next state.
    Named(String),
}

impl Then {
    /// The state that a `Next` names.
    pub(crate) fn next(name: &Value) -> Self {
        Self::Named(name.as_str().unwrap_or_default().to_owned())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    state: String,
    cases: Vec<CaseLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseLine {
    what: String,
    #[serde(default)]
    variables: BTreeMap<String, Value>,
    result: Option<Value>,
    error: Option<String>,
    /// How many retries lie behind.
    #[serde(default)]
    retries: u32,
    then: Then,
}

/// The cases of all files.
pub(crate) fn all() -> Vec<Case> {
    let files = fs::read_dir(folder().join("cases")).expect("the cases are there");
    let mut paths: Vec<_> = files.map(|file| file.expect("the folder can be read").path()).collect();
    paths.sort();
    paths
        .iter()
        .flat_map(|path| {
            let CaseFile { state, cases } = read(path);
            cases.into_iter().map(move |line| Case {
                state: state.clone(),
                what: line.what,
                variables: line.variables,
                result: line.result,
                error: line.error,
                retries: line.retries,
                then: line.then,
            })
        })
        .collect()
}

#[tokio::test]
async fn each_state_does_what_its_cases_say() {
    let client = client(&LocalCloud::find());
    let whole = definition();
    let without_catch = without_catch(&whole);
    let mut failures = Vec::new();
    for case in all() {
        let uncaught = run(&client, &without_catch, &case).await;
        let right = match (&case.then, &case.error) {
            (Then::Named(then), Some(_)) if then == "retried" => uncaught == Outcome::retried(),
            // The emulator looks at Catch before Retry, so that no retry is left is seen without Catch.
            (Then::Named(next), Some(_)) => {
                uncaught.status == TestExecutionStatus::Failed
                    && run(&client, &whole, &case).await
                        == Outcome::next(TestExecutionStatus::CaughtError, next)
            }
            (Then::Named(then), None) if then == "succeeds" => {
                uncaught.status == TestExecutionStatus::Succeeded
            }
            (Then::Named(next), None) => uncaught == Outcome::next(TestExecutionStatus::Succeeded, next),
            (Then::Fails { fails }, _) => uncaught == Outcome::failed(fails),
        };
        if !right {
            failures
                .push(format!("{}: {}: expected {:?}, got {uncaught:?}", case.state, case.what, case.then));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

/// What a state came to.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    status: TestExecutionStatus,
    next: Option<String>,
    error: Option<String>,
}

impl Outcome {
    fn retried() -> Self {
        Self { status: TestExecutionStatus::Retriable, next: None, error: None }
    }

    fn next(status: TestExecutionStatus, next: &str) -> Self {
        Self { status, next: Some(next.to_owned()), error: None }
    }

    fn failed(error: &str) -> Self {
        Self { status: TestExecutionStatus::Failed, next: None, error: Some(error.to_owned()) }
    }
}

async fn run(client: &Client, definition: &Value, case: &Case) -> Outcome {
    let mut variables = json!({
        "step": 0,
        "pause": 0,
        "assessment": {"decision": "notify", "level": 1, "round": 1, "waitSeconds": 300},
        "failure": {"Error": "EscalationInputInvalid", "Cause": "no alarmId"}
    });
    for (name, value) in &case.variables {
        variables[name] = value.clone();
    }
    // AWS reads `variables`; the emulator takes them from the context.
    let context = json!({
        "Execution": {"Id": "arn:aws:states:us-east-1:000000000000:execution:escalate-alarm:case", "Input": escalation()},
        "variables": variables
    });
    let mut mock = MockInput::builder();
    if let Some(result) = &case.result {
        mock = mock.result(invoked(result).to_string());
    }
    if let Some(error) = &case.error {
        mock = mock.error_output(MockErrorOutput::builder().error(error).cause("a case").build());
    }
    let mocked = case.result.is_some() || case.error.is_some();
    let answer = client
        .test_state()
        .definition(definition.to_string())
        .state_name(&case.state)
        .input("{}")
        .variables(variables.to_string())
        .context(context.to_string())
        .set_mock(mocked.then(|| mock.build()))
        .state_configuration(
            TestStateConfiguration::builder()
                .retrier_retry_count(i32::try_from(case.retries).expect("retries are few"))
                .build(),
        )
        .send()
        .await
        .unwrap_or_else(|error| panic!("{}: {}: {error:?}", case.state, case.what));
    let status = answer.status().cloned().expect("an answer has a status");
    let error =
        (status == TestExecutionStatus::Failed).then(|| answer.error().unwrap_or_default().to_owned());
    Outcome { status, next: answer.next_state().map(str::to_owned), error }
}

fn without_catch(definition: &Value) -> Value {
    let mut definition = definition.clone();
    let states = definition["States"].as_object_mut().expect("a state machine has states");
    for state in states.values_mut().filter_map(Value::as_object_mut) {
        state.remove("Catch");
    }
    definition
}

fn client(cloud: &LocalCloud) -> Client {
    let config = aws_sdk_sfn::config::Builder::from(&cloud.aws()).interceptor(PlainHost).build();
    Client::from_conf(config)
}

/// `TestState` is called at `sync-<host>`, which does not resolve where the host is an address.
#[derive(Debug)]
struct PlainHost;

impl Intercept for PlainHost {
    fn name(&self) -> &'static str {
        "PlainHost"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        let uri = request.uri().replacen("//sync-", "//", 1);
        request.set_uri(uri)?;
        Ok(())
    }
}

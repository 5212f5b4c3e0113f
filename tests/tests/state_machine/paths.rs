//! Whole executions, with scripted tasks.

use std::{collections::BTreeMap, time::Duration};

use aws_sdk_sfn::{
    Client,
    types::{ExecutionStatus, HistoryEvent},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use valmetal_tests::local_cloud::LocalCloud;

use crate::{
    cases::Then,
    machine::{definition, escalation, folder, invoked, read},
};

/// The state machine that only this test uses.
const NAME: &str = "escalate-alarm-paths";
/// How long an execution may take, its waits shortened.
const LONGEST: Duration = Duration::from_mins(1);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Path {
    what: String,
    /// What each task does, visit by visit.
    tasks: BTreeMap<String, Vec<Visit>>,
    /// The states that are entered.
    enters: Vec<String>,
    then: Then,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Visit {
    result: Option<Value>,
    error: Option<String>,
}

#[tokio::test]
async fn executions_take_the_paths_that_they_should() {
    let cloud = LocalCloud::find();
    let paths: Vec<Path> = read(&folder().join("paths.json"));
    cloud
        .configure(&json!({
            "stepfunctions._sfn_mock_config": scripts(&paths),
            "stepfunctions._SFN_WAIT_SCALE": "0.01"
        }))
        .await;
    let client = Client::new(&cloud.aws());
    let machine = create(&client, cloud.output("EscalationStateMachineArn")).await;
    let mut failures = Vec::new();
    for (number, path) in paths.iter().enumerate() {
        let (entered, then) = run(&client, &machine, number).await;
        if entered != path.enters || then != path.then {
            failures.push(format!("{}: went {entered:?} and then {then:?}", path.what));
        }
    }
    client
        .delete_state_machine()
        .state_machine_arn(machine)
        .send()
        .await
        .expect("the state machine is deleted");
    assert!(failures.is_empty(), "{failures:#?}");
}

/// The scripts in the format of Step Functions Local, a test case a path.
fn scripts(paths: &[Path]) -> Value {
    let mut cases = Map::new();
    let mut responses = Map::new();
    for (number, path) in paths.iter().enumerate() {
        let mut states = Map::new();
        for (state, visits) in &path.tasks {
            let name = format!("{number}-{state}");
            let script: Map<_, _> = visits
                .iter()
                .enumerate()
                .map(|(visit, does)| {
                    let response = match (&does.result, &does.error) {
                        (Some(result), None) => json!({ "Return": invoked(result) }),
                        (None, Some(error)) => json!({ "Throw": { "Error": error, "Cause": "a path" } }),
                        _ => panic!("{}: {state} needs a result or an error", path.what),
                    };
                    (visit.to_string(), response)
                })
                .collect();
            responses.insert(name.clone(), Value::Object(script));
            states.insert(state.clone(), Value::String(name));
        }
        cases.insert(number.to_string(), Value::Object(states));
    }
    json!({ "StateMachines": { NAME: { "TestCases": cases } }, "MockedResponses": responses })
}

/// Makes the test's state machine, with the role of the deployed one: a role has to exist, though no task calls anything.
async fn create(client: &Client, deployed: &str) -> String {
    let deployed = client.describe_state_machine().state_machine_arn(deployed).send().await;
    let created = client
        .create_state_machine()
        .name(NAME)
        .definition(definition().to_string())
        .role_arn(deployed.expect("the escalation is deployed").role_arn)
        .send()
        .await;
    created.expect("the state machine is created").state_machine_arn
}

/// Runs one path and says which states it entered and how it ended.
async fn run(client: &Client, machine: &str, number: usize) -> (Vec<String>, Then) {
    let started = client
        .start_execution()
        .state_machine_arn(format!("{machine}#{number}"))
        .input(escalation().to_string())
        .send()
        .await
        .expect("the execution starts");
    let arn = started.execution_arn;
    let ended = tokio::time::timeout(LONGEST, async {
        loop {
            let execution =
                client.describe_execution().execution_arn(&arn).send().await.expect("it is described");
            if execution.status != ExecutionStatus::Running {
                return execution;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let ended = ended.await.unwrap_or_else(|_| panic!("path {number} does not end"));
    let history = client
        .get_execution_history()
        .execution_arn(&arn)
        .max_results(1000)
        .send()
        .await
        .expect("its history");
    let entered = history.events().iter().filter_map(HistoryEvent::state_entered_event_details);
    let then = match ended.status {
        ExecutionStatus::Succeeded => Then::Named("succeeds".to_owned()),
        _ => Then::Fails { fails: ended.error.unwrap_or_default() },
    };
    (entered.map(|state| state.name.clone()).collect(), then)
}

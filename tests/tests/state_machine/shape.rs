//! What every state of the machine has to have, and that every way out of every state has a case.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    cases::{self, Then},
    machine::{definition, states},
};

fn list<'a>(state: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    state[field].as_array().into_iter().flatten()
}

fn errors(rule: &Value) -> impl Iterator<Item = &str> {
    list(rule, "ErrorEquals").filter_map(Value::as_str)
}

#[test]
fn every_task_has_a_timeout_retries_with_full_jitter_and_catches_everything() {
    let definition = definition();
    assert_eq!(definition["QueryLanguage"], "JSONata");
    for (name, state) in states(&definition).iter().filter(|(_, state)| state["Type"] == "Task") {
        assert!(state["TimeoutSeconds"].is_u64(), "{name} has no timeout");
        let last = list(state, "Catch").last().unwrap_or_else(|| panic!("{name} catches nothing"));
        assert_eq!(
            last["ErrorEquals"],
            serde_json::json!(["States.ALL"]),
            "{name} does not catch everything"
        );
        let retries: Vec<_> = list(state, "Retry").filter(|rule| rule["MaxAttempts"] != 0).collect();
        assert!(!retries.is_empty(), "{name} retries nothing");
        for rule in retries {
            assert_eq!(rule["JitterStrategy"], "FULL", "{name} retries in step with others");
            assert!(rule["MaxDelaySeconds"].is_u64(), "{name} has no longest delay");
        }
    }
}

#[test]
fn every_way_out_of_every_state_has_a_case() {
    let definition = definition();
    let mut missing = BTreeSet::new();
    for (name, state) in states(&definition) {
        let cases: Vec<_> = cases::all().into_iter().filter(|case| &case.state == name).collect();
        let mut require = |what: String, found: bool| {
            if !found {
                missing.insert(format!("{name}: {what}"));
            }
        };
        let leads_to =
            |next: &Value| cases.iter().any(|case| case.error.is_none() && case.then == Then::next(next));
        for next in [&state["Next"], &state["Default"]]
            .into_iter()
            .chain(list(state, "Choices").map(|rule| &rule["Next"]))
        {
            require(format!("to {next}"), next.is_null() || leads_to(next));
        }
        for rule in list(state, "Retry") {
            for error in errors(rule).filter(|error| *error != "States.ALL") {
                require(
                    format!("{error} happens"),
                    cases.iter().any(|case| case.error.as_deref() == Some(error)),
                );
            }
        }
        for rule in list(state, "Catch") {
            let caught = |case: &&cases::Case| case.error.is_some() && case.then == Then::next(&rule["Next"]);
            let named: BTreeSet<_> = errors(rule).collect();
            let found = cases.iter().filter(caught).any(|case| {
                named.contains("States.ALL")
                    || case.error.as_deref().is_some_and(|error| named.contains(error))
            });
            require(format!("{named:?} to {}", rule["Next"]), found);
        }
        require("a case".to_owned(), !cases.is_empty());
    }
    assert!(missing.is_empty(), "no case for {missing:#?}");
}

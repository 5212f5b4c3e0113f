use std::collections::BTreeMap;

use serde_json::json;

use super::find;
use crate::local::stack::{Contents, Resource};

fn stacks() -> [Contents; 1] {
    let function =
        Resource { kind: "AWS::Lambda::Function".into(), physical_id: "valmetal-local-handle-alarms".into() };
    [Contents {
        id: "valmetal-local".into(),
        outputs: BTreeMap::new(),
        template: json!({ "Resources": { "HandleAlarms": { "Properties": { "Handler": "handle-alarms" } } } }),
        parameters: BTreeMap::new(),
        resources: BTreeMap::from([("HandleAlarms".into(), function)]),
    }]
}

#[test]
fn a_function_is_found_by_each_of_its_names() {
    for name in ["handle-alarms", "HandleAlarms", "valmetal-local-handle-alarms"] {
        let found = find(&stacks(), name).unwrap();
        assert_eq!(
            (found.name.as_str(), found.handler.as_str()),
            ("valmetal-local-handle-alarms", "handle-alarms")
        );
    }
}

#[test]
fn an_unknown_function_is_answered_with_those_there_are() {
    let message = find(&stacks(), "handle-alarm").unwrap_err().to_string();
    assert!(message.contains("handle-alarms"), "{message}");
}

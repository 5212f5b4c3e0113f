use std::collections::BTreeMap;

use aws_sdk_cloudformation::types::{ResourceStatus, StackEvent};

use super::{fingerprint, first_failed};
use crate::local::package::Packaged;

fn event(logical: &str, status: ResourceStatus, reason: &str) -> StackEvent {
    let physical = if logical == "stack" { "stack-id" } else { logical };
    StackEvent::builder()
        .stack_id("stack-id")
        .logical_resource_id(logical)
        .physical_resource_id(physical)
        .resource_status(status)
        .resource_status_reason(reason)
        .build()
}

#[test]
fn the_first_failure_of_the_last_run_is_the_cause() {
    let newest_first = [
        event("stack", ResourceStatus::UpdateRollbackComplete, ""),
        event("Topic", ResourceStatus::CreateFailed, "Resource creation cancelled"),
        event("Queue", ResourceStatus::UpdateFailed, "a delay is at most 900"),
        event("stack", ResourceStatus::UpdateInProgress, "User Initiated"),
        event("Table", ResourceStatus::CreateFailed, "of an earlier run"),
        event("stack", ResourceStatus::CreateInProgress, "User Initiated"),
    ];
    assert_eq!(first_failed(&newest_first).unwrap().logical_resource_id(), Some("Queue"));
}

#[test]
fn a_run_without_failures_has_no_cause() {
    let newest_first = [
        event("stack", ResourceStatus::CreateComplete, ""),
        event("stack", ResourceStatus::CreateInProgress, ""),
    ];
    assert!(first_failed(&newest_first).is_none());
}

#[test]
fn a_changed_parameter_is_a_changed_deployment() {
    let packaged = Packaged { url: String::new(), digest: "1".into() };
    let one = fingerprint(&packaged, &BTreeMap::from([("Environment", "local".to_owned())]));
    let other = fingerprint(&packaged, &BTreeMap::from([("Environment", "dev".to_owned())]));
    assert_ne!(one, other);
}

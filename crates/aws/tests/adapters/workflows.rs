//! The executions of the escalation workflow.

use aws_sdk_sfn::Client;
use valmetal_aws::sfn::Escalations;
use valmetal_domain::alarm::EscalationRef;
use valmetal_domain::alarm::ports::{DescribeEscalation, StartEscalation, StopEscalation};

use crate::fixture::Emulator;
use crate::fixture::samples::key;

/// A machine that waits, in place of the real one, whose tasks are another package's.
const WAITS: &str =
    r#"{"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 600, "End": true}}}"#;

#[tokio::test]
async fn an_escalation_runs_once_and_stops_with_its_reason() {
    let emulator = Emulator::find();
    let client = Client::new(&emulator.config());
    let machine = client
        .create_state_machine()
        .name(format!("waits-{}", std::process::id()))
        .definition(WAITS)
        .role_arn("arn:aws:iam::000000000000:role/unused")
        .send()
        .await
        .unwrap();
    let escalations = Escalations::new(client.clone(), machine.state_machine_arn());
    let escalation = EscalationRef { condition_id: "0198c1".to_owned(), occurrence: 1, generation: 2 };

    assert_eq!(escalations.describe_escalation(&escalation).await.unwrap(), None);
    escalations.stop_escalation(&escalation, "Cleared", "it never ran").await.unwrap();

    escalations.start_escalation(&key("mixer-01"), &escalation).await.unwrap();
    escalations.start_escalation(&key("mixer-01"), &escalation).await.unwrap();
    let running = escalations.describe_escalation(&escalation).await.unwrap().unwrap();
    assert_eq!((running.status.as_str(), running.name.as_str()), ("RUNNING", "0198c1-1-2"));
    assert_eq!(running.execution_arn, escalations.execution_arn(&escalation));

    escalations.stop_escalation(&escalation, "Acknowledged", "somebody took the alarm").await.unwrap();
    escalations.stop_escalation(&escalation, "Acknowledged", "somebody took the alarm").await.unwrap();
    let stopped = escalations.describe_escalation(&escalation).await.unwrap().unwrap();
    assert_eq!(stopped.status, "ABORTED");
    assert_eq!(stopped.error.as_deref(), Some("Acknowledged"));
    assert_eq!(stopped.cause.as_deref(), Some("somebody took the alarm"));
    assert!(stopped.stopped_at.is_some_and(|at| at >= stopped.started_at));

    client.delete_state_machine().state_machine_arn(machine.state_machine_arn()).send().await.unwrap();
}

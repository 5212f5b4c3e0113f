//! The executions of the escalation workflow, by their names.

use valmetal_domain::alarm::EscalationRef;

/// Knows the ARNs of the workflow's executions.
#[derive(Debug, Clone)]
pub(crate) struct Executions {
    prefix: String,
}

impl Executions {
    /// The executions of the state machine with this ARN.
    pub(crate) fn of(state_machine_arn: &str) -> Self {
        Self { prefix: state_machine_arn.replacen(":stateMachine:", ":execution:", 1) }
    }

    /// The ARN of the execution that runs `escalation`.
    pub(crate) fn arn(&self, escalation: &EscalationRef) -> String {
        format!("{}:{}", self.prefix, escalation.execution_name())
    }
}

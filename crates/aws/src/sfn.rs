//! Step Functions: the escalations' workflow.

use async_trait::async_trait;
use aws_sdk_sfn::Client;
use aws_sdk_sfn::error::SdkError;
use aws_sdk_sfn::operation::describe_execution::DescribeExecutionError;
use aws_sdk_sfn::operation::start_execution::StartExecutionError;
use aws_sdk_sfn::operation::stop_execution::StopExecutionError;
use aws_sdk_sfn::primitives::DateTime;
use jiff::Timestamp;
use serde::Serialize;
use valmetal_domain::alarm::ports::{
    DescribeEscalation, Execution, StartEscalation, StopEscalation, StoreError,
};
use valmetal_domain::alarm::{AlarmId, ConditionKey, EscalationRef};

use crate::error::store_error;

#[cfg(test)]
mod tests;

/// The longest `error` of a stopped execution, in bytes.
const MAX_ERROR: usize = 256;
/// The longest `cause` of a stopped execution, in bytes.
const MAX_CAUSE: usize = 32_768;

/// Starts, stops and describes the executions of the escalation workflow, whose names say which escalation they are.
///
/// IAM: [`StartEscalation`] `states:StartExecution` on the state machine; [`StopEscalation`] `states:StopExecution` and
/// [`DescribeEscalation`] `states:DescribeExecution` on its executions.
#[derive(Debug, Clone)]
pub struct Escalations {
    client: Client,
    state_machine: String,
}

/// What an execution gets: `statemachines/README.md`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Input<'a> {
    alarm_id: AlarmId,
    #[serde(flatten)]
    key: &'a ConditionKey,
    #[serde(flatten)]
    escalation: &'a EscalationRef,
}

impl Escalations {
    /// The executions of the state machine with this ARN.
    pub fn new(client: Client, state_machine_arn: impl Into<String>) -> Self {
        Self { client, state_machine: state_machine_arn.into() }
    }

    /// The ARN of the execution that runs `escalation`, whether or not there is one.
    pub fn execution_arn(&self, escalation: &EscalationRef) -> String {
        execution_arn(&self.state_machine, &escalation.execution_name())
    }
}

/// `arn:aws:states:<region>:<account>:stateMachine:<name>[:<version or alias>]` → its execution's ARN.
fn execution_arn(state_machine: &str, execution: &str) -> String {
    let mut parts = state_machine.split(':');
    let place: Vec<_> = parts.by_ref().take(5).collect();
    let machine = parts.nth(1).unwrap_or_default();
    format!("{}:execution:{machine}:{execution}", place.join(":"))
}

#[async_trait]
impl StartEscalation for Escalations {
    async fn start_escalation(
        &self,
        key: &ConditionKey,
        escalation: &EscalationRef,
    ) -> Result<(), StoreError> {
        let input = serde_json::to_string(&Input { alarm_id: key.alarm_id(), key, escalation })
            .map_err(|error| StoreError::Refused(Box::new(error)))?;
        let started = self
            .client
            .start_execution()
            .state_machine_arn(&self.state_machine)
            .name(escalation.execution_name())
            .input(input)
            .send()
            .await;
        match started {
            Ok(_) => Ok(()),
            Err(SdkError::ServiceError(service))
                if matches!(service.err(), StartExecutionError::ExecutionAlreadyExists(_)) =>
            {
                Ok(())
            }
            Err(error) => Err(store_error("states:StartExecution", error)),
        }
    }
}

#[async_trait]
impl StopEscalation for Escalations {
    async fn stop_escalation(
        &self,
        escalation: &EscalationRef,
        error: &str,
        cause: &str,
    ) -> Result<(), StoreError> {
        let stopped = self
            .client
            .stop_execution()
            .execution_arn(self.execution_arn(escalation))
            .error(&error[..error.floor_char_boundary(MAX_ERROR)])
            .cause(&cause[..cause.floor_char_boundary(MAX_CAUSE)])
            .send()
            .await;
        match stopped {
            Ok(_) => Ok(()),
            Err(SdkError::ServiceError(service))
                if matches!(service.err(), StopExecutionError::ExecutionDoesNotExist(_)) =>
            {
                Ok(())
            }
            Err(error) => Err(store_error("states:StopExecution", error)),
        }
    }
}

#[async_trait]
impl DescribeEscalation for Escalations {
    async fn describe_escalation(&self, escalation: &EscalationRef) -> Result<Option<Execution>, StoreError> {
        let described =
            self.client.describe_execution().execution_arn(self.execution_arn(escalation)).send().await;
        let execution = match described {
            Ok(execution) => execution,
            Err(SdkError::ServiceError(service))
                if matches!(service.err(), DescribeExecutionError::ExecutionDoesNotExist(_)) =>
            {
                return Ok(None);
            }
            Err(error) => return Err(store_error("states:DescribeExecution", error)),
        };
        Ok(Some(Execution {
            name: escalation.execution_name(),
            started_at: time(&execution.start_date)?,
            stopped_at: execution.stop_date.as_ref().map(time).transpose()?,
            execution_arn: execution.execution_arn,
            status: execution.status.as_str().to_owned(),
            error: execution.error,
            cause: execution.cause,
        }))
    }
}

fn time(at: &DateTime) -> Result<Timestamp, StoreError> {
    Timestamp::from_nanosecond(at.as_nanos())
        .map_err(|error| StoreError::Unreadable(format!("a time of an execution: {error}")))
}

//! `GET /v1/alarms/{alarmId}/execution`: the workflow of the newest escalation.

use std::sync::Arc;

use valmetal_domain::{
    access::Operation,
    alarm::ports::{DescribeEscalation, Execution, ReadConditions},
};
use valmetal_runtime::{
    claims::Caller,
    http::{Json, Path, State},
    problem::Problem,
};

use super::key::key_of;
use crate::{farm_access::allow, store::unavailable};

/// What it needs.
#[derive(Clone)]
pub(super) struct Workflows {
    /// Reads the condition.
    pub conditions: Arc<dyn ReadConditions>,
    /// Asks the workflow service.
    pub executions: Arc<dyn DescribeEscalation>,
}

/// Answers the execution; 404 where the alarm never escalated.
pub(super) async fn execution(
    State(workflows): State<Workflows>,
    caller: Caller,
    Path(alarm_id): Path<String>,
) -> Result<Json<Execution>, Problem> {
    let key = key_of(&alarm_id)?;
    let known =
        workflows.conditions.read_conditions(std::slice::from_ref(&key)).await.map_err(unavailable)?;
    let condition = known.conditions.get(&key).ok_or_else(|| Problem::not_found("alarm"))?;
    allow(&caller, Operation::ReadExecution, &condition.farm_id, "alarm")?;
    let escalation = condition.escalation_ref().ok_or_else(|| Problem::not_found("execution"))?;
    let execution = workflows.executions.describe_escalation(&escalation).await.map_err(unavailable)?;
    execution.map(Json).ok_or_else(|| Problem::not_found("execution"))
}

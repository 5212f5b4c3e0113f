//! The alarm that a path means.

use valmetal_domain::alarm::{AlarmId, ConditionKey};
use valmetal_runtime::problem::Problem;

/// The condition with this id. An id that cannot be one is one that does not exist.
pub(super) fn key_of(alarm_id: &str) -> Result<ConditionKey, Problem> {
    AlarmId::parse(alarm_id).map_err(|_| Problem::not_found("alarm"))
}

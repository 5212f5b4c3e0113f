//! Whether the caller may do something on a farm, and what the answer is where not.

use valmetal_domain::{
    access::{Denied, Operation, PlatformOperation},
    entity::Membership,
    names::FarmId,
};
use valmetal_runtime::{claims::Caller, problem::Problem};

/// Lets the caller do `operation` on `farm`, or answers 404 with `what` (the farm is not theirs) or 403.
///
/// Answers the membership that this rests on, for a write to check in its transaction; an administrator needs none.
pub(crate) fn allow(
    caller: &Caller,
    operation: Operation,
    farm: &FarmId,
    what: &str,
) -> Result<Option<Membership>, Problem> {
    caller.may(operation, farm).map_err(|denied| problem(denied, what))?;
    if caller.is_admin() {
        return Ok(None);
    }
    let membership = caller.farms.get(farm).map(|role| Membership {
        user_id: caller.user_id.clone(),
        farm_id: farm.clone(),
        role: *role,
    });
    Ok(membership)
}

/// Lets the caller do `operation`, which belongs to no farm, or answers 403.
pub(crate) fn allow_on_platform(caller: &Caller, operation: PlatformOperation) -> Result<(), Problem> {
    caller.may_on_platform(operation).map_err(|denied| problem(denied, "resource"))
}

/// What a denial is to a client.
pub(crate) fn problem(denied: Denied, what: &str) -> Problem {
    match denied {
        Denied::NotFound => Problem::not_found(what),
        Denied::Forbidden { needs } => {
            let role = needs.group().trim_end_matches('s');
            Problem::forbidden(format!("This needs the role {role} or more."))
        }
    }
}

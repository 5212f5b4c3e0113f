//! The machine that a path means, and whether the caller may do something there.

use valmetal_domain::{
    access::Operation,
    entity::{Membership, Place},
};
use valmetal_runtime::{claims::Caller, problem::Problem};

use crate::farm_access::allow;

/// The machine's place and the membership by which the caller may do `operation` there. A machine that stands nowhere is none.
pub(super) fn allowed(
    caller: &Caller,
    operation: Operation,
    place: Option<Place>,
) -> Result<(Place, Option<Membership>), Problem> {
    let place = place.ok_or_else(|| Problem::not_found("thing"))?;
    let member = allow(caller, operation, &place.farm_id, "thing")?;
    Ok((place, member))
}

//! What maintenance does not allow, to a client.

use valmetal_domain::maintenance::MaintenanceRefusal;
use valmetal_runtime::problem::{FieldError, Problem};

use crate::hierarchy::sentence;

/// 409 where the state forbids it, else 422 with the field.
pub(super) fn refused(refusal: MaintenanceRefusal) -> Problem {
    let (code, detail) = (refusal.code(), sentence(&refusal.to_string()));
    match refusal.field() {
        None => Problem::conflict(code, detail),
        Some(field) => Problem::unprocessable("invalidValue", "The request breaks a rule of maintenance.")
            .errors([FieldError::new(field, code, detail)]),
    }
}

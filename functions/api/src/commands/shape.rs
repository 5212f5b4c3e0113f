//! What a client is told of a command that is refused, and who gave it.

use valmetal_domain::command::{CommandRefusal, CommandStatus, Person};
use valmetal_runtime::{
    claims::Caller,
    problem::{FieldError, Problem},
};

use crate::hierarchy::sentence;

/// The caller as a command remembers them.
pub(super) fn person(caller: &Caller) -> Person {
    Person { user_id: caller.user_id.clone(), name: caller.name.clone() }
}

/// A value that is out of range is the request's fault (422), anything else a conflict with how the machine stands (409).
pub(super) fn refused(refusal: CommandRefusal) -> Problem {
    let code = refusal.code();
    let detail = sentence(&refusal.to_string());
    match refusal {
        CommandRefusal::ExpiryOutOfRange => {
            let error = FieldError::new("expiresAt", code, detail);
            Problem::unprocessable("invalidValue", "The request breaks a rule of commands.").errors([error])
        }
        CommandRefusal::CommandPending(id) => {
            Problem::conflict(code, detail).state(CommandStatus::Pending).member("commandId", id)
        }
        CommandRefusal::Ended(status) => Problem::conflict(code, detail).state(status),
        CommandRefusal::OutOfService | CommandRefusal::Retiring => {
            Problem::conflict(code, detail).state(code)
        }
    }
}

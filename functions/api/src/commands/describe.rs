//! What the routes of commands do, for the OpenAPI document.

use valmetal_domain::{access::Operation, command::Command};
use valmetal_runtime::{http::Page, openapi::Description};

use super::{cancel, get, list, send};

/// The descriptions of this resource's routes.
pub fn descriptions() -> Vec<Description> {
    vec![
        Description::of("list-commands", list::list)
            .summary("The commands of a machine, the newest first")
            .needs(Operation::Read)
            .answers::<Page<Command>>(200),
        Description::of("send-command", send::send)
            .summary("Asks a machine for a state")
            .detail(
                "One command of a machine is pending at a time. It is confirmed when the machine reports the state, and expires \
                 within a minute of its time where the machine does not. Refused while the machine is out of service.",
            )
            .needs(Operation::SendCommand)
            .answers::<Command>(201)
            .refuses([409]),
        Description::of("get-command", get::get)
            .summary("A command, and what became of it")
            .needs(Operation::Read)
            .answers::<Command>(200)
            .with_etag(),
        Description::of("cancel-command", cancel::cancel)
            .summary("Takes a command back that the machine has not answered")
            .needs(Operation::CancelCommand)
            .answers::<Command>(200)
            .refuses([409]),
    ]
}

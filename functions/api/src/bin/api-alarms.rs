//! The functions of `alarms` but for those that go through the journal: `_HANDLER` names the one that this process is.

use std::process::ExitCode;

fn main() -> ExitCode {
    valmetal_runtime::http::serve("api-alarms", api::alarms::state_routes())
}

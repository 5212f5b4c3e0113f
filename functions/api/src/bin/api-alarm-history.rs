//! The functions that go through the journal of alarms: `_HANDLER` names the one that this process is.

use std::process::ExitCode;

fn main() -> ExitCode {
    valmetal_runtime::http::serve("api-alarm-history", api::alarms::history_routes())
}

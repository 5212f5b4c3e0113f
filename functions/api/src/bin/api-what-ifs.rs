//! The functions of what-ifs about alarms: `_HANDLER` names the one that this process is.

use std::process::ExitCode;

fn main() -> ExitCode {
    valmetal_runtime::http::serve("api-what-ifs", api::alarms::what_if_routes())
}

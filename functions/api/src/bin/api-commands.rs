//! The functions of `commands`: `_HANDLER` names the one that this process is.

use std::process::ExitCode;

fn main() -> ExitCode {
    valmetal_runtime::http::serve("api-commands", api::commands::routes())
}

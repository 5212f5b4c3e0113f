//! The function of `openapi`.

use std::process::ExitCode;

fn main() -> ExitCode {
    valmetal_runtime::http::serve("api-openapi", api::openapi::routes())
}

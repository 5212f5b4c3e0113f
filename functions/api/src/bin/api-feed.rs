//! The functions of `feed` and `telemetry`, which share their store: `_HANDLER` names the one that this process is.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut routes = api::feed::routes();
    routes.extend(api::telemetry::routes());
    valmetal_runtime::http::serve("api-feed", routes)
}

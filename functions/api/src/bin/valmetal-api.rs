//! All routes in one process, for Fargate.

use std::process::ExitCode;

fn main() -> ExitCode {
    api::server::run(api::server::all_routes())
}

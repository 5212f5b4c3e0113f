//! handle-alarms and acknowledge-alarm, their stores included, on clients that are made as every tutorial makes them:
//! `#[tokio::main]`, `aws_config::load_defaults`, default features.

mod acknowledge_alarm;
mod handle_alarms;

use aws_config::BehaviorVersion;

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
    match std::env::var("_HANDLER")?.as_str() {
        "handle-alarms" => handle_alarms::run(&config).await,
        "acknowledge-alarm" => acknowledge_alarm::run(&config).await,
        other => Err(format!("no peer of {other}").into()),
    }
}

/// A variable that the function needs.
fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

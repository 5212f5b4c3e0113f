//! Maintenance that comes due. Which of the functions this process is, `_HANDLER` says.

use std::{process::ExitCode, sync::Arc};

use maintenance::RemindMaintenance;
use valmetal_aws::{client, dynamodb::FarmReader, sqs::AlarmWords};
use valmetal_domain::telemetry::Retention;
use valmetal_postgres::{Config, Database, Maintenance, SignIn, telemetry::TelemetryStore};
use valmetal_runtime::{
    error::Error,
    handler::{Entry, Init, Shape, serve},
};

fn main() -> ExitCode {
    serve("maintenance", vec![Entry::new("remind-maintenance", Shape::Any, remind_maintenance)])
}

async fn remind_maintenance(init: Init) -> Result<RemindMaintenance, Error> {
    let env = &init.env;
    let config = client::from_lambda_environment()?;
    let variable = |name: &str| env.optional(name).ok().flatten();
    let region = config.region().map(ToString::to_string).unwrap_or_default();
    let credentials = config.credentials_provider().ok_or("the environment has no credentials")?;
    let database = Database::open(Config::read(variable, || SignIn::Iam { region, credentials })?);
    let maintenance = Arc::new(Maintenance::new(database.clone()));
    let retention = Retention {
        sample_days: env.days("TELEMETRY_SAMPLE_DAYS")?,
        minute_days: env.days("TELEMETRY_MINUTE_DAYS")?,
    };
    Ok(RemindMaintenance {
        tasks: maintenance.clone(),
        commit: maintenance,
        entities: Arc::new(FarmReader::new(client::dynamodb(&config), env.text("ENTITY_TABLE")?)),
        hours: Arc::new(TelemetryStore::new(database, retention)),
        alarms: Arc::new(AlarmWords::new(client::sqs(&config), env.text("ALARM_QUEUE_URL")?)),
        clock: init.clock,
    })
}

//! `handle-thing-events` on AWS.

use std::process::ExitCode;
use std::sync::Arc;

use things::HandleThingEvents;
use valmetal_aws::client;
use valmetal_aws::dynamodb::{FarmReader, FarmWriter};
use valmetal_aws::iot::FleetIndex;
use valmetal_aws::sqs::{DeadLetters, GraceTimers, PresenceMessages};
use valmetal_runtime::error::Error;
use valmetal_runtime::handler::{Entry, Init, Shape, serve};

fn main() -> ExitCode {
    serve("things", vec![Entry::new("handle-thing-events", Shape::Any, handle_thing_events)])
}

async fn handle_thing_events(init: Init) -> Result<HandleThingEvents, Error> {
    let Init { env, metrics, clock, .. } = init;
    let config = client::from_lambda_environment()?;
    let (dynamodb, sqs) = (client::dynamodb(&config), client::sqs(&config));
    let entities = env.text("ENTITY_TABLE")?;
    let farms = Arc::new(FarmReader::new(dynamodb.clone(), entities.clone()));
    let grace = env.parse("OFFLINE_GRACE_SECONDS", "a number of seconds, such as 90")?;
    Ok(HandleThingEvents {
        places: farms.clone(),
        tree: farms,
        commit: Arc::new(FarmWriter::new(dynamodb, entities)),
        connection: Arc::new(FleetIndex::new(client::iot(&config))),
        grace: Arc::new(GraceTimers::new(sqs.clone(), env.text("THING_EVENTS_QUEUE_URL")?, grace)),
        presence: Arc::new(PresenceMessages::new(sqs.clone(), env.text("ALARM_QUEUE_URL")?)),
        dead_letters: Arc::new(DeadLetters::new(sqs, env.text("THING_EVENTS_DLQ_URL")?)),
        metrics,
        clock,
    })
}

//! The functions of things on AWS. Which of them this process is, `_HANDLER` says.

use std::process::ExitCode;
use std::sync::Arc;

use things::HandleThingEvents;
use things::expire::ExpireCommands;
use valmetal_aws::client;
use valmetal_aws::dynamodb::{ChangeWriter, CommandReader, DueCommands, FarmReader, FarmWriter};
use valmetal_aws::iot::FleetIndex;
use valmetal_aws::iot_data::Shadows;
use valmetal_aws::sqs::{DeadLetters, GraceTimers, PresenceMessages};
use valmetal_runtime::error::Error;
use valmetal_runtime::handler::{Entry, Init, Shape, serve};

fn main() -> ExitCode {
    serve(
        "things",
        vec![
            Entry::new("handle-thing-events", Shape::Queue("ThingEventsQueue-"), handle_thing_events),
            Entry::new("expire-commands", Shape::Field("detail-type", "Scheduled Event"), expire_commands),
        ],
    )
}

async fn handle_thing_events(init: Init) -> Result<HandleThingEvents, Error> {
    let Init { env, metrics, clock, .. } = init;
    let config = client::from_lambda_environment()?;
    let (dynamodb, sqs) = (client::dynamodb(&config), client::sqs(&config));
    let entities = env.text("ENTITY_TABLE")?;
    let farms = Arc::new(FarmReader::new(dynamodb.clone(), entities.clone()));
    let alarms = env.text("ALARM_TABLE")?;
    let days = env.days("JOURNAL_DAYS")?;
    let alarm_queue = Arc::new(PresenceMessages::new(sqs.clone(), env.text("ALARM_QUEUE_URL")?));
    let grace = env.parse("OFFLINE_GRACE_SECONDS", "a number of seconds, such as 90")?;
    Ok(HandleThingEvents {
        places: farms.clone(),
        tree: farms,
        pending: Arc::new(CommandReader::new(dynamodb.clone(), alarms.clone(), entities.clone())),
        commands: Arc::new(ChangeWriter::new(dynamodb.clone(), alarms, entities.clone(), days)),
        desired: Arc::new(Shadows::new(client::iot_data(&config))),
        commit: Arc::new(FarmWriter::new(dynamodb, entities)),
        connection: Arc::new(FleetIndex::new(client::iot(&config))),
        grace: Arc::new(GraceTimers::new(sqs.clone(), env.text("THING_EVENTS_QUEUE_URL")?, grace)),
        presence: alarm_queue.clone(),
        retired: alarm_queue,
        dead_letters: Arc::new(DeadLetters::new(sqs, env.text("THING_EVENTS_DLQ_URL")?)),
        metrics,
        clock,
    })
}

async fn expire_commands(init: Init) -> Result<ExpireCommands, Error> {
    let Init { env, clock, .. } = init;
    let config = client::from_lambda_environment()?;
    let dynamodb = client::dynamodb(&config);
    let (alarms, entities) = (env.text("ALARM_TABLE")?, env.text("ENTITY_TABLE")?);
    let days = env.days("JOURNAL_DAYS")?;
    Ok(ExpireCommands {
        due: Arc::new(DueCommands::new(dynamodb.clone(), alarms.clone())),
        pending: Arc::new(CommandReader::new(dynamodb.clone(), alarms.clone(), entities.clone())),
        commands: Arc::new(ChangeWriter::new(dynamodb, alarms, entities, days)),
        desired: Arc::new(Shadows::new(client::iot_data(&config))),
        clock,
    })
}

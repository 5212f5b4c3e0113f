//! `handle-alarms`: the function itself, wired to other clients.

use std::sync::Arc;

use alarms::alarm_queue::{AlarmIntake, HandleAlarms};
use alarms::effects::Effects;
use aws_config::SdkConfig;
use lambda_runtime::{Error, LambdaEvent, run as serve, service_fn};
use valmetal_aws::dynamodb::{ChangeWriter, ConditionReader, FarmReader};
use valmetal_aws::sfn::Escalations;
use valmetal_aws::sqs::{AlarmTimers, DeadLetters};
use valmetal_runtime::clock::Clock;
use valmetal_runtime::handler::{Function, Invocation};
use valmetal_runtime::ids::new_id;
use valmetal_runtime::metrics::Metrics;

use crate::variable;

pub async fn run(config: &SdkConfig) -> Result<(), Error> {
    let (dynamodb, sqs) = (aws_sdk_dynamodb::Client::new(config), aws_sdk_sqs::Client::new(config));
    let (alarms, entities) = (variable("ALARM_TABLE"), variable("ENTITY_TABLE"));
    let conditions = Arc::new(ConditionReader::new(dynamodb.clone(), &*alarms, &*entities));
    let farms = Arc::new(FarmReader::new(dynamodb.clone(), &*entities));
    let workflow = variable("ESCALATION_STATE_MACHINE_ARN");
    let escalations = Arc::new(Escalations::new(aws_sdk_sfn::Client::new(config), workflow));
    let (metrics, clock) = (Metrics::default(), Clock::system());
    let intake = AlarmIntake {
        conditions: conditions.clone(),
        things: conditions,
        tree: farms.clone(),
        places: farms,
        commit: Arc::new(ChangeWriter::new(dynamodb, alarms, entities, 400)),
        effects: Effects {
            start: escalations.clone(),
            stop: escalations,
            timer: Arc::new(AlarmTimers::new(sqs.clone(), variable("ALARM_QUEUE_URL"))),
            metrics: metrics.clone(),
            clock: clock.clone(),
        },
        metrics: metrics.clone(),
        clock: clock.clone(),
        new_id,
    };
    let function = HandleAlarms { intake, dead_letters: Arc::new(DeadLetters::new(sqs, variable("ALARM_DLQ_URL"))) };
    serve(service_fn(async |event: LambdaEvent<_>| {
        let invocation = Invocation {
            request_id: event.context.request_id,
            deadline: clock.now() + std::time::Duration::from_secs(5),
            function_arn: event.context.invoked_function_arn,
        };
        let answer = function.handle(event.payload, &invocation).await.map_err(|failure| failure.to_string())?;
        println!("{}", metrics.take("handle-alarms", clock.now()).unwrap_or_default());
        Ok::<_, Error>(answer)
    }))
    .await
}

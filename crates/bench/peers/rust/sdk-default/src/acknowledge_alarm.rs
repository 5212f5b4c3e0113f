//! `acknowledge-alarm`, what it does and in which order, on `lambda_http`.

use aws_config::SdkConfig;
use lambda_http::{Error, Request, RequestExt, run as serve, service_fn};
use serde_json::{Value, json};
use valmetal_aws::dynamodb::{ChangeWriter, ConditionReader};
use valmetal_aws::sfn::Escalations;
use valmetal_domain::alarm::ports::{Changes, CommitChanges, Known, ReadConditions, StopEscalation};
use valmetal_domain::alarm::{Action, Actor, AlarmId, Effect};
use valmetal_domain::names::UserId;
use valmetal_runtime::clock::Clock;

use crate::variable;

pub async fn run(config: &SdkConfig) -> Result<(), Error> {
    let (alarms, entities) = (variable("ALARM_TABLE"), variable("ENTITY_TABLE"));
    let dynamodb = aws_sdk_dynamodb::Client::new(config);
    let reader = ConditionReader::new(dynamodb.clone(), &*alarms, &*entities);
    let writer = ChangeWriter::new(dynamodb, alarms, entities, 400);
    let workflow = variable("ESCALATION_STATE_MACHINE_ARN");
    let escalations = Escalations::new(aws_sdk_sfn::Client::new(config), workflow);
    serve(service_fn(async |request| acknowledge(request, &reader, &writer, &escalations).await)).await
}

async fn acknowledge(
    request: Request,
    reader: &ConditionReader,
    writer: &ChangeWriter,
    escalations: &Escalations,
) -> Result<Value, Error> {
    let parameters = request.path_parameters();
    let key = AlarmId::parse(parameters.first("alarmId").ok_or("no alarm is named")?)?;
    let body: Value = serde_json::from_slice(request.body())?;
    let occurrence = body["occurrence"].as_u64().ok_or("no occurrence")?;

    let Known { mut conditions, definitions, mut places } = reader.read_conditions(std::slice::from_ref(&key)).await?;
    let before = conditions.remove(&key).ok_or("no such alarm")?;
    let definition = definitions.get(&key.code).ok_or("no such code")?;
    let now = Clock::system().now();
    let actor = Actor::User { user_id: UserId::new("8476a536")?, name: None };
    let action = Action::Acknowledge { occurrence, comment: None };
    let made = before.act(action, actor, definition, now).map_err(|refusal| refusal.why.to_string())?;

    let place = places.remove(&key.thing).and_then(|mut place| {
        let from = place.version;
        place.version += 1;
        place.recount(Some(&before), &made.after).then_some((from, place))
    });
    let changes = Changes {
        conditions: vec![(before.version, made.after.clone())],
        records: vec![made.record],
        places: place.into_iter().collect(),
        ..Changes::default()
    };
    writer.commit(&changes).await?;
    for effect in made.effects {
        if let Effect::StopEscalation { escalation, error, cause } = effect {
            escalations.stop_escalation(&escalation, &error, &cause).await?;
        }
    }
    Ok(json!({ "alarmId": key.alarm_id(), "state": made.after.derived_state() }))
}

//! What presence needs: fleet indexing, graces, messages to the alarm core.

use serde_json::json;
use valmetal_aws::iot::FleetIndex;
use valmetal_aws::sqs::{GraceTimers, PresenceMessages};
use valmetal_domain::names::ThingName;
use valmetal_domain::presence::ports::{AskConnection, StartGrace};
use valmetal_domain::presence::{Asked, GraceOver};

use crate::fixture::samples::at;
use crate::fixture::{Emulator, Scripted};

#[tokio::test]
async fn a_thing_that_was_never_connected_is_unknown() {
    let emulator = Emulator::find();
    let client = aws_sdk_iot::Client::new(&emulator.config());
    let indexing = aws_sdk_iot::types::ThingIndexingConfiguration::builder()
        .thing_indexing_mode(aws_sdk_iot::types::ThingIndexingMode::RegistryAndShadow)
        .thing_connectivity_indexing_mode(aws_sdk_iot::types::ThingConnectivityIndexingMode::Status)
        .build()
        .unwrap();
    client.update_indexing_configuration().thing_indexing_configuration(indexing).send().await.unwrap();
    let name = format!("mixer:{}_a", std::process::id());
    client.create_thing().thing_name(&name).send().await.unwrap();

    let asked = FleetIndex::new(client).ask_connection(&ThingName::new(name).unwrap()).await.unwrap();
    assert!(asked.is_none_or(|asked| !asked.connected), "{asked:?}");
}

#[tokio::test]
async fn a_connection_is_that_of_the_very_thing() {
    let document = |name: &str| json!({"things": [{"thingName": name, "connectivity": {"connected": true, "timestamp": 1_777_636_800_000_i64}}]});
    let asked = async |document| {
        let aws = Scripted::answers([(200, document)]);
        let index = FleetIndex::new(aws_sdk_iot::Client::new(&aws.config()));
        let answer = index.ask_connection(&ThingName::new("mixer-01").unwrap()).await.unwrap();
        assert_eq!(aws.calls()[0]["queryString"], "thingName:\"mixer-01\"");
        answer
    };

    let known = Asked { connected: true, at: at(0) };
    assert_eq!(asked(document("mixer-01")).await, Some(known));
    assert_eq!(asked(document("mixer-010")).await, None);
    assert_eq!(asked(json!({"things": [{"thingName": "mixer-01"}]})).await, None);
    assert_eq!(asked(json!({"things": []})).await, None);
}

#[tokio::test]
async fn a_grace_is_delayed_by_what_is_left_of_it() {
    let grace =
        GraceOver { thing: ThingName::new("gateway-01").unwrap(), session_id: "s-1".to_owned(), at: at(0) };
    for (now, expected) in [(0, 120), (45, 75), (120, 0), (500, 0), (-30, 150)] {
        let aws = Scripted::answers([(200, json!({"MessageId": "m-1"}))]);
        let timers = GraceTimers::new(aws_sdk_sqs::Client::new(&aws.config()), "http://scripted/queue", 120);
        timers.start_grace(&grace, at(now)).await.unwrap();
        let call = aws.calls().remove(0);
        assert_eq!(call["DelaySeconds"], expected, "{now}");
        assert_eq!(call["MessageBody"], grace.to_body());
    }
}

#[tokio::test]
async fn the_alarm_core_is_told_in_the_queues_words() {
    use valmetal_domain::alarm::queue::{PresenceMessage, PresenceState, RetiredMessage};
    use valmetal_domain::presence::ports::{TellPresence, TellRetired};
    let message = PresenceMessage {
        thing: ThingName::new("gateway-01").unwrap(),
        state: PresenceState::Lost,
        at: at(0),
        session_id: "s-1".to_owned(),
        boot: 1_777_636_800,
        activation: 1,
    };
    let retired = RetiredMessage { thing: ThingName::new("gateway-01").unwrap(), at: at(0) };
    let done = (200, json!({"MessageId": "m-1"}));
    let aws = Scripted::answers([done.clone(), done]);
    let messages = PresenceMessages::new(aws_sdk_sqs::Client::new(&aws.config()), "http://scripted/queue");

    messages.tell_presence(&message).await.unwrap();
    messages.tell_retired(&retired).await.unwrap();

    let calls = aws.calls();
    for (call, body) in calls.iter().zip([message.to_body(), retired.to_body()]) {
        assert_eq!(call["MessageBody"], body);
        assert_eq!(call.get("DelaySeconds"), None);
    }
    assert_eq!(calls.len(), 2);
}

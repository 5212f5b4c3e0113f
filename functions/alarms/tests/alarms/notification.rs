//! Who is told of an alarm, how often, and what becomes of it when a channel or the function fails.

use serde_json::{Value, json};
use valmetal_domain::alarm::journal::JournalEvent;
use valmetal_domain::alarm::{Action, Actor, ConditionKey};
use valmetal_domain::names::UserId;
use valmetal_runtime::handler::{Failure, Function};

use crate::escalation::{assess_at, escalation_of};
use crate::support::device::{at, presence, raise};
use crate::support::farm::{farm, key};
use crate::support::people::{notify_level, notify_taken, with_people};
use crate::support::store::{Call, Fate, Store, invocation};

const LEVEL_ONE: [&str; 4] = ["+14165550100", "ann@example.org", "bob@example.org", "topic"];

/// A store with people and one alarm raised.
async fn raised(code: &str) -> (Store, ConditionKey) {
    let store = farm();
    with_people(&store);
    let key = key("mixer-01", "motor", code);
    store.deliver(&[raise(&key, 1, 0)]).await;
    store.all_works();
    (store, key)
}

fn event(store: &Store, key: &ConditionKey, step: u32, level: u32) -> Value {
    json!({
        "escalation": escalation_of(store, key), "executionArn": "arn:…", "step": step, "level": level, "round": 1,
    })
}

async fn tell(store: &Store, event: &Value, seconds: i64) -> Result<Value, Failure> {
    let told = notify_level(store, seconds).handle(event.clone(), &invocation(at(seconds), 60)).await?;
    Ok(serde_json::to_value(told).unwrap())
}

#[tokio::test]
async fn a_level_is_told_by_every_channel_once_and_the_journal_says_so() {
    let (store, key) = raised("MOTOR_OVERLOAD").await;
    let event = event(&store, &key, 0, 1);
    for _ in 0..2 {
        assert_eq!(tell(&store, &event, 1).await.unwrap(), json!({"told": 2, "failed": 1}));
    }
    assert_eq!(store.told(), LEVEL_ONE);
    let state = store.state();
    let told: Vec<_> = state.records.values().filter(|r| r.event == JournalEvent::LevelNotified).collect();
    assert_eq!(told.len(), 1);
    let reason = told[0].reason.as_deref().unwrap();
    assert!(reason.contains("ann") && reason.contains("bob mail") && !reason.contains('@'), "{reason}");
}

#[tokio::test]
async fn a_repeat_of_the_level_tells_again_and_another_level_tells_others() {
    let (store, key) = raised("MOTOR_OVERLOAD").await;
    tell(&store, &event(&store, &key, 0, 1), 1).await.unwrap();
    store.state().sent.clear();
    tell(&store, &event(&store, &key, 1, 2), 301).await.unwrap();
    assert_eq!(store.told(), ["dan@example.org"]);
    store.state().sent.clear();
    tell(&store, &event(&store, &key, 2, 1), 901).await.unwrap();
    assert_eq!(store.told(), LEVEL_ONE);
}

#[tokio::test]
async fn a_level_without_anybody_is_recorded_as_missed() {
    let (store, key) = raised("MOTOR_OVERLOAD").await;
    store.state().members.retain(|member| member.user_id.as_str() == "cat");
    assert_eq!(tell(&store, &event(&store, &key, 0, 1), 1).await.unwrap(), json!({"told": 0, "failed": 1}));
    assert_eq!(store.state().records.values().last().unwrap().event, JournalEvent::LevelFailed);
}

#[tokio::test]
async fn a_channel_that_fails_is_tried_again_without_telling_the_others_twice() {
    let (store, key) = raised("MOTOR_OVERLOAD").await;
    let event = event(&store, &key, 0, 1);
    store.script(|_, call| if call == Call::Sms { Fate::IsUnavailable } else { Fate::Works });
    let failure = tell(&store, &event, 1).await.unwrap_err();
    assert_eq!(failure.error_type(), "NotificationUnavailable");
    assert!(!failure.to_string().contains('@'), "{failure}");
    store.all_works();
    tell(&store, &event, 5).await.unwrap();
    assert_eq!(store.told(), LEVEL_ONE);
}

#[tokio::test]
async fn the_topic_holds_nobody_up() {
    let (store, key) = raised("MOTOR_OVERLOAD").await;
    store.script(|_, call| if call == Call::Publish { Fate::IsUnavailable } else { Fate::Works });
    tell(&store, &event(&store, &key, 0, 1), 1).await.unwrap();
    assert_eq!(store.told(), LEVEL_ONE[..3]);
}

#[tokio::test]
async fn an_alarm_that_was_taken_is_told_to_nobody() {
    let (store, key) = raised("MOTOR_OVERLOAD").await;
    let event = event(&store, &key, 0, 1);
    acknowledge(&store, &key);
    assert_eq!(tell(&store, &event, 1).await.unwrap_err().error_type(), "EscalationSuperseded");
    assert!(store.told().is_empty());
}

/// Of what is critical no message is lost, of the rest none is sent twice: whichever call the function dies at.
#[tokio::test]
async fn death_at_any_call_loses_nothing_critical_and_repeats_nothing_else() {
    tokio::time::pause();
    for (code, critical) in [("MOTOR_OVERLOAD", true), ("BELT_SLIP", false)] {
        for fate in [Fate::DiesBefore, Fate::DiesAfter] {
            let mut call = 0;
            loop {
                let (store, key) = raised(code).await;
                let event = event(&store, &key, 0, 1);
                store.script(move |number, _| if number == call { fate } else { Fate::Works });
                let died = tokio::time::timeout(std::time::Duration::from_mins(1), tell(&store, &event, 1))
                    .await
                    .is_err();
                store.all_works();
                tell(&store, &event, 5).await.unwrap();
                let told = store.told();
                let mut persons = told.clone();
                persons.dedup();
                if critical {
                    assert_eq!(persons, LEVEL_ONE, "call {call}, {fate:?}");
                } else {
                    assert_eq!(told, persons, "call {call}, {fate:?}");
                }
                if !died {
                    break;
                }
                call += 1;
            }
            assert!(call > 10, "{code} makes {call} calls");
        }
    }
}

#[tokio::test]
async fn the_connectivity_alarm_names_what_nobody_hears_of() {
    let store = farm();
    with_people(&store);
    store.set_time(at(300));
    store.deliver(&[presence("gateway-01", "lost", 1, 180)]).await;
    let lost = key("gateway-01", "connection", "CONNECTIVITY_LOST");
    let task = notify_level(&store, 301);
    let event = event(&store, &lost, 0, 1);
    task.handle(event, &invocation(at(301), 60)).await.unwrap();
    assert!(store.calls().contains(&Call::ReadTree));
    let state = store.state();
    let (_, text) = state.sent.iter().find(|(to, _)| to == "+14165550100").unwrap();
    assert!(text.contains('2') || text.contains("robot"), "{text}");
}

/// More alarms than a flood needs, none of them critical.
async fn flooded() -> (Store, Vec<ConditionKey>) {
    let store = farm();
    with_people(&store);
    let keys: Vec<_> = (0..14).map(|n| key("mixer-01", &format!("belt-{n}"), "BELT_SLIP")).collect();
    let raises: Vec<_> = keys.iter().map(|key| raise(key, 1, 0)).collect();
    for raises in raises.chunks(10) {
        store.deliver(raises).await;
    }
    store.all_works();
    (store, keys)
}

#[tokio::test]
async fn a_flood_waits_for_its_tick_and_is_one_message_to_each() {
    let (store, keys) = flooded().await;
    let first = &keys[0];
    let held = assess_at(&store, &escalation_of(&store, first), 0, 1).await.unwrap();
    assert_eq!((&held["decision"], &held["reason"]), (&json!("hold"), &json!("flood")));
    let tick = 1 + held["waitSeconds"].as_i64().unwrap();
    assert!(tick <= 121, "{tick}");

    for key in &keys {
        let next = assess_at(&store, &escalation_of(&store, key), 0, tick).await.unwrap();
        assert_eq!(next["decision"], "notify");
        let told = tell(&store, &event(&store, key, 0, 1), tick).await.unwrap();
        assert_eq!(told["told"], 2);
    }
    assert_eq!(store.told(), LEVEL_ONE);
    let state = store.state();
    assert!(state.sent.iter().any(|(_, line)| line.contains("14")), "{:?}", state.sent);
    let recorded = state.records.values().filter(|r| r.event == JournalEvent::LevelNotified).count();
    assert_eq!(recorded, 14, "each alarm's journal says who was told of it");
}

#[tokio::test]
async fn what_is_critical_is_never_held_back() {
    let (store, _) = flooded().await;
    let overload = key("mixer-01", "motor", "MOTOR_OVERLOAD");
    store.deliver(&[raise(&overload, 1, 0)]).await;
    let next = assess_at(&store, &escalation_of(&store, &overload), 0, 1).await.unwrap();
    assert_eq!(next["decision"], "notify");
    tell(&store, &event(&store, &overload, 0, 1), 1).await.unwrap();
    assert_eq!(store.told(), LEVEL_ONE);
}

fn acknowledge(store: &Store, key: &ConditionKey) -> Value {
    let mut state = store.state();
    let definition = state.definitions[&key.code].clone();
    let actor = Actor::User { user_id: UserId::new("ann").unwrap(), name: None };
    let action = Action::Acknowledge { occurrence: 1, comment: None };
    let transition = state.conditions[key].act(action, actor, &definition, at(60)).unwrap();
    state.conditions.insert(key.clone(), transition.after);
    let record = transition.record;
    json!({"Records": [{
        "awsRegion": "eu-west-1", "eventID": "1", "eventName": "INSERT", "eventSource": "aws:dynamodb",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_790_000_000, "SequenceNumber": "1", "SizeBytes": 1,
            "Keys": {}, "OldImage": {},
            "NewImage": {
                "pk": {"S": format!("ALARM#{}", record.alarm_id)}, "sk": {"S": format!("{:012}", record.version)},
                "document": {"S": serde_json::to_string(&record).unwrap()},
            },
        },
    }]})
}

#[tokio::test]
async fn the_others_who_were_told_hear_once_who_took_it() {
    let (store, key) = raised("MOTOR_OVERLOAD").await;
    tell(&store, &event(&store, &key, 0, 1), 1).await.unwrap();
    store.state().sent.clear();
    let taken: aws_lambda_events::dynamodb::Event =
        serde_json::from_value(acknowledge(&store, &key)).unwrap();
    store.script(|_, call| if call == Call::Mail { Fate::IsUnavailable } else { Fate::Works });
    let response = notify_taken(&store, 61).handle(taken.clone(), &invocation(at(61), 60)).await.unwrap();
    assert_eq!(response.batch_item_failures.len(), 1, "the stream delivers it again");
    store.all_works();
    for _ in 0..2 {
        let response = notify_taken(&store, 62).handle(taken.clone(), &invocation(at(62), 60)).await.unwrap();
        assert!(response.batch_item_failures.is_empty());
    }
    assert_eq!(store.told(), ["bob@example.org"]);
    assert!(store.state().sent[0].1.contains("ann"), "{:?}", store.state().sent);
}

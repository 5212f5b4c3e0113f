//! Who did what, and who can be reached.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use valmetal_simulator::api::Api;

use crate::{
    cloud::{Cloud, Device, act, alarm_that, fault, seen},
    things::{equipment, remove},
};

const FARM: &str = "erables";

async fn audit(api: &Api, query: &str) -> Vec<Value> {
    api.list(&format!("/v1/farms/{FARM}/audit?limit=100{query}")).await.unwrap()
}

/// The entries that say that somebody did `action` to `id`.
fn acts<'a>(entries: &'a [Value], action: &str, id: &str) -> Vec<&'a Value> {
    let is_it = |entry: &&Value| {
        entry["acts"].as_array().unwrap().iter().any(|act| act["action"] == action && act["id"] == id)
    };
    entries.iter().filter(is_it).collect()
}

#[tokio::test]
async fn what_people_change_and_take_is_told_with_their_name() {
    let cloud = Cloud::find();
    let farmer = cloud.person("farmer", FARM);
    let worker = cloud.person("worker", FARM);
    let begun = jiff::Timestamp::now();
    let entity = equipment(&farmer).await;
    remove(&farmer, &entity).await;
    let mut conveyor = Device::connect(&cloud, cloud.machine("conveyor-erables", FARM, 0)).await;
    let slip = fault("audit-belt", "BELT_SLIP");
    let key = conveyor.raise(&slip).await;
    let alarm = alarm_that(&worker, &key, "the alarm", |alarm| alarm["acknowledged"] == false).await;
    let taken = act(&worker, &key, "acknowledge", &seen(&alarm)).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.json);
    conveyor.clear(&slip).await;

    let entries = audit(&farmer, &format!("&from={begun}")).await;
    let made = acts(&entries, "created", &entity);
    let deleted = acts(&entries, "deleted", &entity);
    let acknowledged = acts(&entries, "acknowledged", key.alarm_id().as_str());
    assert_eq!((made.len(), deleted.len(), acknowledged.len()), (1, 1, 1), "{entries:?}");
    assert_eq!(
        (&made[0]["userName"], &deleted[0]["userName"]),
        (&json!("Félix Lavoie"), &json!("Félix Lavoie"))
    );
    assert_eq!(acknowledged[0]["userName"], "Maude Roy");
    let times: Vec<_> = entries.iter().map(|entry| entry["at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|one, other| one >= other), "the newest comes first: {times:?}");

    let whose = acknowledged[0]["userId"].as_str().unwrap();
    let own = audit(&farmer, &format!("&from={begun}&userId={whose}")).await;
    assert!(!own.is_empty() && own.iter().all(|entry| entry["userId"] == whose), "{own:?}");
    let before = audit(&farmer, &format!("&to={begun}")).await;
    assert!(acts(&before, "created", &entity).is_empty());
}

#[tokio::test]
async fn a_period_that_is_none_is_answered_with_the_field() {
    let cloud = Cloud::find();
    let farmer = cloud.person("farmer", FARM);
    for (query, field) in [
        ("from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "from"),
        ("from=yesterday", "from"),
        ("colour=red", "colour"),
        ("limit=0", "limit"),
    ] {
        let path = format!("/v1/farms/{FARM}/audit?{query}");
        let answer = farmer.send(Method::GET, &path, &[], None).await.unwrap();
        let expected = (StatusCode::BAD_REQUEST, &json!(field));
        assert_eq!((answer.status, &answer.json["errors"][0]["field"]), expected, "{query}: {}", answer.json);
    }
}

#[tokio::test]
async fn a_channel_is_proved_once_it_took_a_message() {
    let cloud = Cloud::find();
    let admin = cloud.person("admin", "");
    let farmer = cloud.person("farmer", FARM);
    let (person, made) = crate::users::person(&cloud, &admin, "worker", &[(FARM, "worker")]).await;
    let reached = async || {
        let people = farmer.list(&format!("/v1/farms/{FARM}/reachability")).await.unwrap();
        let found = people.into_iter().find(|person| person["userId"] == made["id"]);
        found.unwrap()["channels"][0].clone()
    };
    let before = reached().await;
    assert_eq!(
        (&before["channel"], &before["proved"], &before["workedAt"]),
        (&json!("mail"), &json!(false), &Value::Null)
    );
    let test = json!({ "farmId": FARM, "channel": "mail" });
    let sent = person.post("/v1/subscriptions/test", &test).await.unwrap();
    assert_eq!((sent.status, &sent.json["sent"]), (StatusCode::OK, &json!(true)), "{}", sent.json);
    let after = reached().await;
    assert!(after["proved"] == true && after["workedAt"].is_string(), "{after}");
    let gone = format!("/v1/users/{}", made["id"].as_str().unwrap());
    admin.send(Method::DELETE, &gone, &[], None).await.unwrap();
}

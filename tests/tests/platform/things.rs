//! The fleet is searched, and a machine becomes a thing and is one no more.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use valmetal_simulator::{api::Api, device::Connection, target::Machine};

use crate::cloud::{Cloud, Device, alarm_that, eventually, fault};

const FARM: &str = "erables";

/// A name that nothing else has.
fn fresh(what: &str) -> String {
    format!("{what}-{}", jiff::Timestamp::now().as_nanosecond())
}

/// The names of what a search finds.
async fn found(api: &Api, q: &str) -> Vec<String> {
    let things = api.list(&format!("/v1/things?limit=100&q={}", encoded(q))).await.unwrap();
    things.iter().map(|thing| thing["thingName"].as_str().unwrap().to_owned()).collect()
}

fn encoded(q: &str) -> String {
    percent_encoding::percent_encode(q.as_bytes(), percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// A technician of the farm alone: the demo's is of both.
async fn technician_of(cloud: &Cloud, farm: &str) -> Api {
    let admin = cloud.person("admin", "");
    crate::users::person(cloud, &admin, "technician", &[(farm, "technician")]).await.0
}

#[tokio::test]
async fn a_search_finds_the_things_of_the_callers_farms_and_no_others() {
    let cloud = Cloud::find();
    let technician = technician_of(&cloud, FARM).await;
    let own = found(&technician, "").await;
    assert!(own.iter().any(|name| name == "mixer-erables-01"), "{own:?}");
    assert!(own.iter().all(|name| !name.contains("cedar")), "{own:?}");
    let mixers = found(&technician, "thingName:mixer-* AND attributes.model:mixer-m900").await;
    assert!(mixers.contains(&"mixer-erables-01".to_owned()), "{mixers:?}");

    for q in [
        "attributes.farmId:cedar-hill",
        "thingName:mixer-cedar-01",
        "attributes.farmId:cedar-hill AND thingName:*",
        "attributes.farmId:\"cedar-hill\"",
    ] {
        assert_eq!(found(&technician, q).await, Vec::<String>::new(), "{q}");
    }
    for q in [
        "thingName:*) OR (attributes.farmId:cedar-hill",
        "thingName:\"a\\\" OR attributes.farmId:cedar-hill OR thingName:\"b",
        "* OR attributes.farmId:cedar-hill",
        "attributes.farmId:(cedar-hill)",
        "password:x",
    ] {
        let path = format!("/v1/things?q={}", encoded(q));
        let answer = technician.send(Method::GET, &path, &[], None).await.unwrap();
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{q}: {}", answer.json);
        assert_eq!(answer.json["errors"][0]["field"], "q", "{q}: {}", answer.json);
    }
    let elsewhere = technician.get("/v1/things?farmId=cedar-hill").await.unwrap();
    assert_eq!(elsewhere["items"], json!([]));

    let both = found(&cloud.person("technician", FARM), "thingName:mixer-*").await;
    assert!(
        both.iter().any(|name| name.contains("erables")) && both.iter().any(|name| name.contains("cedar"))
    );
}

#[tokio::test]
async fn a_page_goes_on_where_the_last_one_ended() {
    let cloud = Cloud::find();
    let technician = cloud.person("technician", FARM);
    let all = found(&technician, "").await;
    let mut paged = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = technician.get(&format!("/v1/things?limit=2{cursor}")).await.unwrap();
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 2, "{page}");
        paged.extend(items.iter().map(|thing| thing["thingName"].as_str().unwrap().to_owned()));
        let Some(next) = page["cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    // Other tests make and end things meanwhile; the demo's are always there.
    let demo = |names: &[String]| -> Vec<String> {
        names.iter().filter(|name| !name.starts_with("test-")).cloned().collect()
    };
    assert_eq!(demo(&paged), demo(&all));

    let elsewhere = format!("/v1/things?limit=2&q=thingName:x{cursor}");
    let status = technician.send(Method::GET, &elsewhere, &[], None).await.unwrap().status;
    assert!(cursor.is_empty() || status == StatusCode::BAD_REQUEST, "{status}");
}

/// Makes equipment on `erables`; what it is called.
pub(crate) async fn equipment(api: &Api) -> String {
    let body = json!({ "kind": "equipment", "name": fresh("Test"), "parentId": "erables-cuisine" });
    let made = api.post(&format!("/v1/farms/{FARM}/entities"), &body).await.unwrap();
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    made.json["id"].as_str().unwrap().to_owned()
}

pub(crate) async fn remove(api: &Api, entity: &str) {
    let gone =
        api.send(Method::DELETE, &format!("/v1/farms/{FARM}/entities/{entity}"), &[], None).await.unwrap();
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
}

/// The machine that can connect with what was answered.
fn machine(answer: &Value, key: &str) -> Machine {
    let folder = std::env::temp_dir().join(fresh("valmetal-thing"));
    std::fs::create_dir_all(&folder).unwrap();
    let (cert_file, key_file) = (folder.join("certificate.pem"), folder.join("key.pem"));
    std::fs::write(&cert_file, answer["certificatePem"].as_str().unwrap()).unwrap();
    std::fs::write(&key_file, key).unwrap();
    Machine {
        thing_name: answer["thingName"].as_str().unwrap().to_owned(),
        farm_id: FARM.to_owned(),
        entity_id: answer["entityId"].as_str().unwrap().to_owned(),
        cert_file,
        key_file,
    }
}

#[tokio::test]
async fn a_machine_gets_a_certificate_connects_and_is_retired() {
    let cloud = Cloud::find();
    let technician = cloud.person("technician", FARM);
    let entity = equipment(&technician).await;
    let name = fresh("test");
    let body = json!({ "thingName": name, "farmId": FARM, "entityId": entity, "model": "mixer-m900" });
    let key = fresh("provision");
    let headers = [("idempotency-key", key.as_str())];

    let made = technician.send(Method::POST, "/v1/things", &headers, Some(&body)).await.unwrap();
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    let machine = machine(&made.json, made.json["privateKey"].as_str().unwrap());
    let mut device = Device::connect(&cloud, machine.clone()).await;
    let alarm = device.raise(&fault("auger-motor", "MOTOR_OVERLOAD")).await;
    alarm_that(&technician, &alarm, "the alarm of the machine", |now| {
        now["escalation"]["status"] == "running"
    })
    .await;

    let again = technician.send(Method::POST, "/v1/things", &headers, Some(&body)).await.unwrap();
    assert_eq!(
        (again.status, &again.json["code"]),
        (StatusCode::CONFLICT, &json!("keyNotKept")),
        "{}",
        again.json
    );
    let anew = technician.post("/v1/things", &body).await.unwrap();
    assert_eq!((anew.status, &anew.json["code"]), (StatusCode::CONFLICT, &json!("alreadyProvisioned")));

    let path = format!("/v1/things/{name}");
    let thing = technician.get(&path).await.unwrap();
    assert_eq!(thing["registration"]["attributes"]["farmId"], FARM, "{thing}");
    assert_eq!(thing["entityId"], entity.as_str());
    let worker = cloud.person("worker", FARM);
    assert_eq!(worker.send(Method::DELETE, &path, &[], None).await.unwrap().status, StatusCode::FORBIDDEN);
    let foreign = cloud.person("farmer", "cedar-hill");
    for method in [Method::GET, Method::DELETE] {
        assert_eq!(foreign.send(method, &path, &[], None).await.unwrap().status, StatusCode::NOT_FOUND);
    }

    let retired = technician.send(Method::DELETE, &path, &[], None).await.unwrap();
    assert_eq!(retired.status, StatusCode::NO_CONTENT, "{}", retired.json);
    assert!(Connection::open(&machine, &cloud.target.mqtt).await.is_err(), "its certificate still works");
    let ended = alarm_that(&technician, &alarm, "the end of its alarm", |now| now["state"] == "normal").await;
    let told = ended["journal"].as_array().unwrap();
    assert!(told.iter().any(|record| record["event"] == "retired"), "{ended}");
    let execution = format!("/v1/alarms/{}/execution", alarm.alarm_id());
    let execution = technician.get(&execution).await.unwrap();
    assert_eq!(
        (&execution["status"], &execution["error"]),
        (&json!("ABORTED"), &json!("Retired")),
        "{execution}"
    );
    assert_eq!(technician.send(Method::GET, &path, &[], None).await.unwrap().status, StatusCode::NOT_FOUND);
    assert_eq!(found(&technician, &format!("thingName:{name}")).await, Vec::<String>::new());
    eventually("the equipment without its thing", async || {
        let now = technician.get(&format!("/v1/farms/{FARM}/entities/{entity}")).await.ok()?;
        now["thingName"].is_null().then_some(())
    })
    .await;
    remove(&technician, &entity).await;
}

#[tokio::test]
async fn a_certificate_by_signing_request_can_be_answered_again() {
    let cloud = Cloud::find();
    let technician = cloud.person("technician", FARM);
    let entity = equipment(&technician).await;
    let (signing_request, key_pem) = signing_request();
    let body = json!({
        "thingName": fresh("test"), "farmId": FARM, "entityId": entity, "model": "mixer-m900", "csr": signing_request,
    });
    let key = fresh("provision");
    let headers = [("idempotency-key", key.as_str())];
    let made = technician.send(Method::POST, "/v1/things", &headers, Some(&body)).await.unwrap();
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    assert!(made.json.get("privateKey").is_none(), "{}", made.json);
    let again = technician.send(Method::POST, "/v1/things", &headers, Some(&body)).await.unwrap();
    assert_eq!((again.status, &again.json), (StatusCode::CREATED, &made.json));
    let machine = machine(&made.json, &key_pem);
    Connection::open(&machine, &cloud.target.mqtt).await.expect("its certificate works").close().await;

    let path = format!("/v1/things/{}", machine.thing_name);
    let retired = technician.send(Method::DELETE, &path, &[], None).await.unwrap();
    assert_eq!(retired.status, StatusCode::NO_CONTENT, "{}", retired.json);
    remove(&technician, &entity).await;
}

/// A signing request and its key, as PEM.
fn signing_request() -> (String, String) {
    let key = rcgen::KeyPair::generate().unwrap();
    let request = rcgen::CertificateParams::default().serialize_request(&key).unwrap();
    (request.pem().unwrap(), key.serialize_pem())
}

#[tokio::test]
async fn what_cannot_be_provisioned_is_answered_with_the_field_and_the_rule() {
    let cloud = Cloud::find();
    let technician = cloud.person("technician", FARM);
    let entity = equipment(&technician).await;
    let body = |change: Value| {
        let mut body =
            json!({ "thingName": fresh("test"), "farmId": FARM, "entityId": entity, "model": "mixer-m900" });
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        body
    };
    for (change, field) in [
        (json!({ "entityId": "nowhere" }), "entityId"),
        (json!({ "entityId": "erables-cuisine" }), "thingName"),
        (json!({ "thingName": "valmetal-test" }), "thingName"),
        (json!({ "gateway": "gateway-cedar" }), "gateway"),
        (json!({ "csr": "" }), "csr"),
    ] {
        let answer = technician.post("/v1/things", &body(change.clone())).await.unwrap();
        assert_eq!(
            (answer.status, &answer.json["errors"][0]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)),
            "{change}: {}",
            answer.json
        );
    }
    let taken = technician.post("/v1/things", &body(json!({ "thingName": "mixer-cedar-01" }))).await.unwrap();
    assert_eq!(
        (taken.status, &taken.json["code"]),
        (StatusCode::CONFLICT, &json!("thingExists")),
        "{}",
        taken.json
    );

    // AWS IoT cannot sign this one. The thing has its place by then: the next try goes on from there.
    let thing = fresh("test");
    let bad = technician.post("/v1/things", &body(json!({ "thingName": thing, "csr": "x" }))).await.unwrap();
    assert_eq!(
        (bad.status, &bad.json["errors"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("csr")),
        "{}",
        bad.json
    );
    let good = technician.post("/v1/things", &body(json!({ "thingName": thing }))).await.unwrap();
    assert_eq!(good.status, StatusCode::CREATED, "{}", good.json);
    let retired = technician.send(Method::DELETE, &format!("/v1/things/{thing}"), &[], None).await.unwrap();
    assert_eq!(retired.status, StatusCode::NO_CONTENT, "{}", retired.json);
    remove(&technician, &entity).await;
}

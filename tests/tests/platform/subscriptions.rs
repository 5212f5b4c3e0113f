//! How a person is told: a mailbox on the topic, a browser, a channel that is tried, hours that are quiet.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use valmetal_simulator::api::Api;

use crate::{browser::Browser, cloud::Cloud};

const SUBSCRIPTIONS: &str = "/v1/subscriptions";
const PUSH: &str = "/v1/subscriptions/push";
const FARM: &str = "erables";

/// Somebody whose settings are nobody else's, with what makes them leave again.
async fn newcomer(cloud: &Cloud, admin: &Api) -> (Api, String) {
    let (person, made) = crate::users::person(cloud, admin, "worker", &[(FARM, "worker")]).await;
    (person, format!("/v1/users/{}", made["id"].as_str().unwrap()))
}

async fn leave(admin: &Api, path: &str) {
    let gone = admin.send(Method::DELETE, path, &[], None).await.unwrap();
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
}

fn mailbox(address: &str) -> Value {
    json!({ "protocol": "email", "endpoint": address, "farms": [FARM], "severities": ["critical", "high"] })
}

fn test(channel: &str) -> Value {
    json!({ "farmId": FARM, "channel": channel })
}

#[tokio::test]
async fn a_mailbox_is_subscribed_once_and_unsubscribed_by_its_owner() {
    let cloud = Cloud::find();
    let admin = cloud.person("admin", "");
    let worker = cloud.person("worker", FARM);
    let address = format!("team-{}@tests.example", jiff::Timestamp::now().as_nanosecond());
    let headers = [("idempotency-key", address.as_str())];
    let body = mailbox(&address);
    let made = worker.send(Method::POST, SUBSCRIPTIONS, &headers, Some(&body)).await.unwrap();
    assert_eq!(
        (made.status, &made.json["endpoint"]),
        (StatusCode::CREATED, &json!(address)),
        "{}",
        made.json
    );
    let again = worker.send(Method::POST, SUBSCRIPTIONS, &headers, Some(&body)).await.unwrap();
    assert_eq!((again.status, &again.json), (StatusCode::CREATED, &made.json));
    let twice = worker.post(SUBSCRIPTIONS, &body).await.unwrap();
    assert_eq!(
        (twice.status, &twice.json["code"]),
        (StatusCode::CONFLICT, &json!("alreadySubscribed")),
        "{}",
        twice.json
    );
    let own = worker.list(SUBSCRIPTIONS).await.unwrap();
    assert!(own.contains(&made.json), "{own:?}");

    let path = format!("{SUBSCRIPTIONS}/{}", made.json["id"].as_str().unwrap());
    let foreign = admin.send(Method::DELETE, &path, &[], None).await.unwrap();
    assert_eq!(foreign.status, StatusCode::NOT_FOUND, "somebody else's is nobody's: {}", foreign.json);
    let gone = worker.send(Method::DELETE, &path, &[], None).await.unwrap();
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
    assert!(!worker.list(SUBSCRIPTIONS).await.unwrap().contains(&made.json));
    assert_eq!(worker.send(Method::DELETE, &path, &[], None).await.unwrap().status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_bad_subscription_is_answered_with_the_field_and_the_rule() {
    let cloud = Cloud::find();
    let worker = cloud.person("worker", FARM);
    let changed = |field: &str, value: Value| {
        let mut body = mailbox("team@tests.example");
        body[field] = value;
        body
    };
    for (body, status, field) in [
        (changed("endpoint", json!("nowhere")), StatusCode::UNPROCESSABLE_ENTITY, "endpoint"),
        (changed("protocol", json!("sms")), StatusCode::UNPROCESSABLE_ENTITY, "endpoint"),
        (changed("protocol", json!("pigeon")), StatusCode::BAD_REQUEST, "protocol"),
        (changed("farms", json!([])), StatusCode::UNPROCESSABLE_ENTITY, "farms"),
        (changed("severities", json!([])), StatusCode::UNPROCESSABLE_ENTITY, "severities"),
    ] {
        let answer = worker.post(SUBSCRIPTIONS, &body).await.unwrap();
        let expected = (status, &json!(field));
        assert_eq!((answer.status, &answer.json["errors"][0]["field"]), expected, "{body}: {}", answer.json);
    }
    let foreign = worker.post(SUBSCRIPTIONS, &changed("farms", json!(["cedar-hill"]))).await.unwrap();
    assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{}", foreign.json);
}

#[tokio::test]
async fn a_browser_is_told_what_it_alone_can_read_until_it_is_unsubscribed() {
    let cloud = Cloud::find();
    let admin = cloud.person("admin", "");
    let (person, path) = newcomer(&cloud, &admin).await;
    let browser = Browser::open().await;
    let none = person.post("/v1/subscriptions/test", &test("push")).await.unwrap();
    assert_eq!(
        (none.status, &none.json["code"]),
        (StatusCode::CONFLICT, &json!("noChannel")),
        "{}",
        none.json
    );

    let made = person.post(PUSH, &browser.subscription()).await.unwrap();
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    let own = person.get(SUBSCRIPTIONS).await.unwrap();
    let browsers = &own["settings"][0]["push"]["browsers"];
    assert_eq!((browsers.as_array().unwrap().len(), &browsers[0]["host"]), (1, &json!("127.0.0.1")), "{own}");
    assert!(!own.to_string().contains(&browser.endpoint()), "whoever knows the endpoint may post to it");

    let service = browser.take("201 Created");
    let sent = person.post("/v1/subscriptions/test", &test("push")).await.unwrap();
    assert_eq!(
        (sent.status, &sent.json),
        (StatusCode::OK, &json!({ "channel": "push", "sent": true, "failure": null }))
    );
    let posted = service.await.unwrap();
    let key = own["pushKey"].as_str().unwrap().to_lowercase();
    assert!(
        posted.head.contains("content-encoding: aes128gcm") && posted.head.contains("vapid t="),
        "{}",
        posted.head
    );
    assert!(posted.head.contains(&format!("k={key}")), "{}", posted.head);
    let service = browser.take("410 Gone");
    let gone = person.post("/v1/subscriptions/test", &test("push")).await.unwrap();
    assert_eq!((&gone.json["sent"], &gone.json["failure"]), (&json!(false), &json!("gone")), "{}", gone.json);
    service.await.unwrap();
    let said = browser.read(&posted);
    assert!(said["title"].as_str().is_some_and(|title| !title.is_empty()), "{said}");

    let unsubscribe = format!("{PUSH}/{}", browsers[0]["id"].as_str().unwrap());
    let after = person.send(Method::DELETE, &unsubscribe, &[], None).await.unwrap();
    assert_eq!(after.status, StatusCode::OK, "{}", after.json);
    let twice = person.send(Method::DELETE, &unsubscribe, &[], None).await.unwrap();
    assert_eq!(twice.status, StatusCode::NOT_FOUND, "{}", twice.json);
    leave(&admin, &path).await;
}

#[tokio::test]
async fn nobody_but_push_services_is_asked() {
    let cloud = Cloud::find();
    let worker = cloud.person("worker", FARM);
    let browser = Browser::open().await;
    for (endpoint, status) in [
        ("https://attacker.example/push", StatusCode::UNPROCESSABLE_ENTITY),
        ("https://127.0.0.1:8443/push", StatusCode::BAD_REQUEST),
        ("http://169.254.169.254/latest", StatusCode::BAD_REQUEST),
        ("https://fcm.googleapis.com@attacker.example/push", StatusCode::BAD_REQUEST),
    ] {
        let mut body = browser.subscription();
        body["endpoint"] = json!(endpoint);
        let answer = worker.post(PUSH, &body).await.unwrap();
        let expected = (status, &json!("endpoint"));
        assert_eq!(
            (answer.status, &answer.json["errors"][0]["field"]),
            expected,
            "{endpoint}: {}",
            answer.json
        );
    }
}

#[tokio::test]
async fn a_person_sets_their_language_their_quiet_hours_and_their_channels() {
    let cloud = Cloud::find();
    let admin = cloud.person("admin", "");
    let (person, path) = newcomer(&cloud, &admin).await;
    let mail = person.post("/v1/subscriptions/test", &test("mail")).await.unwrap();
    assert_eq!((mail.status, &mail.json["sent"]), (StatusCode::OK, &json!(true)), "{}", mail.json);

    let change = json!({
        "language": "fr", "timezone": "Europe/Paris", "quietHours": { "from": "22:00", "to": "06:00" }, "mail": null,
        "sms": { "phone": "+14185550199", "severities": ["critical"] },
    });
    let settings = "/v1/subscriptions/settings";
    let changed = person.send(Method::PATCH, settings, &[], Some(&change)).await.unwrap();
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.json);
    let own = person.get(SUBSCRIPTIONS).await.unwrap()["settings"][0].clone();
    for field in ["language", "timezone", "mail", "sms"] {
        assert_eq!(own[field], change[field], "{field}: {own}");
    }
    let hours = &own["quietHours"];
    let is = |field: &str, hour: &str| hours[field].as_str().is_some_and(|time| time.starts_with(hour));
    assert!(is("from", "22:00") && is("to", "06:00"), "{own}");
    let none = person.post("/v1/subscriptions/test", &test("mail")).await.unwrap();
    assert_eq!(
        (none.status, &none.json["code"]),
        (StatusCode::CONFLICT, &json!("noChannel")),
        "{}",
        none.json
    );

    let never =
        person.send(Method::PATCH, settings, &[], Some(&json!({ "quietHours": null }))).await.unwrap();
    assert_eq!(never.status, StatusCode::OK, "{}", never.json);
    assert_eq!(person.get(SUBSCRIPTIONS).await.unwrap()["settings"][0]["quietHours"], Value::Null);
    for (bad, status, field) in [
        (
            json!({ "quietHours": { "from": "25:00", "to": "06:00" } }),
            StatusCode::BAD_REQUEST,
            "quietHours.from",
        ),
        (json!({ "timezone": "no zone!" }), StatusCode::BAD_REQUEST, "timezone"),
        (json!({ "timezone": "Mars/Olympus" }), StatusCode::UNPROCESSABLE_ENTITY, "timezone"),
        (json!({ "colour": "red" }), StatusCode::BAD_REQUEST, "colour"),
    ] {
        let answer = person.send(Method::PATCH, settings, &[], Some(&bad)).await.unwrap();
        let expected = (status, &json!(field));
        assert_eq!((answer.status, &answer.json["errors"][0]["field"]), expected, "{bad}: {}", answer.json);
    }
    leave(&admin, &path).await;
}

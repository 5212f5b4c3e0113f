//! The catalogue and the flags: read by everybody, and changed by administrators without anything being lost.

use std::{fs, path::Path};

use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use valmetal_simulator::api::{Answer, Api};

use crate::{
    background::run,
    cloud::{Cloud, eventually},
};

const VERSIONS: &str = "/v1/configuration/catalogue/versions";
const VALIDATE: &str = "/v1/configuration/catalogue/validate";
const DEPLOY: &str = "/v1/configuration/catalogue/deploy";
const ROLL_BACK: &str = "/v1/configuration/catalogue/roll-back";

/// The catalogue that the project ships, under a number that no other one has.
fn catalogue() -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sam/catalogue.json");
    let mut catalogue: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    catalogue["version"] = json!(jiff::Timestamp::now().as_second());
    catalogue
}

/// The number of the catalogue in force, once it has seen everything that is deployed.
async fn in_force(cloud: &Cloud, admin: &Api) -> Value {
    run(cloud, "apply-catalogue").await;
    admin.get(VERSIONS).await.unwrap()["status"]["inForce"]["version"].clone()
}

/// Asks for a deployment. Another one may be on its way, which ends by itself.
async fn deployed(admin: &Api, path: &str, body: &Value) -> Answer {
    eventually("a deployment to begin", async || {
        let answer = admin.post(path, body).await.unwrap();
        (answer.json["code"] != "deploymentRunning").then_some(answer)
    })
    .await
}

#[tokio::test]
async fn everybody_reads_the_alarms_in_their_language_and_what_is_on_for_them() {
    let cloud = Cloud::find();
    for (role, language, title, editor) in
        [("worker", "fr", "Entretien à faire", false), ("admin", "en", "Maintenance is due", true)]
    {
        let api = cloud.person(role, "erables");
        let headers = [("accept-language", language)];
        let answer = api.send(Method::GET, "/v1/configuration", &headers, None).await.unwrap();
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
        let definitions = answer.json["definitions"].as_array().unwrap();
        let due = definitions.iter().find(|definition| definition["code"] == "MAINTENANCE_DUE").unwrap();
        assert_eq!((&due["title"], &due["severity"]), (&json!(title), &json!("low")));
        assert_eq!(answer.json["flags"], json!({ "catalogueEditor": editor, "webPush": true }), "{role}");
    }
}

#[tokio::test]
async fn a_catalogue_is_validated_kept_deployed_and_rolled_back() {
    let cloud = Cloud::find();
    let admin = cloud.person("admin", "");
    let before = in_force(&cloud, &admin).await;
    let mut next = catalogue();
    next["definitions"][0]["texts"]["en"]["title"] = json!("Robot has bumped into something");
    let body = json!({ "catalogue": next, "description": "Another title" });
    let judged = admin.post(VALIDATE, &body).await.unwrap();
    let good = json!({ "valid": true, "faults": [], "version": next["version"] });
    assert_eq!((judged.status, &judged.json), (StatusCode::OK, &good));

    let key = next["version"].to_string();
    let headers = [("idempotency-key", key.as_str())];
    let added = admin.send(Method::POST, VERSIONS, &headers, Some(&body)).await.unwrap();
    assert_eq!(
        (added.status, &added.json["catalogueVersion"]),
        (StatusCode::CREATED, &next["version"]),
        "{}",
        added.json
    );
    let again = admin.send(Method::POST, VERSIONS, &headers, Some(&body)).await.unwrap();
    assert_eq!(
        (again.status, &again.json),
        (StatusCode::CREATED, &added.json),
        "one request adds one version"
    );
    let number = &added.json["number"];
    assert_eq!(admin.get(&format!("{VERSIONS}/{number}")).await.unwrap(), next);
    let versions = admin.list(VERSIONS).await.unwrap();
    assert!(versions.iter().any(|version| version["number"] == *number), "{versions:?}");
    assert_eq!(in_force(&cloud, &admin).await, before, "what is kept is not in force");

    let reason = json!({ "version": number, "reason": "A better word" });
    let begun = deployed(&admin, DEPLOY, &reason).await;
    assert_eq!((begun.status, &begun.json["version"]), (StatusCode::ACCEPTED, number), "{}", begun.json);
    eventually("the next catalogue to be in force", async || {
        (in_force(&cloud, &admin).await == next["version"]).then_some(())
    })
    .await;
    let back = deployed(&admin, ROLL_BACK, &json!({ "reason": "The old word was better" })).await;
    assert_eq!(back.status, StatusCode::ACCEPTED, "{}", back.json);
    assert_ne!(&back.json["version"], number);
    eventually("the catalogue before to be in force again", async || {
        (in_force(&cloud, &admin).await == before).then_some(())
    })
    .await;

    let audit = admin.list("/v1/audit?limit=5").await.unwrap();
    let acts = |reason: &str| {
        let entry = audit.iter().find(|entry| entry["reason"] == reason);
        entry.unwrap_or_else(|| panic!("{reason}: {audit:?}"))["acts"][0].clone()
    };
    assert_eq!(
        acts("A better word"),
        json!({ "action": "deployed", "kind": "catalogue", "id": number.to_string() })
    );
    assert_eq!(acts("The old word was better")["id"], back.json["version"].to_string());
    assert_eq!(acts("Another title")["action"], "created");
}

#[tokio::test]
async fn a_bad_catalogue_is_refused_with_the_path_of_every_fault() {
    let cloud = Cloud::find();
    let admin = cloud.person("admin", "");
    let mut bad = catalogue();
    bad["definitions"][1]["severity"] = json!("purple");
    bad["definitions"][2]["policy"] = json!("nobody");
    let body = json!({ "catalogue": bad });
    let judged = admin.post(VALIDATE, &body).await.unwrap();
    assert_eq!((judged.status, &judged.json["valid"]), (StatusCode::OK, &json!(false)), "{}", judged.json);
    let refused = admin.post(VERSIONS, &body).await.unwrap();
    assert_eq!(
        (refused.status, &refused.json["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("badCatalogue")),
        "{}",
        refused.json
    );
    let paths: Vec<_> =
        judged.json["faults"].as_array().unwrap().iter().map(|fault| fault["path"].clone()).collect();
    assert!(
        !paths.is_empty() && paths.iter().all(|path| path.as_str().unwrap().starts_with("definitions[")),
        "{paths:?}"
    );
    let fields: Vec<_> =
        refused.json["errors"].as_array().unwrap().iter().map(|error| error["field"].clone()).collect();
    let prefixed: Vec<_> =
        paths.iter().map(|path| json!(format!("catalogue.{}", path.as_str().unwrap()))).collect();
    assert_eq!(fields, prefixed);
    let unknown = admin.post(DEPLOY, &json!({ "version": 999_999, "reason": "x" })).await.unwrap();
    assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{}", unknown.json);
}

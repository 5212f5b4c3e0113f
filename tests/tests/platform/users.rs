//! A person is invited, gets farms and a role, is kept out and let in again, and leaves.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use valmetal_simulator::{api::Api, target::User};

use crate::cloud::Cloud;

const PASSWORD: &str = "Long-enough-4-tests";

/// An address that nobody has.
fn address(what: &str) -> String {
    format!("{what}-{}@tests.example", jiff::Timestamp::now().as_nanosecond())
}

/// Makes a person of this role, with these farms, who can sign in; and what was answered.
pub(crate) async fn person(cloud: &Cloud, admin: &Api, role: &str, farms: &[(&str, &str)]) -> (Api, Value) {
    let email = address(role);
    let farms: Vec<_> = farms.iter().map(|(farm, role)| json!({ "farmId": farm, "role": role })).collect();
    let body = json!({ "email": email, "name": "Test Person", "role": role, "farms": farms });
    let made = admin.post("/v1/users", &body).await.unwrap();
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    accept(cloud, &email).await;
    let user =
        User { username: email, password: PASSWORD.to_owned(), role: role.to_owned(), farms: Vec::new() };
    (Api::new(&cloud.target, &user).unwrap(), made.json)
}

/// The person accepts the invitation and chooses a password.
async fn accept(cloud: &Cloud, email: &str) {
    aws_sdk_cognitoidentityprovider::Client::new(&cloud.target.aws())
        .admin_set_user_password()
        .user_pool_id(&cloud.target.outputs["UserPoolId"])
        .username(email)
        .password(PASSWORD)
        .permanent(true)
        .send()
        .await
        .unwrap();
}

fn path(user: &Value) -> String {
    format!("/v1/users/{}", user["id"].as_str().unwrap())
}

async fn put(api: &Api, path: &str, body: Value) -> valmetal_simulator::api::Answer {
    api.send(Method::PUT, path, &[], Some(&body)).await.unwrap()
}

async fn farms_of(api: &Api) -> Vec<Value> {
    let farms = api.list("/v1/farms").await.unwrap();
    farms.into_iter().map(|farm| farm["id"].clone()).collect()
}

#[tokio::test]
async fn a_person_comes_and_goes() {
    let cloud = Cloud::find();
    let admin = cloud.person("admin", "");
    let (worker, made) = person(&cloud, &admin, "worker", &[("erables", "worker")]).await;
    let path = path(&made);
    assert_eq!(farms_of(&worker).await, ["erables"]);
    let read = admin.get(&path).await.unwrap();
    assert_eq!((&read["role"], &read["farms"]), (&json!("worker"), &made["farms"]), "{read}");
    let members = admin.list("/v1/farms/erables/members").await.unwrap();
    let member = members.iter().find(|member| member["userId"] == made["id"]).expect("they are a member");
    assert_eq!(member["channels"]["mail"]["address"], made["email"]);

    let renamed =
        admin.send(Method::PATCH, &path, &[], Some(&json!({ "name": "Other Name" }))).await.unwrap();
    assert_eq!(
        (renamed.status, &renamed.json["name"]),
        (StatusCode::OK, &json!("Other Name")),
        "{}",
        renamed.json
    );

    // Another farm and another role: from the next token on.
    let farms = json!({ "name": "Other Name", "farms": [{ "farmId": "cedar-hill", "role": "farmer" }] });
    let moved = put(&admin, &format!("{path}/farms"), farms.clone()).await;
    assert_eq!(moved.status, StatusCode::OK, "{}", moved.json);
    let again = put(&admin, &format!("{path}/farms"), farms).await;
    assert_eq!((again.status, &again.json), (StatusCode::OK, &moved.json));
    let promoted = put(&admin, &format!("{path}/role"), json!({ "role": "farmer" })).await;
    assert_eq!(promoted.status, StatusCode::OK, "{}", promoted.json);
    let read = admin.get(&path).await.unwrap();
    assert_eq!((&read["role"], &read["farms"]), (&json!("farmer"), &moved.json["farms"]), "{read}");
    let user = User {
        username: made["username"].as_str().unwrap().to_owned(),
        password: PASSWORD.to_owned(),
        role: "farmer".to_owned(),
        farms: Vec::new(),
    };
    let farmer = Api::new(&cloud.target, &user).unwrap();
    assert_eq!(farms_of(&farmer).await, ["cedar-hill"]);

    let out = admin.post(&format!("{path}/disable"), &json!({})).await.unwrap();
    assert_eq!(out.status, StatusCode::NO_CONTENT, "{}", out.json);
    assert!(farmer.sign_in().await.is_err(), "whoever is disabled does not sign in");
    assert_eq!(admin.get(&path).await.unwrap()["enabled"], false);
    let back = admin.post(&format!("{path}/enable"), &json!({})).await.unwrap();
    assert_eq!(back.status, StatusCode::NO_CONTENT, "{}", back.json);
    farmer.sign_in().await.expect("whoever is enabled signs in");

    let gone = admin.send(Method::DELETE, &path, &[], None).await.unwrap();
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
    assert!(farmer.sign_in().await.is_err());
    for method in [Method::GET, Method::DELETE] {
        assert_eq!(admin.send(method, &path, &[], None).await.unwrap().status, StatusCode::NOT_FOUND);
    }
    let members = admin.list("/v1/farms/cedar-hill/members").await.unwrap();
    assert!(members.iter().all(|member| member["userId"] != made["id"]), "nobody is told in their name");
}

#[tokio::test]
async fn a_farmer_invites_people_to_their_farm_whether_they_sign_in_already_or_not() {
    let cloud = Cloud::find();
    let (admin, farmer) = (cloud.person("admin", ""), cloud.person("farmer", "erables"));
    let invite = async |email: &str, role: &str| {
        let body = json!({ "email": email, "name": "Léa Gagnon", "role": role });
        farmer.post("/v1/farms/erables/members", &body).await.unwrap()
    };
    let email = address("invited");
    let invited = invite(&email, "worker").await;
    assert_eq!(invited.status, StatusCode::CREATED, "{}", invited.json);
    assert_eq!(invited.json["channels"]["mail"]["address"], email);
    accept(&cloud, &email).await;
    let user = User {
        username: email.clone(),
        password: PASSWORD.to_owned(),
        role: "worker".into(),
        farms: Vec::new(),
    };
    assert_eq!(farms_of(&Api::new(&cloud.target, &user).unwrap()).await, ["erables"]);
    let twice = invite(&email, "worker").await;
    assert_eq!((twice.status, &twice.json["code"]), (StatusCode::CONFLICT, &json!("alreadyMember")));
    assert_eq!(twice.json["errors"][0]["field"], "email");

    let (elsewhere, made) = person(&cloud, &admin, "worker", &[("cedar-hill", "farmer")]).await;
    let joined = invite(made["email"].as_str().unwrap(), "worker").await;
    assert_eq!(
        (joined.status, &joined.json["userId"]),
        (StatusCode::CREATED, &made["id"]),
        "{}",
        joined.json
    );
    // From the next token on.
    elsewhere.sign_in().await.unwrap();
    assert_eq!(farms_of(&elsewhere).await, ["cedar-hill", "erables"]);

    assert_eq!(invite(&address("invited"), "technician").await.status, StatusCode::FORBIDDEN);
    for user in [&invited.json["userId"], &made["id"]] {
        let gone =
            admin.send(Method::DELETE, &format!("/v1/users/{}", user.as_str().unwrap()), &[], None).await;
        assert_eq!(gone.unwrap().status, StatusCode::NO_CONTENT);
    }
}

#[tokio::test]
async fn an_invitation_is_sent_once_by_a_key_and_again_when_asked_for() {
    let cloud = Cloud::find();
    let admin = cloud.person("admin", "");
    let body = json!({ "email": address("invited"), "name": "Invited", "role": "farmer" });
    let key = address("key");
    let headers = [("idempotency-key", key.as_str())];
    let made = admin.send(Method::POST, "/v1/users", &headers, Some(&body)).await.unwrap();
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    let again = admin.send(Method::POST, "/v1/users", &headers, Some(&body)).await.unwrap();
    assert_eq!((again.status, &again.json), (StatusCode::CREATED, &made.json));
    assert_eq!(again.headers["idempotent-replayed"], "true");
    let twice = admin.post("/v1/users", &body).await.unwrap();
    assert_eq!(
        (twice.status, &twice.json["code"]),
        (StatusCode::CONFLICT, &json!("userExists")),
        "{}",
        twice.json
    );
    let mut other = body.clone();
    other["name"] = json!("Another");
    let mismatch = admin.send(Method::POST, "/v1/users", &headers, Some(&other)).await.unwrap();
    assert_eq!(mismatch.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", mismatch.json);

    let resend = format!("{}/resend-invitation", path(&made.json));
    let sent = admin.post(&resend, &json!({})).await.unwrap();
    assert_eq!(sent.status, StatusCode::NO_CONTENT, "{}", sent.json);
    accept(&cloud, body["email"].as_str().unwrap()).await;
    let late = admin.post(&resend, &json!({})).await.unwrap();
    assert_eq!((late.status, &late.json["code"]), (StatusCode::CONFLICT, &json!("invitationAccepted")));
    admin.send(Method::DELETE, &path(&made.json), &[], None).await.unwrap();
}

#[tokio::test]
async fn what_an_earlier_try_left_is_gone_on_with() {
    let cloud = Cloud::find();
    let admin = cloud.person("admin", "");
    let email = address("half");
    // The function died after its first step.
    aws_sdk_cognitoidentityprovider::Client::new(&cloud.target.aws())
        .admin_create_user()
        .user_pool_id(&cloud.target.outputs["UserPoolId"])
        .username(&email)
        .send()
        .await
        .unwrap();
    let farms = json!([{ "farmId": "erables", "role": "worker" }]);
    let body = json!({ "email": email, "name": "Half", "role": "worker", "farms": farms });
    let made = admin.post("/v1/users", &body).await.unwrap();
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    let read = admin.get(&path(&made.json)).await.unwrap();
    assert_eq!((&read["role"], &read["farms"]), (&json!("worker"), &farms), "{read}");
    admin.send(Method::DELETE, &path(&made.json), &[], None).await.unwrap();
}

#[tokio::test]
async fn people_are_listed_page_by_page_and_by_role() {
    let cloud = Cloud::find();
    let admin = cloud.person("admin", "");
    let all = admin.list("/v1/users?limit=2").await.unwrap();
    let named = |users: &[Value], name: &str| users.iter().any(|user| user["username"] == name);
    assert!(named(&all, "admin@valmetal.example") && named(&all, "worker@erables.example"), "{all:?}");
    let admins = admin.list("/v1/users?role=admin").await.unwrap();
    assert!(
        named(&admins, "admin@valmetal.example") && !named(&admins, "worker@erables.example"),
        "{admins:?}"
    );
}

#[tokio::test]
async fn bad_people_are_answered_with_the_field_and_the_rule() {
    let cloud = Cloud::find();
    let admin = cloud.person("admin", "");
    let body = |change: Value| {
        let mut body = json!({ "email": address("bad"), "name": "Bad", "role": "worker" });
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        body
    };
    let one = |farm: &str| json!({ "farmId": farm, "role": "worker" });
    let many: Vec<_> = (0..51).map(|n| one(&format!("farm-{n}"))).collect();
    for (change, status, field) in [
        (json!({ "email": "nowhere" }), StatusCode::BAD_REQUEST, "email"),
        (json!({ "role": "king" }), StatusCode::BAD_REQUEST, "role"),
        (json!({ "farms": [one("none")] }), StatusCode::UNPROCESSABLE_ENTITY, "farms[0].farmId"),
        (
            json!({ "farms": [one("erables"), one("erables")] }),
            StatusCode::UNPROCESSABLE_ENTITY,
            "farms[1].farmId",
        ),
        (json!({ "farms": many }), StatusCode::UNPROCESSABLE_ENTITY, "farms"),
        (json!({ "password": "x" }), StatusCode::BAD_REQUEST, "password"),
    ] {
        let answer = admin.post("/v1/users", &body(change.clone())).await.unwrap();
        assert_eq!(
            (answer.status, &answer.json["errors"][0]["field"]),
            (status, &json!(field)),
            "{change}: {}",
            answer.json
        );
    }
}

#[tokio::test]
async fn nobody_takes_away_their_own_access() {
    let cloud = Cloud::find();
    let admin = cloud.person("admin", "");
    let users = admin.list("/v1/users?role=admin").await.unwrap();
    let own = users.iter().find(|user| user["username"] == "admin@valmetal.example").unwrap();
    let path = path(own);
    let demoted = put(&admin, &format!("{path}/role"), json!({ "role": "worker" })).await;
    let disabled = admin.post(&format!("{path}/disable"), &json!({})).await.unwrap();
    let deleted = admin.send(Method::DELETE, &path, &[], None).await.unwrap();
    for answer in [demoted, disabled, deleted] {
        assert_eq!(
            (answer.status, &answer.json["code"]),
            (StatusCode::CONFLICT, &json!("ownAccess")),
            "{}",
            answer.json
        );
    }
}

//! Articles: drafted by administrators in two languages, read by everybody once they are published.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use valmetal_simulator::api::{Answer, Api};

use crate::cloud::Cloud;

const ARTICLES: &str = "/v1/articles";
const PUBLISHED: &str = "/v1/published-articles";

fn article(kind: &str, model: &str, title: &str) -> Value {
    let text = |language: &str| json!({ "title": format!("{title} ({language})"), "body": format!("# {title}\n\n{language}") });
    json!({
        "kind": kind, "models": [model], "alarmCodes": ["MOTOR_OVERLOAD"],
        "texts": { "en": text("en"), "fr": text("fr") },
    })
}

/// A model that no other article is about.
fn fresh() -> String {
    format!("model-{}", jiff::Timestamp::now().as_nanosecond())
}

async fn made(admin: &Api, body: &Value) -> String {
    let made = admin.post(ARTICLES, body).await.unwrap();
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    assert_eq!((&made.json["published"], &made.json["newest"]), (&Value::Null, &json!(0)), "{}", made.json);
    format!("{ARTICLES}/{}", made.json["id"].as_str().unwrap())
}

/// What somebody without a token reads, in their language.
async fn read(api: &Api, path: &str, language: &str) -> Answer {
    let headers = [("accept-language".to_owned(), language.to_owned())];
    api.send_as(Method::GET, path, &headers, None).await.unwrap()
}

async fn act(admin: &Api, path: &str, act: &str) -> Answer {
    admin.post(&format!("{path}/{act}"), &json!({})).await.unwrap()
}

#[tokio::test]
async fn everybody_reads_what_is_published_in_their_language_and_no_draft() {
    let cloud = Cloud::find();
    let admin = cloud.person("admin", "");
    let model = fresh();
    let path = made(&admin, &article("manual", &model, "Knives")).await;
    let public = path.replace(ARTICLES, PUBLISHED);
    assert_eq!(read(&admin, &public, "en").await.status, StatusCode::NOT_FOUND);

    let published = act(&admin, &path, "publish").await;
    assert_eq!(
        (published.status, &published.json["published"]),
        (StatusCode::OK, &json!(1)),
        "{}",
        published.json
    );
    for (asked, language) in [("fr-CA,fr;q=0.9,en;q=0.5", "fr"), ("en", "en"), ("de", "en")] {
        let article = read(&admin, &public, asked).await;
        assert_eq!(article.status, StatusCode::OK, "{}", article.json);
        assert_eq!(article.headers["content-language"], language, "{asked}");
        assert_eq!(article.json["title"], format!("Knives ({language})"), "{asked}");
        assert_eq!(article.json["body"], format!("# Knives\n\n{language}"));
    }

    // Another draft is nobody's business until it is published.
    let redraft =
        admin.send(Method::PUT, &path, &[], Some(&article("manual", &model, "Sharp knives"))).await.unwrap();
    assert_eq!(
        (redraft.status, &redraft.json["changed"]),
        (StatusCode::OK, &json!(true)),
        "{}",
        redraft.json
    );
    assert_eq!(read(&admin, &public, "en").await.json["title"], "Knives (en)");
    assert_eq!(act(&admin, &path, "publish").await.json["published"], 2);
    assert_eq!(read(&admin, &public, "en").await.json["title"], "Sharp knives (en)");
    let again = act(&admin, &path, "publish").await;
    assert_eq!(
        (again.status, &again.json["code"]),
        (StatusCode::CONFLICT, &json!("unchanged")),
        "{}",
        again.json
    );
    let versions = admin.list(&format!("{path}/versions?limit=1")).await.unwrap();
    let numbers: Vec<_> = versions.iter().map(|version| version["number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [2, 1]);

    let list = format!("{PUBLISHED}?model={model}&alarmCode=MOTOR_OVERLOAD&kind=manual");
    let titles = async |list: &str| -> Vec<Value> {
        let listed = read(&admin, list, "fr").await.json;
        listed["items"].as_array().unwrap().iter().map(|article| article["title"].clone()).collect()
    };
    assert!(titles(&list).await.contains(&json!("Sharp knives (fr)")));
    let elsewhere = titles(&format!("{PUBLISHED}?model={model}&kind=notice")).await;
    assert!(!elsewhere.contains(&json!("Sharp knives (fr)")), "{elsewhere:?}");

    let kept = admin.send(Method::DELETE, &path, &[], None).await.unwrap();
    assert_eq!(
        (kept.status, &kept.json["code"]),
        (StatusCode::CONFLICT, &json!("published")),
        "{}",
        kept.json
    );
    assert_eq!(act(&admin, &path, "unpublish").await.json["published"], Value::Null);
    assert_eq!(read(&admin, &public, "en").await.status, StatusCode::NOT_FOUND);
    let twice = act(&admin, &path, "unpublish").await;
    assert_eq!(
        (twice.status, &twice.json["code"]),
        (StatusCode::CONFLICT, &json!("notPublished")),
        "{}",
        twice.json
    );
    let gone = admin.send(Method::DELETE, &path, &[], None).await.unwrap();
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
    assert_eq!(admin.send(Method::GET, &path, &[], None).await.unwrap().status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn two_people_who_write_one_draft_do_not_write_over_each_other() {
    let cloud = Cloud::find();
    let admin = cloud.person("admin", "");
    let model = fresh();
    let body = article("fixCard", &model, "Overload");
    let path = made(&admin, &body).await;
    let read = admin.send(Method::GET, &path, &[], None).await.unwrap();
    let etag = read.headers["etag"].to_str().unwrap();
    let headers = [("if-match", etag)];
    let first =
        admin.send(Method::PUT, &path, &headers, Some(&article("fixCard", &model, "Mine"))).await.unwrap();
    assert_eq!(first.status, StatusCode::OK, "{}", first.json);
    let late =
        admin.send(Method::PUT, &path, &headers, Some(&article("fixCard", &model, "Theirs"))).await.unwrap();
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "{}", late.json);
    admin.send(Method::DELETE, &path, &[], None).await.unwrap();
}

#[tokio::test]
async fn a_bad_article_is_answered_with_the_field_and_the_rule() {
    let cloud = Cloud::find();
    let admin = cloud.person("admin", "");
    let changed = |change: Value| {
        let mut body = article("notice", "x", "News");
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        body
    };
    let english = json!({ "title": "x", "body": "y" });
    let many: Vec<_> = (0..51).map(|n| format!("model-{n}")).collect();
    for (body, status, field) in [
        (changed(json!({ "kind": "poem" })), StatusCode::BAD_REQUEST, "kind"),
        (changed(json!({ "texts": { "en": english } })), StatusCode::BAD_REQUEST, "texts.fr"),
        (changed(json!({ "alarmCodes": ["no code"] })), StatusCode::BAD_REQUEST, "alarmCodes[0]"),
        (changed(json!({ "models": many })), StatusCode::UNPROCESSABLE_ENTITY, "models"),
    ] {
        let answer = admin.post(ARTICLES, &body).await.unwrap();
        let expected = (status, &json!(field));
        assert_eq!((answer.status, &answer.json["errors"][0]["field"]), expected, "{body}: {}", answer.json);
    }
}

//! What a request of each route costs in calls of AWS once the process is warm: `docs/aws-calls.md` says it, and is checked here.
//!
//! The server counts for the functions: it runs the same handlers with the same clients, and says every call in its log at
//! `debug`, beside the id of the request.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write as _,
    fs,
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    document::{Document, file},
    platform::{Platform, Way},
    server::process::Server,
    story::{Step, Story, recorded},
    waits::with_real_waits,
};

/// The most calls of a route.
const MOST: usize = 3;
/// The routes that do what is many steps by its nature.
const LARGER: [&str; 4] = ["create-user", "invite-member", "provision-thing", "retire-thing"];
/// How long a deployment of the catalogue may take that another one is in the way of.
const DEPLOYED_WITHIN: Duration = Duration::from_mins(2);

/// The calls of each route, such as `dynamodb:Query`, in the order of their names.
type Calls = BTreeMap<String, Vec<String>>;

#[tokio::test]
async fn every_route_calls_aws_as_often_as_the_table_says() {
    let (platform, document, steps) = (Platform::find(), Document::read(), recorded());
    let server = Server::start(&platform, &[("LOG_LEVEL", "debug")]).await;
    let platform = platform.served_at(&format!("http://{}", server.address));
    let telling = async || {
        let mut told = tell(&platform, &document, &steps).await;
        told.extend(catalogue(&platform).await);
        told
    };
    // What is read once a process is read by the second time.
    let told = with_real_waits(async {
        telling().await;
        telling().await
    });
    let told = told.await;
    let measured = costs(told, &server.log());
    let table = table(&measured);
    let missing: Vec<_> = document.operations().keys().filter(|name| !measured.contains_key(*name)).collect();
    assert_eq!(missing, ["watch-live"], "these routes were never asked");
    let is_too_much =
        |(route, calls): &(&String, &Vec<String>)| calls.len() > MOST && !LARGER.contains(&route.as_str());
    let too_much: Calls =
        measured.iter().filter(is_too_much).map(|(route, calls)| (route.clone(), calls.clone())).collect();
    assert!(too_much.is_empty(), "these routes make more than {MOST} calls: {too_much:#?}\n{table}");
    let documented = fs::read_to_string(file("docs/aws-calls.md")).unwrap();
    assert!(documented.ends_with(&table), "docs/aws-calls.md must end with:\n{table}");
}

/// The names and ids of the requests that were answered with what was asked for.
async fn tell(platform: &Platform, document: &Document, steps: &[Step]) -> Vec<(String, String)> {
    let mut story = Story::new(platform, document, Way::Server);
    let mut told = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        let answered = story.take(step).await.unwrap_or_else(|error| panic!("step {place}: {error}"));
        told.extend(answered.filter(|told| told.answer.status.is_success()).map(|told| {
            let id = told.answer.headers["x-request-id"].to_str().unwrap().to_owned();
            (told.request.send, id)
        }));
    }
    told
}

/// What no story may do, because all of them have one catalogue: another version is added, put into force, and taken back.
async fn catalogue(platform: &Platform) -> Vec<(String, String)> {
    let admin = platform.client(Way::Server, platform.admin());
    let versions = "/v1/configuration/catalogue/versions";
    let newest = admin.get(versions).await.unwrap()["items"][0]["number"].clone();
    let mut document = admin.get(&format!("{versions}/{newest}")).await.unwrap();
    document["version"] = json!(jiff::Timestamp::now().as_second());
    let mut told = Vec::new();
    let mut number = Value::Null;
    for (route, path) in [
        ("add-catalogue-version", versions),
        ("deploy-catalogue", "/v1/configuration/catalogue/deploy"),
        ("roll-back-catalogue", "/v1/configuration/catalogue/roll-back"),
    ] {
        let body = match route {
            "add-catalogue-version" => json!({ "catalogue": document }),
            "deploy-catalogue" => json!({ "version": number, "reason": "To be counted" }),
            _ => json!({ "reason": "It was counted" }),
        };
        let began = std::time::Instant::now();
        let answer = loop {
            let answer = admin.post(path, &body).await.unwrap();
            if answer.status.is_success() {
                break answer;
            }
            // Another deployment is on its way, or the last one is.
            let is_busy =
                ["deploymentRunning", "nothingBefore"].iter().any(|code| answer.json["code"] == *code);
            assert!(
                is_busy && began.elapsed() < DEPLOYED_WITHIN,
                "{route}: {} {}",
                answer.status,
                answer.json
            );
            tokio::time::sleep(Duration::from_secs(1)).await;
        };
        number = answer.json["number"].clone();
        let id = answer.headers["x-request-id"].to_str().unwrap().to_owned();
        told.push((route.to_owned(), id));
    }
    told
}

/// The most that each route cost.
fn costs(told: Vec<(String, String)>, log: &[String]) -> Calls {
    let mut by_request: HashMap<String, Vec<String>> = HashMap::new();
    for line in log {
        let Ok(line) = serde_json::from_str::<Value>(line) else { continue };
        if let (Some("AWS call"), Some(id)) = (line["message"].as_str(), line["request_id"].as_str()) {
            let [service, operation] =
                ["service", "operation"].map(|field| line[field].as_str().unwrap_or("?"));
            by_request.entry(id.to_owned()).or_default().push(format!("{service}:{operation}"));
        }
    }
    let mut costs = Calls::new();
    for (route, id) in told.into_iter().filter(|(route, _)| !route.contains(' ')) {
        let mut calls = by_request.remove(&id).unwrap_or_default();
        calls.sort();
        let known = costs.entry(route).or_default();
        if (calls.len(), &calls) > (known.len(), &*known) {
            *known = calls;
        }
    }
    costs
}

/// The table of the document.
fn table(costs: &Calls) -> String {
    let mut table = "| route | calls | which |\n| --- | --- | --- |\n".to_owned();
    for (route, calls) in costs {
        let _ = writeln!(table, "| `{route}` | {} | {} |", calls.len(), calls.join(", "));
    }
    table
}

//! Schemathesis makes requests from the document, good and bad ones, and sees that each is answered as the document says.
//!
//! What it may do, and what it is told of us, is in `schemathesis.toml`.

use std::{path::PathBuf, process::Stdio, time::Duration};

use hyper::Method;
use serde_json::{Value, json};
use tokio::process::Command;
use valmetal_simulator::api::Api;

use crate::{
    document::file,
    platform::{Platform, Way},
};

/// How long it may take, with what one machine does besides.
const WITHIN: Duration = Duration::from_mins(9);

/// A farm that stands in all paths, so that requests get as far as a handler.
struct Farm {
    admin: Api,
    id: String,
    entity: String,
}

impl Farm {
    async fn made(platform: &Platform) -> Self {
        let admin = platform.client(Way::Server, platform.admin());
        let made = async |path: &str, body: Value| {
            let answer = admin.post(path, &body).await.unwrap();
            assert!(answer.status.is_success(), "{path}: {}", answer.json);
            answer.json["id"].as_str().unwrap().to_owned()
        };
        let farm = json!({ "name": "Schemathesis", "timezone": "America/Toronto", "language": "en" });
        let id = made("/v1/farms", farm).await;
        let site = json!({ "kind": "site", "name": "Site", "parentId": id });
        let entity = made(&format!("/v1/farms/{id}/entities"), site).await;
        Self { admin, id, entity }
    }

    /// Takes down what is left of it.
    async fn taken_down(self) {
        let path = format!("/v1/farms/{}", self.id);
        // What was made upon it goes from the leaves to the root.
        for _ in 0..4 {
            let Ok(tree) = self.admin.get(&format!("{path}/entities")).await else { return };
            for entity in tree["items"].as_array().into_iter().flatten() {
                let entity = format!("{path}/entities/{}", entity["id"].as_str().unwrap());
                self.admin.send(Method::DELETE, &entity, &[], None).await.unwrap();
            }
        }
        self.admin.send(Method::DELETE, &path, &[], None).await.unwrap();
    }
}

/// The tool, from the environment that `valmetal tools` makes.
async fn schemathesis() -> PathBuf {
    let valmetal = file("target/local/valmetal");
    let made = Command::new(&valmetal).args(["tools", "openapi"]).output().await.unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    PathBuf::from(String::from_utf8(made.stdout).unwrap().trim()).join("schemathesis")
}

/// Runs it with so many examples of each route.
async fn find_nothing(way: Way, phases: &str, examples: u32) {
    let platform = Platform::find();
    let (program, farm) = (schemathesis().await, Farm::made(&platform).await);
    let token = farm.admin.token().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(program);
    command
        .arg("--config-file")
        .arg(file("tests/tests/api/schemathesis.toml").canonicalize().unwrap())
        .args(["--no-color", "run"])
        .arg(file("docs/openapi.json").canonicalize().unwrap())
        .args(["--url", platform.url(way), "--phases", phases, "--max-examples", &examples.to_string()])
        .env("FARM", &farm.id)
        .env("ENTITY", &farm.entity)
        .env("TOKEN", token)
        .current_dir(folder.path())
        .kill_on_drop(true)
        .stdin(Stdio::null());
    let ran = tokio::time::timeout(WITHIN, command.output()).await.expect("it ends in time").unwrap();
    farm.taken_down().await;
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{way:?}:\n{said}\n{}", String::from_utf8_lossy(&ran.stderr));
    assert!(said.contains("No issues found"), "{said}");
}

#[tokio::test]
async fn it_finds_nothing_in_the_server() {
    find_nothing(Way::Server, "examples,coverage,fuzzing", 20).await;
}

/// A function takes a tenth of a second on the local cloud, whatever it does, and is made of the same handlers.
#[tokio::test]
async fn it_finds_nothing_in_the_functions() {
    find_nothing(Way::Functions, "examples,fuzzing", 3).await;
}

//! The running local cloud, as `valmetal status --json` describes it.

use std::{collections::BTreeMap, env, fs, path::Path, process::Command};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_async::{
    rt::sleep::{SharedAsyncSleep, TokioSleep},
    time::{SharedTimeSource, SystemTimeSource},
};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_types::{SdkConfig, region::Region};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use serde::Deserialize;
use serde_json::Value;

/// The variable that names the file with the answer of `valmetal status --json`.
const STATUS: &str = "VALMETAL_STATUS";

/// The part of a local cloud's status that tests of its resources need.
#[derive(Debug, Clone, Deserialize)]
pub struct LocalCloud {
    aws: Aws,
    outputs: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Aws {
    endpoint_url: String,
    region: String,
    access_key_id: String,
    secret_access_key: String,
}

impl LocalCloud {
    /// The name of the deployed stack.
    pub const STACK: &str = "valmetal-local";

    /// Finds the running local cloud: by the file that `VALMETAL_STATUS` names, else by asking the command-line tool.
    ///
    /// # Panics
    /// When none runs.
    pub fn find() -> Self {
        let text = status();
        serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("this is no status of a local cloud: {error}: {text}"))
    }

    /// The administrator's access to the AWS services.
    pub fn aws(&self) -> SdkConfig {
        let credentials =
            Credentials::new(&self.aws.access_key_id, &self.aws.secret_access_key, None, None, "status");
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(self.aws.region.clone()))
            .endpoint_url(&self.aws.endpoint_url)
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
            .time_source(SharedTimeSource::new(SystemTimeSource::new()))
            .build()
    }

    /// An output of the deployed stack.
    ///
    /// # Panics
    /// When the stack has no such output.
    pub fn output(&self, name: &str) -> &str {
        self.outputs.get(name).unwrap_or_else(|| panic!("the stack has no output {name}"))
    }

    /// Changes settings of the emulator itself, for what no AWS API has.
    ///
    /// # Panics
    /// When the emulator refuses.
    pub async fn configure(&self, settings: &Value) {
        let request = http::Request::post(format!("{}/_ministack/config", self.aws.endpoint_url))
            .header("content-type", "application/json")
            .body(Full::<Bytes>::from(settings.to_string()))
            .expect("the endpoint is a URL");
        let answer = Client::builder(TokioExecutor::new())
            .build_http()
            .request(request)
            .await
            .unwrap_or_else(|error| panic!("{} does not answer: {error}", self.aws.endpoint_url));
        assert!(answer.status().is_success(), "the emulator refused {settings}: {}", answer.status());
        let body = answer.into_body().collect().await.expect("the answer is complete").to_bytes();
        let applied: Value = serde_json::from_slice(&body).expect("the emulator answers JSON");
        assert_eq!(
            applied["applied"].as_object().map(serde_json::Map::len),
            settings.as_object().map(serde_json::Map::len),
            "the emulator does not know some of {settings}"
        );
    }
}

/// The answer of `valmetal status --json` for the running local cloud.
///
/// # Panics
/// When none runs.
pub fn status() -> String {
    match env::var(STATUS) {
        Ok(path) => fs::read_to_string(&path).unwrap_or_else(|error| panic!("{STATUS}: {path}: {error}")),
        Err(_) => ask(),
    }
}

/// The answer of `valmetal status --json`, from the tool that `make` builds.
fn ask() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let tool = root.join("target/local/valmetal");
    let answer = Command::new(&tool).args(["status", "--json"]).current_dir(&root).output();
    let answer = answer.unwrap_or_else(|error| panic!("{}: {error}; `make test` builds it", tool.display()));
    assert!(answer.status.success(), "no local cloud runs: {}", String::from_utf8_lossy(&answer.stderr));
    String::from_utf8(answer.stdout).expect("a status is text")
}

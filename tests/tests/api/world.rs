//! What happens beside the API while the recorded requests are told: people accept invitations, a machine says something.

use aws_sdk_cognitoidentityprovider::Client;
use jiff::Timestamp;
use serde_json::{Value, json};
use valmetal_domain::names::ThingName;
use valmetal_simulator::{
    device::{Connection, Outgoing, Story},
    scenario::Fault,
    target::{Machine, User},
};

use crate::platform::Platform;

/// How long the broker may take.
const WITHIN: std::time::Duration = std::time::Duration::from_mins(1);
const PASSWORD: &str = "Long-enough-4-tests";

/// A machine that is connected, if one is.
#[derive(Default)]
pub(crate) struct World {
    machine: Option<(Connection, Story)>,
    published: u64,
}

impl World {
    /// The person accepts the invitation and chooses a password.
    pub(crate) async fn join(&self, platform: &Platform, email: &str) -> User {
        Client::new(&platform.target.aws())
            .admin_set_user_password()
            .user_pool_id(&platform.target.outputs["UserPoolId"])
            .username(email)
            .password(PASSWORD)
            .permanent(true)
            .send()
            .await
            .unwrap();
        User {
            username: email.to_owned(),
            password: PASSWORD.to_owned(),
            role: String::new(),
            farms: Vec::new(),
        }
    }

    /// The thing connects with the certificate that it was given.
    pub(crate) async fn connect(&mut self, platform: &Platform, thing: &str, certificate: &str, key: &str) {
        let folder = tempfile::tempdir().unwrap();
        let written = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let machine = Machine {
            thing_name: thing.to_owned(),
            farm_id: String::new(),
            entity_id: String::new(),
            cert_file: written("thing.pem", certificate),
            key_file: written("thing.key", key),
        };
        let connection = Connection::open(&machine, &platform.target.mqtt).await.unwrap();
        let story = Story::new(ThingName::new(thing.to_owned()).unwrap(), Timestamp::now());
        self.machine = Some((connection, story));
    }

    /// The machine raises a fault; the id of the alarm that it will be.
    pub(crate) async fn raise(&mut self, component: &str, code: &str) -> String {
        let (_, story) = self.machine.as_mut().expect("a machine is connected");
        let message = story.raise(&fault(component, code), Timestamp::now()).unwrap();
        let id = message.word.as_ref().unwrap().0.alarm_id().to_string();
        self.send(message).await;
        id
    }

    /// The machine says that the fault is gone.
    pub(crate) async fn clear(&mut self, component: &str, code: &str) {
        let (_, story) = self.machine.as_mut().expect("a machine is connected");
        let message = story.clear(&fault(component, code), Timestamp::now()).unwrap();
        self.send(message).await;
    }

    /// The machine publishes.
    pub(crate) async fn publish(&mut self, topic: &str, message: &Value) {
        let topic = ["feed", "telemetry"].into_iter().find(|known| *known == topic).expect("a topic of ours");
        self.send(Outgoing { topic, payload: message.to_string().into_bytes(), word: None }).await;
    }

    async fn send(&mut self, message: Outgoing) {
        let (connection, _) = self.machine.as_ref().expect("a machine is connected");
        connection.publisher().publish(message.topic, message.payload).await.unwrap();
        self.published += 1;
        connection.acknowledged(self.published, WITHIN).await.unwrap();
    }

    /// Sends `text` by a link of the API.
    pub(crate) async fn upload(&self, link: &str, text: &str) {
        let link: Value = serde_json::from_str(link).unwrap();
        let mut request = hyper::Request::builder()
            .method(link["method"].as_str().unwrap())
            .uri(link["url"].as_str().unwrap());
        for (name, value) in link["headers"].as_object().unwrap() {
            request = request.header(name, value.as_str().unwrap());
        }
        let request =
            request.body(http_body_util::Full::new(hyper::body::Bytes::from(text.to_owned()))).unwrap();
        let client = hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new());
        let answer = client.build_http().request(request).await.unwrap();
        assert!(answer.status().is_success(), "the upload was refused: {}", answer.status());
    }
}

fn fault(component: &str, code: &str) -> Fault {
    serde_json::from_value(json!({ "component": component, "code": code })).unwrap()
}

//! The recorded requests of `requests.json`, told to one way of the API: each with what it is answered.
//!
//! They make a farm of their own, with people and a machine, go through every route, and take all of it down again; so they can
//! be told as often as one likes. What an answer gives, later requests use by name: `{farmId}`.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    time::{Duration, Instant},
};

use hyper::Method;
use jiff::{SignedDuration, Timestamp, Unit};
use serde::Deserialize;
use serde_json::Value;
use valmetal_simulator::api::{Answer, Api};

use crate::{
    document::{Document, file},
    platform::{Platform, Way},
    world::World,
};

/// How long a request is repeated until its answer is as wanted.
const WITHIN: Duration = Duration::from_mins(1);
const EVERY: Duration = Duration::from_millis(300);

/// One step: a request, or something that happens besides.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Step {
    Request(Box<Request>),
    Event(Event),
}

/// A request of a route, or of what is none.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    /// The route's name; where there is none, the method and path.
    pub(crate) send: String,
    /// Who sends it; nobody where it is left out.
    #[serde(rename = "as")]
    who: Option<String>,
    #[serde(default)]
    query: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<Value>,
    /// A body that is no JSON, instead.
    text: Option<String>,
    /// The status that it is answered.
    pub(crate) status: u16,
    /// Names of values in the answer, each with its JSON pointer.
    #[serde(default)]
    keep: BTreeMap<String, String>,
    /// Values by their JSON pointers that the answer has once what was done before has had its effect.
    #[serde(default)]
    until: BTreeMap<String, Value>,
    /// That API Gateway itself answers for the functions, with a body of its own.
    #[serde(default)]
    pub(crate) gateway: bool,
}

/// Something that happens besides.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) enum Event {
    /// The person with this address accepts their invitation, and is known by this name from now on.
    Joins { name: String, email: String },
    /// The machine that was provisioned connects.
    Connects { thing: String },
    /// It raises a fault.
    Raises { component: String, code: String },
    /// It says that the fault is gone.
    Clears { component: String, code: String },
    /// It publishes.
    Publishes { topic: String, message: Value },
    /// The file with this text is uploaded by the link that was given for it.
    Uploads { text: String },
}

/// A request with its answer.
pub(crate) struct Told {
    pub(crate) request: Request,
    /// Its body as it was sent.
    pub(crate) sent: Option<Value>,
    pub(crate) answer: Answer,
}

/// The recorded requests, in their order.
pub(crate) fn recorded() -> Vec<Step> {
    serde_json::from_slice(&fs::read(file("tests/tests/api/requests.json")).unwrap()).unwrap()
}

/// Telling the requests to one way of the API.
pub(crate) struct Story<'a> {
    platform: &'a Platform,
    document: &'a Document,
    way: Way,
    people: HashMap<String, Api>,
    values: BTreeMap<String, String>,
    world: World,
}

impl<'a> Story<'a> {
    pub(crate) fn new(platform: &'a Platform, document: &'a Document, way: Way) -> Self {
        let now = Timestamp::now();
        // Whole seconds: every text of a time is as long as the others.
        let second = now.round(Unit::Second).unwrap();
        let at = |offset: SignedDuration| (second + offset).to_string();
        let values = BTreeMap::from([
            ("run".to_owned(), now.as_nanosecond().to_string()),
            ("soon".to_owned(), at(SignedDuration::from_mins(30))),
            ("hourAgo".to_owned(), at(SignedDuration::from_hours(-1))),
            ("dayAgo".to_owned(), at(SignedDuration::from_hours(-24))),
            ("minuteAgo".to_owned(), at(SignedDuration::from_mins(-1))),
            ("inAnHour".to_owned(), at(SignedDuration::from_hours(1))),
            ("tomorrow".to_owned(), at(SignedDuration::from_hours(24))),
        ]);
        let people = HashMap::from([("admin".to_owned(), platform.client(way, platform.admin()))]);
        Self { platform, document, way, people, values, world: World::default() }
    }

    /// The values that were named, which differ from telling to telling.
    pub(crate) fn values(&self) -> &BTreeMap<String, String> {
        &self.values
    }

    /// Takes one step. A request's answer has the status that is recorded, or this says what it was.
    pub(crate) async fn take(&mut self, step: &Step) -> Result<Option<Told>, String> {
        match step {
            Step::Request(request) => self.send(request).await.map(Some),
            Step::Event(event) => {
                self.happen(event).await;
                Ok(None)
            }
        }
    }

    async fn send(&mut self, request: &Request) -> Result<Told, String> {
        let (method, path) = self.target(request);
        let sent = request.body.clone().map(|body| self.filled(body));
        let body = request.text.as_ref().map(|text| self.fill(text)).or(sent.as_ref().map(Value::to_string));
        let began = Instant::now();
        let answer = loop {
            let answer = self.ask(request, &method, &path, body.clone()).await;
            let settled = request
                .until
                .iter()
                .all(|(pointer, value)| answer.json.pointer(pointer) == Some(&self.filled(value.clone())));
            if (answer.status == request.status && settled) || request.until.is_empty() {
                break answer;
            }
            if began.elapsed() > WITHIN {
                return Err(format!(
                    "{method} {path}: waited {WITHIN:?} in vain for {:?}: {}",
                    request.until, answer.json
                ));
            }
            tokio::time::sleep(EVERY).await;
        };
        if answer.status != request.status {
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            return Err(format!("{method} {path}: {} and not {}: {text}", answer.status, request.status));
        }
        for (name, pointer) in &request.keep {
            let value = answer.json.pointer(pointer);
            let value = value.ok_or_else(|| format!("{method} {path}: no {pointer} in {}", answer.json))?;
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            self.values.insert(name.clone(), value);
        }
        Ok(Told { request: request.clone(), sent, answer })
    }

    async fn ask(&self, request: &Request, method: &Method, path: &str, body: Option<String>) -> Answer {
        let mut headers: Vec<_> =
            request.headers.iter().map(|(name, value)| (name.clone(), self.fill(value))).collect();
        let somebody = request.who.as_deref().unwrap_or("admin");
        let api = self.people.get(somebody).unwrap_or_else(|| panic!("nobody is {somebody} yet"));
        if request.who.is_some() {
            headers.push(("authorization".to_owned(), format!("Bearer {}", api.token().await.unwrap())));
        }
        api.send_as(method.clone(), path, &headers, body).await.unwrap()
    }

    /// The method and path of a request.
    fn target(&self, request: &Request) -> (Method, String) {
        let (method, path) = if let Some((method, path)) = request.send.split_once(' ') {
            (method.parse().unwrap(), path.to_owned())
        } else {
            let operation = self.document.operations().get(&request.send);
            let operation = operation.unwrap_or_else(|| panic!("there is no route {}", request.send));
            (operation.method.clone(), operation.path.clone())
        };
        let question = if request.query.is_empty() { "" } else { "?" };
        (method, format!("{}{question}{}", self.fill(&path), self.fill(&request.query)))
    }

    async fn happen(&mut self, event: &Event) {
        match event {
            Event::Joins { name, email } => {
                let user = self.world.join(self.platform, &self.fill(email)).await;
                self.people.insert(name.clone(), self.platform.client(self.way, &user));
            }
            Event::Connects { thing } => {
                let [certificate, key] = ["certificate", "privateKey"].map(|name| self.values[name].clone());
                self.world.connect(self.platform, &self.fill(thing), &certificate, &key).await;
            }
            Event::Raises { component, code } => {
                let id = self.world.raise(component, code).await;
                self.values.insert("alarmId".to_owned(), id);
            }
            Event::Clears { component, code } => self.world.clear(component, code).await,
            Event::Publishes { topic, message } => {
                self.world.publish(topic, &self.filled(message.clone())).await;
            }
            Event::Uploads { text } => self.world.upload(&self.values["upload"], text).await,
        }
    }

    /// `text` with the values of its names; an unknown one is left as it is.
    fn fill(&self, text: &str) -> String {
        self.values
            .iter()
            .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }

    fn filled(&self, value: Value) -> Value {
        match value {
            Value::String(text) => self.fill(&text).into(),
            Value::Array(items) => items.into_iter().map(|item| self.filled(item)).collect(),
            Value::Object(members) => {
                members.into_iter().map(|(name, value)| (name, self.filled(value))).collect()
            }
            other => other,
        }
    }
}

//! What stands in for the API behind the web client: one farm's answers, made once. It costs as little as a server can, since it runs on
//! the cores of what is measured.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::affinity::{self, Core};
use crate::artifacts::Workspace;

/// How many alarms are open.
pub(crate) const ALARMS: usize = 50;
/// How many machines the farm has.
const MACHINES: usize = 12;
/// What is wrong with them: code, title, severity, state.
const WRONG: [(&str, &str, &str, &str); 3] = [
    ("MOTOR_OVERLOAD", "Motor overload", "critical", "unacknowledged"),
    ("METAL_DETECTED", "Metal in the feed", "high", "acknowledged"),
    ("LOW_BATTERY", "The battery is low", "low", "returnedUnacknowledged"),
];

/// Bodies by path.
pub(crate) type Answers = BTreeMap<String, String>;

/// The stand-in.
pub(crate) struct FarmApi {
    address: SocketAddr,
    farm: String,
    /// What it answers.
    pub(crate) answers: Answers,
}

impl FarmApi {
    /// Starts it, with answers in the shape of the examples of `docs/openapi.json`, which are recorded from the API.
    ///
    /// # Errors
    /// The document lacks an example.
    pub(crate) fn start(workspace: &Workspace) -> Result<Self> {
        let document = workspace.file("docs/openapi.json");
        let text = fs::read_to_string(&document).with_context(|| format!("{}", document.display()))?;
        let (farm, answers) = answers(&serde_json::from_str(&text)?)?;
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).context("no free port on loopback")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let whole = answers.iter().map(|(path, body)| (path.clone(), http(body))).collect();
        let whole: Arc<BTreeMap<String, Vec<u8>>> = Arc::new(whole);
        thread::Builder::new().name("farm-api".to_owned()).spawn(move || {
            affinity::pin(Core::Any);
            runtime.block_on(accept(listener, whole));
        })?;
        Ok(Self { address, farm, answers })
    }

    /// Where it is.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where the web client and its peer have the list of the farm's alarms.
    pub(crate) fn page(&self) -> String {
        format!("/farms/{}/alarms", self.farm)
    }
}

/// The farm's id, and what is answered.
fn answers(document: &Value) -> Result<(String, Answers)> {
    let example = |path: &str| {
        let example = &document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"];
        example.get("example").cloned().with_context(|| format!("docs/openapi.json has no example of {path}"))
    };
    let farm = example("/v1/farms/{farmId}")?;
    let id = farm["id"].as_str().context("a farm has an id")?.to_owned();
    let mut tree = example("/v1/farms/{farmId}/entities")?;
    let nodes = tree["items"].as_array_mut().context("a tree has nodes")?;
    let barn = nodes.last().context("the tree is empty")?.clone();
    nodes.extend((0..MACHINES).map(|machine| machine_at(&barn, machine)));
    let mut alarms = example("/v1/farms/{farmId}/alarms")?;
    let open = alarms["items"].as_array_mut().context("a list has alarms")?;
    let alarm = open.first().context("the list is empty")?.clone();
    *open = (0..ALARMS).map(|number| alarm_like(&alarm, number)).collect::<Result<_>>()?;

    let mut farms = json!({ "items": [farm], "cursor": null });
    farms["items"][0]["indicator"] = Value::Null;
    let answers = [
        ("/v1/farms".to_owned(), farms),
        (format!("/v1/farms/{id}"), farm),
        (format!("/v1/farms/{id}/entities"), tree),
        (format!("/v1/farms/{id}/alarms"), alarms),
    ];
    Ok((id, answers.into_iter().map(|(path, answer)| (path, answer.to_string())).collect()))
}

fn machine_at(barn: &Value, machine: usize) -> Value {
    let mut node = barn.clone();
    let path = barn["path"].as_str().unwrap_or_default();
    node["id"] = format!("mixer-{machine}").into();
    node["kind"] = "equipment".into();
    node["name"] = format!("Mélangeur {machine}").into();
    node["parentId"] = barn["id"].clone();
    node["path"] = format!("{path}/mixer-{machine}").into();
    node["thingName"] = thing(machine).into();
    node
}

fn thing(machine: usize) -> String {
    format!("mixer-17952840505311684{machine:02}")
}

/// Another alarm, which began some minutes earlier than the one before it.
fn alarm_like(alarm: &Value, number: usize) -> Result<Value> {
    let (code, title, severity, state) = WRONG[number % WRONG.len()];
    let earlier = Duration::from_mins(17) * u32::try_from(number + 1)?;
    let mut alarm = alarm.clone();
    let id = alarm["id"].as_str().context("an alarm has an id")?.to_owned();
    alarm["id"] = format!("{id}{number}").into();
    alarm["code"] = code.into();
    alarm["title"] = title.into();
    alarm["severity"] = severity.into();
    alarm["maxSeverity"] = severity.into();
    alarm["state"] = state.into();
    alarm["acknowledged"] = (state == "acknowledged").into();
    alarm["thingName"] = thing(number % MACHINES).into();
    alarm["raisedAt"] = Timestamp::try_from(SystemTime::now() - earlier)?.to_string().into();
    Ok(alarm)
}

/// A whole answer.
fn http(body: &str) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
    format!("{head} {}\r\n\r\n{body}", body.len()).into_bytes()
}

async fn accept(listener: std::net::TcpListener, answers: Arc<BTreeMap<String, Vec<u8>>>) {
    let listener = TcpListener::from_std(listener).expect("the listener is bound and does not block");
    loop {
        // A client that is gone before it is accepted is nobody's loss.
        let Ok((stream, _)) = listener.accept().await else { continue };
        let _ = stream.set_nodelay(true);
        let answers = Arc::clone(&answers);
        tokio::spawn(async move {
            // A client that ends a connection has what it wanted.
            let _ = connection(stream, &answers).await;
        });
    }
}

/// Answers requests without a body, one after the other.
async fn connection(mut stream: TcpStream, answers: &BTreeMap<String, Vec<u8>>) -> std::io::Result<()> {
    let mut received = Vec::with_capacity(8_192);
    loop {
        while let Some(end) = received.windows(4).position(|part| part == b"\r\n\r\n") {
            let path = path(&received[..end]);
            let live = path == b"/v1/live";
            let known = std::str::from_utf8(path).ok().and_then(|path| answers.get(path));
            match known {
                Some(answer) => stream.write_all(answer).await?,
                // Somebody who watches a farm on which nothing happens.
                None if live => stream.write_all(LIVE).await?,
                None => stream.write_all(NOT_FOUND).await?,
            }
            received.drain(..end + 4);
        }
        if stream.read_buf(&mut received).await? == 0 {
            return Ok(());
        }
    }
}

/// A stream of events that goes on.
const LIVE: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n\
    17\r\nevent: ready\ndata: {}\n\n\r\n";
const NOT_FOUND: &[u8] = b"HTTP/1.1 404 Not Found\r\ncontent-type: application/problem+json\r\n\
    content-length: 34\r\n\r\n{\"status\": 404, \"code\":\"notFound\"}";

/// The path of a request, without its query.
fn path(head: &[u8]) -> &[u8] {
    let target = head.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
    target.split(|byte| *byte == b'?').next().unwrap_or_default()
}

//! Starting the server, and requests to it byte by byte.

use std::{
    collections::BTreeMap,
    process::Stdio,
    sync::{Arc, Mutex},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    process::{Child, Command},
    time::timeout,
};

use crate::{document::file, platform::Platform};

/// How long anything here may take.
pub(super) const WITHIN: Duration = Duration::from_secs(30);

/// The server, which ends with this.
pub(crate) struct Server {
    process: Child,
    log: Arc<Mutex<Vec<String>>>,
    /// Where the API is.
    pub(crate) address: String,
    /// What is for the inside.
    pub(super) inside: String,
}

impl Server {
    /// Starts it as it is deployed, but with `own` variables; each test has one to itself.
    pub(crate) async fn start(platform: &Platform, own: &[(&str, &str)]) -> Self {
        let mut variables = deployed(platform).await;
        let aws = &platform.target.aws;
        let (pool, region) = (&platform.target.outputs["UserPoolId"], &aws.region);
        let keys = format!("{}/{pool}/.well-known/jwks.json", aws.endpoint_url);
        let issuer = format!("https://cognito-idp.{region}.amazonaws.com/{pool}");
        let given = [
            ("ADDRESS", "127.0.0.1:0"),
            ("INSIDE_ADDRESS", "127.0.0.1:0"),
            ("USER_POOL_ISSUER", &issuer),
            ("USER_POOL_KEYS_URL", &keys),
            ("USER_POOL_CLIENTS", &platform.target.outputs["UserPoolClientId"]),
            ("AWS_REGION", region),
            ("AWS_ACCESS_KEY_ID", &aws.access_key_id),
            ("AWS_SECRET_ACCESS_KEY", &aws.secret_access_key),
            ("AWS_ENDPOINT_URL", &aws.endpoint_url),
            ("LOG_LEVEL", "info"),
        ];
        for (name, value) in given.into_iter().chain(own.iter().copied()) {
            variables.insert(name.to_owned(), value.to_owned());
        }
        let mut process = Command::new(file("target/local/valmetal-api"))
            .env_clear()
            .envs(variables)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut log = BufReader::new(process.stdout.take().unwrap()).lines();
        let serving = timeout(WITHIN, async {
            while let Some(line) = log.next_line().await.unwrap() {
                let line: Value = serde_json::from_str(&line).unwrap_or_default();
                if line["inside"].is_string() {
                    return line;
                }
            }
            panic!("it has ended");
        });
        let serving = serving.await.expect("it starts in time");
        let text = |name: &str| serving[name].as_str().unwrap().to_owned();
        let (address, inside) = (text("address"), text("inside"));
        // Whoever writes into a full pipe waits.
        let lines = Arc::default();
        let read: Arc<Mutex<Vec<String>>> = Arc::clone(&lines);
        tokio::spawn(async move {
            while let Ok(Some(line)) = log.next_line().await {
                read.lock().unwrap().push(line);
            }
        });
        Self { process, log: lines, address, inside }
    }

    /// What it logged since it serves.
    pub(crate) fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    /// Asks it to end, as ECS does.
    pub(super) fn terminate(&self) {
        let id = i32::try_from(self.process.id().expect("it runs")).unwrap();
        kill_process(Pid::from_raw(id).unwrap(), Signal::TERM).unwrap();
    }

    /// Waits until it has ended; whether it did so in order.
    pub(super) async fn ended(mut self) -> bool {
        timeout(WITHIN, self.process.wait()).await.expect("it ends in time").unwrap().success()
    }
}

/// The variables of all functions together.
async fn deployed(platform: &Platform) -> BTreeMap<String, String> {
    let lambda = aws_sdk_lambda::Client::new(&platform.target.aws());
    let mut pages = lambda.list_functions().into_paginator().send();
    let mut variables = BTreeMap::new();
    while let Some(page) = pages.next().await {
        for function in page.unwrap().functions.unwrap_or_default() {
            let given = function.environment.and_then(|environment| environment.variables);
            variables.extend(given.unwrap_or_default());
        }
    }
    variables
}

/// An answer as text: its status, its head in lower case, its body.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl Reply {
    /// Reads an answer to the end of its connection.
    pub(super) async fn read(mut stream: TcpStream) -> Self {
        let mut text = String::new();
        timeout(WITHIN, stream.read_to_string(&mut text)).await.expect("an answer in time").unwrap();
        let (head, body) =
            text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("this is no answer: {text:?}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("this is no JSON: {self:?}"))
    }
}

/// Opens a connection and sends the beginning of a request on it; `Connection: close` is among its headers.
pub(super) async fn begin(address: &str, request: &str, headers: &str, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("{request} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{headers}\r\n");
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    stream
}

/// Gets a path, with a token where there is one.
pub(super) async fn get(address: &str, path: &str, token: Option<&str>) -> Reply {
    let headers = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    Reply::read(begin(address, &format!("GET {path}"), &headers, "").await).await
}

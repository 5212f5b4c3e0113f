//! A stand-in for Lambda's Runtime API that hands out events and keeps the answers, and the process that it serves.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    process::{Command, Stdio},
};

use serde_json::Value;

/// Set for the process that is the function, and for no other.
const CHILD: &str = "VALMETAL_TEST_FUNCTION";

/// Whether this process is the function `name`.
pub(crate) fn is(name: &str) -> bool {
    env::var(CHILD).is_ok_and(|child| child == name)
}

/// What a function's process did.
pub(crate) struct Ran {
    /// The answers or failures, one for each event.
    pub(crate) answers: Vec<Value>,
    /// The lines of its standard output that are JSON.
    pub(crate) lines: Vec<Value>,
    /// Its exit code, where it ended by itself.
    pub(crate) code: Option<i32>,
}

impl Ran {
    /// The lines of the log with this message.
    pub(crate) fn said(&self, message: &str) -> Vec<&Value> {
        self.lines.iter().filter(|line| line["message"] == message).collect()
    }

    /// The lines with metrics.
    pub(crate) fn metrics(&self) -> Vec<&Value> {
        self.lines.iter().filter(|line| line.get("_aws").is_some()).collect()
    }
}

/// Runs the function that the test `function` serves, gives it `events` and ends it after the last answer. With no events it
/// must end by itself.
pub(crate) fn run(function: &str, variables: &[(&str, &str)], events: &[Value]) -> Ran {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let mut child = Command::new(env::current_exe().unwrap())
        .args([function, "--exact", "--nocapture"])
        .env_remove("_HANDLER")
        .env(CHILD, function)
        .env("AWS_LAMBDA_RUNTIME_API", address)
        .env("AWS_LAMBDA_FUNCTION_NAME", "valmetal-test")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .envs(variables.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();

    let (answers, code) = if events.is_empty() {
        (Vec::new(), child.wait().unwrap().code())
    } else {
        let answers = serve(&listener, events);
        child.kill().unwrap();
        (answers, None)
    };
    let output = child.wait_with_output().unwrap().stdout;
    let lines =
        output.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    Ran { answers, lines, code }
}

/// Hands out `events` on the function's one connection until it asks for one more.
fn serve(listener: &TcpListener, events: &[Value]) -> Vec<Value> {
    let (mut stream, _) = listener.accept().unwrap();
    let mut requests = BufReader::new(stream.try_clone().unwrap());
    let mut events = events.iter().enumerate();
    let mut answers = Vec::new();
    while let Some((path, body)) = request(&mut requests) {
        if path.ends_with("/invocation/next") {
            let Some((number, event)) = events.next() else { break };
            let event = event.to_string();
            let headers = format!(
                "Lambda-Runtime-Aws-Request-Id: invocation-{number}\r\n\
                 Lambda-Runtime-Deadline-Ms: 4000000000000\r\n\
                 Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-west-1:000000000000:function:valmetal-test\r\n"
            );
            let length = event.len();
            write!(stream, "HTTP/1.1 200 OK\r\n{headers}Content-Length: {length}\r\n\r\n{event}").unwrap();
        } else {
            answers.push(serde_json::from_slice(&body).unwrap());
            write!(stream, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n").unwrap();
        }
    }
    answers
}

/// The path and the body of the next request; none where the function is gone.
fn request(requests: &mut impl BufRead) -> Option<(String, Vec<u8>)> {
    let mut line = String::new();
    requests.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut length = 0;
    loop {
        let mut header = String::new();
        requests.read_line(&mut header).ok()?;
        let header = header.trim().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    requests.read_exact(&mut body).ok()?;
    Some((path, body))
}

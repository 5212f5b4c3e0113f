//! A Lambda Runtime API that hands out one event again and again and notes the times.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail, ensure};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::{Response, StatusCode};

use crate::http::{self, Answer, Received};
use crate::interrupt;

/// How long an invocation may take; Python with a fourteenth of a core takes seconds.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often it is asked whether to go on.
const STEP: Duration = Duration::from_millis(100);

/// The Runtime API of one function's process after the other.
pub(crate) struct RuntimeApi {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    state: Arc<State>,
    done: mpsc::Receiver<()>,
}

/// How one process went.
#[derive(Debug, Clone)]
pub(crate) struct Went {
    /// When the process first asked for an event: the end of init.
    pub(crate) first_next: Instant,
    /// When each event was handed out, and when its answer came.
    pub(crate) invocations: Vec<(Instant, Instant)>,
    /// The last answer, as text.
    pub(crate) last_answer: String,
}

struct State {
    run: Mutex<Run>,
    done: mpsc::SyncSender<()>,
}

#[derive(Default)]
struct Run {
    events: Vec<Bytes>,
    total: usize,
    first_next: Option<Instant>,
    handed_out: Vec<Instant>,
    answered: Vec<Instant>,
    last_answer: Bytes,
    failure: Option<Bytes>,
}

impl RuntimeApi {
    /// Starts it on a free port.
    pub(crate) fn start() -> Result<Self> {
        let (sender, done) = mpsc::sync_channel(1);
        let state = Arc::new(State { run: Mutex::default(), done: sender });
        let address = http::serve("runtime-api", None, Arc::clone(&state))?;
        Ok(Self { address, state, done })
    }

    /// Makes ready for a process that gets `events` in turn, `total` altogether.
    pub(crate) fn expect(&self, events: &[Bytes], total: usize) {
        *self.state.lock() = Run { events: events.to_vec(), total, ..Run::default() };
        while self.done.try_recv().is_ok() {}
    }

    /// Waits until the process asks for one event more than there are.
    ///
    /// # Errors
    /// It took too long, or an invocation failed.
    pub(crate) fn wait(&self) -> Result<Went> {
        let in_time = self.wait_in_steps()?;
        let run = std::mem::take(&mut *self.state.lock());
        if let Some(failure) = run.failure {
            bail!("the function failed: {}", String::from_utf8_lossy(&failure));
        }
        ensure!(in_time, "only {} of {} answers came", run.answered.len(), run.total);
        Ok(Went {
            first_next: run.first_next.context("nobody asked for an event")?,
            invocations: run.handed_out.into_iter().zip(run.answered).collect(),
            last_answer: String::from_utf8_lossy(&run.last_answer).into_owned(),
        })
    }
}

impl RuntimeApi {
    /// Whether the process has asked for one event more before it was silent for too long.
    ///
    /// # Errors
    /// It was interrupted.
    fn wait_in_steps(&self) -> Result<bool> {
        let began = Instant::now();
        loop {
            if self.done.recv_timeout(STEP).is_ok() {
                return Ok(true);
            }
            interrupt::check()?;
            let heard = self.state.lock().answered.last().copied().unwrap_or(began);
            if heard.elapsed() > PATIENCE {
                return Ok(false);
            }
        }
    }
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Run> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next event as Lambda hands it out, if there is one left.
    fn next(&self) -> Option<Response<Full<Bytes>>> {
        let mut run = self.lock();
        run.first_next.get_or_insert_with(Instant::now);
        let number = run.handed_out.len();
        if number == run.total || run.failure.is_some() {
            let _ = self.done.try_send(());
            return None;
        }
        let event = run.events[number % run.events.len()].clone();
        let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default() + PATIENCE;
        let response = Response::builder()
            .header("content-type", "application/json")
            .header("lambda-runtime-aws-request-id", format!("8476a536-e9f4-11e8-9739-{number:012}"))
            .header("lambda-runtime-deadline-ms", deadline.as_millis().to_string())
            .header(
                "lambda-runtime-invoked-function-arn",
                "arn:aws:lambda:eu-west-1:123456789012:function:bench",
            )
            .header(
                "lambda-runtime-trace-id",
                "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0",
            )
            .body(Full::new(event))
            .expect("the header is made of text");
        run.handed_out.push(Instant::now());
        Some(response)
    }

    fn answered(&self, body: Bytes) {
        let now = Instant::now();
        let mut run = self.lock();
        run.answered.push(now);
        run.last_answer = body;
    }

    fn failed(&self, body: Bytes) {
        self.lock().failure.get_or_insert(body);
        let _ = self.done.try_send(());
    }
}

impl Answer for State {
    async fn answer(&self, Received { path, body, .. }: Received) -> Response<Full<Bytes>> {
        if path.ends_with("/invocation/next") {
            return match self.next() {
                Some(event) => event,
                // As Lambda does: freeze it. Its process is ended.
                None => std::future::pending().await,
            };
        }
        if path.ends_with("/response") {
            self.answered(body);
        } else if path.ends_with("/error") {
            self.failed(body);
        }
        let mut response = Response::default();
        *response.status_mut() = StatusCode::ACCEPTED;
        response
    }
}

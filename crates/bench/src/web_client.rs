//! `valmetal-web`: how many pages a second it makes, beside the same page on Next.js, and what a page costs whoever looks at it.
//!
//! It is the program that is deployed. The session is one that it made itself, of a sign-in; the API is a stand-in that answers at once.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::{SecureRandom, SystemRandom};

use crate::artifacts::Workspace;
use crate::environment::Environment;
use crate::function::Program;
use crate::interrupt;
use crate::lighthouse;
use crate::report::{Measure, Report};
use crate::server::{Running, free_address, get, post};
use crate::stats::{median, ms};
use crate::tokens::{CLIENT, UserPool};
use crate::wrk;

mod farm;

use farm::{ALARMS, FarmApi};

/// What is measured.
const SUBJECT: &str = "valmetal-web";
/// The same over an API in the same process, for what a page costs without it.
const ALONE: &str = "valmetal-bench-web";
/// What it is compared with.
const NEXT: &str = "next";
/// How many pages are asked for, one after the other, to see how long one takes.
const PAGES: usize = 2_000;

/// The web client, with somebody who is signed in.
pub(crate) struct WebClient<'a> {
    workspace: &'a Workspace,
    environment: Environment<'a>,
    running: Running,
    api: FarmApi,
    /// What sessions are encrypted with.
    key: String,
    id_token: String,
}

/// What turns of load came to.
#[derive(Default)]
struct Turns {
    /// Pages a second.
    rates: Vec<f64>,
    /// Time on a core for each page, in milliseconds.
    costs: Vec<f64>,
}

impl<'a> WebClient<'a> {
    /// Starts it beside a stand-in of the API.
    ///
    /// # Errors
    /// It cannot be built, or does not start.
    pub(crate) fn start(
        workspace: &'a Workspace,
        environment: Environment<'a>,
        pool: &UserPool,
    ) -> Result<Self> {
        let api = FarmApi::start(workspace)?;
        let id_token = pool.token()?;
        environment.cloud.give_out(id_token.clone());
        let mut key = [0; 32];
        SystemRandom::new().fill(&mut key).map_err(|_| anyhow!("the system gives no random bytes"))?;
        let key = STANDARD.encode(key);
        let running = server(SUBJECT, workspace, &environment, &api, &key)?;
        Ok(Self { workspace, environment, running, api, key, id_token })
    }

    /// The memory after the first page, how long a page takes that nobody else asks for, and the script on it.
    ///
    /// # Errors
    /// A page is not what it should be.
    pub(crate) fn at_rest(&self, report: &mut Report) -> Result<()> {
        self.page("/sign-in", "", "name=\"password\"", 1)?;
        // Long enough for whatever it does once it is up.
        thread::sleep(Duration::from_secs(2));
        report.add_alone("memory.idle", SUBJECT, self.running.megabytes()?, "MB", 1);

        let session = self.sign_in()?;
        let page = self.alarms(&session)?;
        let bytes = self.script_bytes(&page)?;
        #[expect(clippy::cast_precision_loss, reason = "no script has petabytes")]
        report.add_alone("bytes.script", "alarm list", bytes as f64 / 1e3, "KB", 1);

        let mut latencies = self.latencies(&session)?;
        latencies.sort();
        let p99 = ms(latencies[latencies.len() * 99 / 100]);
        report.add_alone("latency.web_alarms_p99", SUBJECT, p99, "ms", PAGES);
        Ok(())
    }

    /// Pages a second of a list of fifty alarms, on two cores that server, load and the API's stand-in share: with the calls of the
    /// API by HTTP, beside Next.js, and without them.
    ///
    /// # Errors
    /// Not every page was made.
    pub(crate) fn throughput(&self, runs: usize, with_peers: bool, report: &mut Report) -> Result<()> {
        wrk::is_installed()?;
        let session = self.sign_in()?;
        let alone = server(ALONE, self.workspace, &self.environment, &self.api, &self.key)?;
        let next = if with_peers { self.next().map(Some) } else { Ok(None) };
        let next = next.unwrap_or_else(|error| {
            report.fail(format!("throughput.web_alarms {SUBJECT} ({NEXT})"), &error);
            None
        });
        let (mut ours, mut ours_alone, mut theirs) = <(Turns, Turns, Turns)>::default();
        for _ in 0..runs {
            self.load(&self.running, &session, &mut ours)?;
            self.load(&alone, &session, &mut ours_alone)?;
            if let Some(next) = &next {
                self.load(next, &self.plain_session(), &mut theirs)?;
            }
        }
        let by_http = "fifty alarms with session, templates and three calls of the API by HTTP; load and API on the same cores";
        let mut rate = Measure::new("throughput.web_alarms", SUBJECT, median(ours.rates), "pages/s", runs);
        let mut cost = Measure::new("core.web_alarms", SUBJECT, median(ours.costs), "ms", runs);
        if next.is_some() {
            rate = rate.peer(NEXT, median(theirs.rates));
            cost = cost.peer(NEXT, median(theirs.costs));
        }
        report.add(rate.note(by_http));
        report.add(cost.note("time on a core for a page, of the server alone"));
        let without = "the same without HTTP to the API: its answers are read from memory, by the same code";
        let rate = Measure::new("throughput.web_page", SUBJECT, median(ours_alone.rates), "pages/s", runs);
        report.add(rate.note(without));
        report.add_alone("core.web_page", SUBJECT, median(ours_alone.costs), "ms", runs);
        Ok(())
    }

    /// One turn of load.
    fn load(&self, server: &Running, session: &str, turns: &mut Turns) -> Result<()> {
        let page = get(server.address, &self.api.page(), session)?;
        expect(&page, 200, ROW, ALARMS)?;
        let before = server.time_on_core()?;
        let rate = wrk::rate(server.address, &self.api.page(), session)?;
        let cost = server.time_on_core()?.saturating_sub(before);
        turns.rates.push(rate);
        turns.costs.push(ms(cost) / (rate * f64::from(wrk::TURN)));
        Ok(())
    }

    /// What Lighthouse says of its pages.
    ///
    /// # Errors
    /// It cannot be installed, or Chromium is missing.
    pub(crate) fn lighthouse(&self, report: &mut Report) -> Result<()> {
        let session = self.sign_in()?;
        let url = |path: &str| format!("http://{}{path}", self.running.address);
        let pages =
            [("sign-in", url("/sign-in"), None), ("alarm list", url(&self.api.page()), Some(&*session))];
        lighthouse::judge(self.workspace, &pages, report)
    }

    /// The Next.js peer, with the same API.
    fn next(&self) -> Result<Running> {
        let address = free_address()?;
        let environment = [
            ("PORT", address.port().to_string()),
            ("HOSTNAME", "127.0.0.1".to_owned()),
            ("NODE_ENV", "production".to_owned()),
            ("NEXT_TELEMETRY_DISABLED", "1".to_owned()),
            ("API_URL", self.api.url()),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), OsString::from(value)));
        let program = Program { command: self.workspace.next_peer()?, environment: environment.into() };
        Running::start(&program, address, &self.workspace.logs().join(NEXT))
    }

    /// The session of the peer, which encrypts none.
    fn plain_session(&self) -> String {
        format!("cookie: session={}", self.id_token)
    }

    /// Signs in as a browser does; the header with the session.
    fn sign_in(&self) -> Result<String> {
        let form = "username=worker%40example.com&password=correct-horse-battery&next=%2F";
        let answer = post(self.running.address, "/sign-in", form)?;
        let cookies: Vec<_> = head(&answer)
            .lines()
            .filter_map(|line| line.strip_prefix("set-cookie: "))
            .filter_map(|cookie| cookie.split(';').next())
            // Those with nothing in them are forgotten.
            .filter(|cookie| cookie.split_once('=').is_some_and(|(_, value)| !value.is_empty()))
            .collect();
        ensure!(!cookies.is_empty(), "nobody can sign in: {answer}");
        Ok(format!("cookie: {}", cookies.join("; ")))
    }

    /// The alarm list.
    fn alarms(&self, session: &str) -> Result<String> {
        self.page(&self.api.page(), session, ROW, ALARMS)
    }

    fn page(&self, path: &str, header: &str, part: &str, times: usize) -> Result<String> {
        let header = if header.is_empty() { "accept: text/html" } else { header };
        let answer = get(self.running.address, path, header)?;
        expect(&answer, 200, part, times)?;
        Ok(answer)
    }

    /// What the scripts of a page weigh, compressed as they are served.
    fn script_bytes(&self, page: &str) -> Result<usize> {
        let scripts: BTreeSet<_> =
            page.split("<script src=\"").skip(1).filter_map(|after| after.split('"').next()).collect();
        ensure!(!scripts.is_empty(), "the page has no script");
        scripts
            .into_iter()
            .map(|script| {
                let answer = get(self.running.address, script, "accept-encoding: br")?;
                expect(head(&answer), 200, "content-encoding: br", 1)?;
                content_length(head(&answer).lines()).with_context(|| format!("{script} has no length"))
            })
            .sum()
    }

    /// How long each of many pages takes, on one connection that is kept.
    fn latencies(&self, session: &str) -> Result<Vec<Duration>> {
        let stream = TcpStream::connect(self.running.address)?;
        stream.set_nodelay(true)?;
        let mut answers = BufReader::new(stream.try_clone()?);
        let mut requests = stream;
        let request = format!(
            "GET {} HTTP/1.1\r\nhost: {}\r\n{session}\r\n\r\n",
            self.api.page(),
            self.running.address
        );
        let mut latencies = Vec::with_capacity(PAGES);
        for _ in 0..PAGES {
            interrupt::check()?;
            let begin = Instant::now();
            requests.write_all(request.as_bytes())?;
            let mut head = Vec::new();
            loop {
                let mut line = String::new();
                answers.read_line(&mut line)?;
                if line.trim().is_empty() {
                    break;
                }
                head.push(line);
            }
            let length =
                content_length(head.iter().map(|line| line.trim())).context("a page has no length")?;
            answers.read_exact(&mut vec![0; length])?;
            latencies.push(begin.elapsed());
        }
        Ok(latencies)
    }
}

/// Starts the web client, or what is like it but for the API.
fn server(
    binary: &str,
    workspace: &Workspace,
    environment: &Environment<'_>,
    api: &FarmApi,
    key: &str,
) -> Result<Running> {
    let address = free_address()?;
    let mut program = environment.rust(workspace.server(binary)?, binary, &environment.authority.with_amazon);
    let answers = workspace.output().join("answers.json");
    fs::write(&answers, serde_json::to_string(&api.answers)?)?;
    program.environment.extend([
        ("PORT".to_owned(), address.port().to_string().into()),
        ("API_URL".to_owned(), api.url().into()),
        ("ANSWERS_FILE".to_owned(), answers.into()),
        ("USER_POOL_CLIENT_ID".to_owned(), CLIENT.into()),
        ("SESSION_KEY".to_owned(), key.into()),
        ("ASSETS".to_owned(), workspace.web_assets()?.into()),
        ("LOG_LEVEL".to_owned(), "warn".into()),
    ]);
    Running::start(&program, address, &workspace.logs().join(binary))
}

/// What every row of the list has, and nothing else: that it leads to its alarm.
const ROW: &str = "<li><a class=\"row alarm";

/// Goes on where an answer has this status, and `part` so many times.
fn expect(answer: &str, status: u16, part: &str, times: usize) -> Result<()> {
    let said = answer.split(' ').nth(1);
    ensure!(said == Some(&*status.to_string()), "it answered {answer}");
    let found = answer.matches(part).count();
    ensure!(found == times, "{part:?} is there {found} times and not {times} times: {answer}");
    Ok(())
}

fn head(answer: &str) -> &str {
    answer.split("\r\n\r\n").next().unwrap_or_default()
}

fn content_length<'l>(mut head: impl Iterator<Item = &'l str>) -> Option<usize> {
    head.find_map(|line| line.strip_prefix("content-length: "))?.parse().ok()
}

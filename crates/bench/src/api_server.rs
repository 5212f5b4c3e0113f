//! `valmetal-api`: how many requests a second it answers, beside the same route on Express, and what memory it needs.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::artifacts::Workspace;
use crate::environment::Environment;
use crate::function::Program;
use crate::interrupt;
use crate::report::{Measure, Report};
use crate::scenario;
use crate::server::{READY_WITHIN, Running, free_address, get};
use crate::stats::median;
use crate::tokens::{CLIENT, ISSUER, UserPool};
use crate::wrk;

/// What is measured.
const SUBJECT: &str = "valmetal-api";
/// The server that Express is compared with: with one route, on a store in memory.
const STAND_IN: &str = "valmetal-bench-server";
/// What is asked for.
const LIST: &str = "/v1/farms/farm-1/alarms?limit=10";
/// Event streams that are open at once.
const STREAMS: usize = 5_000;
/// How many of them are opened at once.
const OPENED_AT_ONCE: usize = 100;

/// The server's measures.
pub(crate) struct ApiServer<'a> {
    /// Where things are.
    pub(crate) workspace: &'a Workspace,
    /// What it finds in its environment.
    pub(crate) environment: Environment<'a>,
    /// Who signs tokens.
    pub(crate) pool: UserPool,
}

impl ApiServer<'_> {
    /// Requests a second of a list of ten alarms, on two cores that server and load share, beside Express.
    pub(crate) fn throughput(&self, runs: usize, report: &mut Report) -> Result<()> {
        wrk::is_installed()?;
        let alarms = self.write_alarms()?;
        let ours = self.server(STAND_IN, &[("ALARMS_FILE", alarms.clone().into())])?;
        let express = match self.workspace.express_peer() {
            Ok(command) => Some(self.start(command, "PORT", &[("ALARMS_FILE", alarms.into())], "express")?),
            Err(error) => {
                report.fail(format!("throughput.api_alarms {SUBJECT} (express)"), &error);
                None
            }
        };
        let (mut rates, mut express_rates) = (Vec::new(), Vec::new());
        for _ in 0..runs {
            rates.push(self.load(ours.address)?);
            if let Some(express) = &express {
                express_rates.push(self.load(express.address)?);
            }
        }
        let mut measure = Measure::new("throughput.api_alarms", SUBJECT, median(rates), "requests/s", runs);
        if !express_rates.is_empty() {
            measure = measure.peer("express", median(express_rates));
        }
        report.add(measure.note("ten alarms from memory, RS256 verified, the load on the same cores"));
        Ok(())
    }

    /// The memory of the server with all routes: when nobody is there, and with many event streams open.
    pub(crate) fn memory(&self, report: &mut Report) -> Result<()> {
        let server = self.server(SUBJECT, &[])?;
        // Long enough for whatever it does once it is up.
        thread::sleep(Duration::from_secs(2));
        report.add_alone("memory.api_idle", SUBJECT, server.megabytes()?, "MB", 1);

        allow_files()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let token = self.pool.token()?;
        let streams = runtime.block_on(open_streams(server.address, &token))?;
        thread::sleep(Duration::from_secs(1));
        let measured = server.megabytes()?;
        ensure!(streams.len() == STREAMS, "only {} streams were opened", streams.len());
        report.add_alone("memory.api_streams_5000", SUBJECT, measured, "MB", 1);
        Ok(())
    }

    /// Starts a server of ours.
    fn server(&self, binary: &str, variables: &[(&str, OsString)]) -> Result<Running> {
        self.start(vec![self.workspace.server(binary)?.into()], "ADDRESS", variables, binary)
    }

    fn start(
        &self,
        command: Vec<OsString>,
        address_in: &str,
        variables: &[(&str, OsString)],
        name: &str,
    ) -> Result<Running> {
        let address = free_address()?;
        let address_as = if address_in == "PORT" { address.port().to_string() } else { address.to_string() };
        let mut environment = self.environment.of(name);
        environment.extend(
            [
                (address_in, address_as),
                ("INSIDE_ADDRESS", free_address()?.to_string()),
                ("NODE_ENV", "production".to_owned()),
                ("LOG_LEVEL", "warn".to_owned()),
                ("USER_POOL_ISSUER", ISSUER.to_owned()),
                ("USER_POOL_CLIENTS", CLIENT.to_owned()),
                ("USER_POOL_KEYS_URL", self.pool.keys_url()),
                // One person sends all of it.
                ("RATE", "1000000".to_owned()),
                ("RATE_BURST", "1000000".to_owned()),
            ]
            .map(|(name, value)| (name.to_owned(), value.into())),
        );
        environment.push(("SSL_CERT_FILE".to_owned(), self.environment.authority.with_amazon.clone().into()));
        environment.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        Running::start(&Program { command, environment }, address, &self.workspace.logs().join(name))
    }

    /// The requests a second that are answered in one turn.
    fn load(&self, address: SocketAddr) -> Result<f64> {
        let authorization = format!("authorization: Bearer {}", self.pool.token()?);
        let answer = get(address, LIST, &authorization)?;
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        let begin = body.find('{').context("it answered no JSON")?;
        let end = body.rfind('}').context("it answered no JSON")?;
        let list: Value =
            serde_json::from_str(&body[begin..=end]).with_context(|| format!("it answered {answer}"))?;
        let alarms = list["items"].as_array().map_or(0, Vec::len);
        ensure!(alarms == scenario::AT_REST, "it answered {answer}");
        wrk::rate(address, LIST, &authorization)
    }

    /// Ten active alarms of one farm, for both servers.
    fn write_alarms(&self) -> Result<PathBuf> {
        let conditions = (0..scenario::AT_REST)
            .map(|mixer| Ok(scenario::overloaded(mixer)?.0))
            .collect::<Result<Vec<_>>>()?;
        let file = self.workspace.output().join("alarms.json");
        let alarms = json!({ "conditions": conditions, "definitions": [scenario::definition()?] });
        std::fs::write(&file, alarms.to_string())?;
        Ok(file)
    }
}

/// Lets this process and what it starts open as many files as it may.
fn allow_files() -> Result<()> {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit })?;
    let allowed = limit.maximum.unwrap_or(u64::MAX);
    ensure!(
        allowed > STREAMS as u64 + 500,
        "only {allowed} files may be open, and {STREAMS} streams need as many"
    );
    Ok(())
}

/// Opens the streams and waits until each has begun.
async fn open_streams(address: SocketAddr, token: &str) -> Result<Vec<tokio::net::TcpStream>> {
    let mut streams = Vec::with_capacity(STREAMS);
    while streams.len() < STREAMS {
        interrupt::check()?;
        let opening: Vec<_> =
            (0..OPENED_AT_ONCE).map(|_| tokio::spawn(open_stream(address, token.to_owned()))).collect();
        for stream in opening {
            streams.push(stream.await??);
        }
        eprint!("\r  {} of {STREAMS} streams ", streams.len());
    }
    eprintln!();
    Ok(streams)
}

async fn open_stream(address: SocketAddr, token: String) -> Result<tokio::net::TcpStream> {
    let mut stream = tokio::net::TcpStream::connect(address).await?;
    let request = format!("GET /v1/live HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {token}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut said = Vec::new();
    let mut buffer = [0; 2_048];
    let began = async {
        while !said.windows(12).any(|part| part == b"event: ready") {
            let read = stream.read(&mut buffer).await?;
            if read == 0 {
                bail!("a stream ended: {}", String::from_utf8_lossy(&said));
            }
            said.extend_from_slice(&buffer[..read]);
        }
        Ok(())
    };
    tokio::time::timeout(READY_WITHIN, began).await.context("a stream did not begin")??;
    Ok(stream)
}

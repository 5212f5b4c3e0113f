//! A long-running server under load: started on a port of its own, and asked once it listens.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::affinity::Core;
use crate::function::{Process, Program};
use crate::interrupt;

/// How long a server may take until it answers.
pub(crate) const READY_WITHIN: Duration = Duration::from_secs(20);

/// A server that runs; it ends with this value.
pub(crate) struct Running {
    process: Process,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Running {
    /// Starts `program`, which was told to listen at `address`, on all cores.
    ///
    /// # Errors
    /// It does not listen; its log says why.
    pub(crate) fn start(program: &Program, address: SocketAddr, log: &Path) -> Result<Self> {
        let running = Self { process: program.start_on(Core::Any, "", None, log)?, address };
        running.wait().with_context(|| format!("see {}", log.display()))?;
        Ok(running)
    }

    fn wait(&self) -> Result<()> {
        let deadline = Instant::now() + READY_WITHIN;
        while TcpStream::connect(self.address).is_err() {
            interrupt::check()?;
            ensure!(Instant::now() < deadline, "it does not answer");
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// How long it has been on a core.
    pub(crate) fn time_on_core(&self) -> Result<Duration> {
        self.process.time_on_core()
    }

    /// The memory that it holds now.
    pub(crate) fn megabytes(&self) -> Result<f64> {
        #[expect(clippy::cast_precision_loss, reason = "no process has petabytes")]
        self.process.memory().map(|bytes| bytes as f64 / 1e6)
    }
}

/// An address of loopback that nobody has.
pub(crate) fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind(("127.0.0.1", 0)).context("no free port on loopback")?.local_addr()?)
}

/// The whole answer to a request on a connection of its own; `header` is a line of its head.
pub(crate) fn get(address: SocketAddr, path: &str, header: &str) -> Result<String> {
    exchange(address, "GET", path, header, "")
}

/// The same with a form, sent from a page of the same server.
pub(crate) fn post(address: SocketAddr, path: &str, form: &str) -> Result<String> {
    let header = format!(
        "origin: http://{address}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}",
        form.len()
    );
    exchange(address, "POST", path, &header, form)
}

fn exchange(address: SocketAddr, method: &str, path: &str, header: &str, body: &str) -> Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(READY_WITHIN))?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{header}\r\n\r\n{body}"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    // What is compressed is counted and not read.
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

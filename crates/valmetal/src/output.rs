//! What a person or a script reads from the tool: results on standard output, progress and failures on standard error.

use std::{
    io::{IsTerminal, Write},
    time::Instant,
};

/// A line of the command's result.
pub(crate) fn line(text: impl std::fmt::Display) {
    raw(format!("{text}\n").as_bytes());
}

/// Bytes of the command's result, as they are.
pub(crate) fn raw(bytes: &[u8]) {
    let mut out = std::io::stdout().lock();
    // A closed pipe (`valmetal logs … | head`) is the reader's wish to stop.
    if out.write_all(bytes).and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// A remark beside the result.
pub(crate) fn note(text: impl std::fmt::Display) {
    eprintln!("{text}");
}

/// The failure of the whole command: the message, then each cause that adds something.
pub(crate) fn failure(error: &anyhow::Error) {
    eprintln!("error: {error:#}");
}

/// One step of something long: named when it starts, with its duration when it is done.
pub(crate) struct Step {
    name: &'static str,
    started: Instant,
    live: bool,
}

impl Step {
    /// Starts a step and says so.
    pub(crate) fn start(name: &'static str) -> Self {
        let live = std::io::stderr().is_terminal();
        if live {
            eprint!("… {name}");
        }
        Self { name, started: Instant::now(), live }
    }

    /// Says how far the step is. Overwrites the line on a terminal; elsewhere it prints nothing.
    pub(crate) fn progress(&self, text: impl std::fmt::Display) {
        if self.live {
            eprint!("\r\x1b[K… {} ({text})", self.name);
        }
    }

    /// Leaves the line, since another program is about to print its own progress.
    pub(crate) fn hand_over(&self) {
        if self.live {
            eprintln!("\r\x1b[K… {}", self.name);
        }
    }

    /// Ends the step with what came of it.
    pub(crate) fn done(self, outcome: impl std::fmt::Display) {
        let start = if self.live { "\r\x1b[K" } else { "" };
        eprintln!("{start}✔ {:<10} {outcome} ({:.1} s)", self.name, self.started.elapsed().as_secs_f64());
    }
}

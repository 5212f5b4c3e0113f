//! Ctrl-C: what is being done ends with an error, so that everything that was started is ended on the way out.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;

use anyhow::{Context, Result, bail};
use tokio::signal::unix::{SignalKind, signal};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Takes notice of SIGINT and SIGTERM from now on.
///
/// # Errors
/// The system gives no thread.
pub(crate) fn watch() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (mut interrupt, mut terminate) = {
        let _inside = runtime.enter();
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?)
    };
    let watch = move || {
        runtime.block_on(async move {
            loop {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
                INTERRUPTED.store(true, Relaxed);
            }
        });
    };
    thread::Builder::new().name("interrupt".to_owned()).spawn(watch).context("no thread for signals")?;
    Ok(())
}

/// Whether it was asked to end.
pub(crate) fn happened() -> bool {
    INTERRUPTED.load(Relaxed)
}

/// Goes on, unless it was asked to end.
///
/// # Errors
/// It was.
pub(crate) fn check() -> Result<()> {
    if happened() {
        bail!("interrupted");
    }
    Ok(())
}

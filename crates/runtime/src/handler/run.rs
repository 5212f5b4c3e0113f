//! The life of a function's process: init, then one invocation after the other.

use std::{
    process::ExitCode,
    sync::atomic::{AtomicBool, Ordering},
};

use lambda_runtime::{LambdaEvent, Runtime, service_fn};
use serde_json::value::RawValue;
use tracing::{Instrument, error, field::Empty, info_span};

use super::{
    Entry, Init,
    family::Family,
    function::{Failure, Invocation},
};
use crate::{
    config::{ConfigError, Env},
    error::{self, Error},
    logs,
    metrics::{Metric, Metrics},
};

/// Runs a family's binary until Lambda ends it: serves the function that `_HANDLER` names, or all of `entries`.
///
/// `family` is the binary's name, and the service of its logs where no function is named. What goes wrong in init is one
/// line of the log and the exit code 1.
pub fn serve(family: &'static str, entries: Vec<Entry>) -> ExitCode {
    run(family, |service, handler, init| async move {
        let metrics = init.metrics.clone();
        let family = Family::new(entries, handler.as_deref(), init).await?;
        let first = AtomicBool::new(true);
        let runtime = Runtime::new(service_fn(|event| {
            invoke(&family, service, &metrics, first.swap(false, Ordering::Relaxed), event)
        }));
        runtime.run().await
    })
}

/// One invocation, from its event to its answer and its metrics.
async fn invoke(
    family: &Family,
    service: &'static str,
    metrics: &Metrics,
    first: bool,
    event: LambdaEvent<Box<RawValue>>,
) -> Result<Box<RawValue>, Failure> {
    let invocation = Invocation::of(&event.context);
    let span = info_span!("invocation", request_id = invocation.request_id, function = Empty);
    async {
        if first {
            metrics.count(Metric::ColdStart, 1);
        }
        let answer = family.answer(&event.payload, &invocation).await;
        if let Err(failure) = &answer {
            error!(error_type = failure.error_type(), error = %failure, "invocation failed");
        }
        emit(metrics, service);
        answer
    }
    .instrument(span)
    .await
}

/// Writes what an invocation counted.
pub(crate) fn emit(metrics: &Metrics, service: &str) {
    if let Some(line) = metrics.take(service, jiff::Timestamp::now()) {
        logs::write_line(&line);
    }
}

/// Starts the log and a runtime of one thread, then does `work` with the service's name, the value of `_HANDLER` and what
/// functions are built from.
pub(crate) fn run<W, Working>(family: &'static str, work: W) -> ExitCode
where
    W: FnOnce(&'static str, Option<String>, Init) -> Working,
    Working: Future<Output = Result<(), Error>>,
{
    let init = Init::process();
    let ran = start(family, &init.env).and_then(|(service, handler)| {
        // One thread: a second one costs init time and CPU, and Lambda gives one invocation at a time.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(work(service, handler, init))
    });
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            error!(error = error::chain(&*error), "cannot start");
            ExitCode::FAILURE
        }
    }
}

fn start(family: &'static str, env: &Env) -> Result<(&'static str, Option<String>), Error> {
    let handler = env.optional("_HANDLER");
    let service = match &handler {
        // Once per process, so that no line of the log has to look for its service's name.
        Ok(Some(name)) => Box::leak(name.clone().into_boxed_str()),
        _ => family,
    };
    logs::start(service, env)?;
    let handler = handler?;
    expect_lambda(env)?;
    Ok((service, handler))
}

/// What the runtime's library would panic without.
fn expect_lambda(env: &Env) -> Result<(), ConfigError> {
    const EXPECTED: &str = "set by Lambda; run the function with `cargo lambda watch` or `sam local invoke`";
    for variable in ["AWS_LAMBDA_RUNTIME_API", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION"] {
        env.parse::<String>(variable, EXPECTED)?;
    }
    env.parse::<i32>("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", EXPECTED)?;
    Ok(())
}

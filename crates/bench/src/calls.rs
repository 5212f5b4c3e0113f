//! Which AWS calls one event costs, in a process that is warm.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use hyper::body::Bytes;
use serde_json::Value;

use crate::cloud::Cloud;
use crate::function::Program;
use crate::report::Report;
use crate::runtime_api::RuntimeApi;

/// Counts the calls of an event: those of a process that gets it twice, less those of one that gets it once.
///
/// # Errors
/// The function failed.
pub(crate) fn of_event(
    program: &Program,
    event: &Value,
    api: &RuntimeApi,
    cloud: &Cloud,
    log: &Path,
) -> Result<BTreeMap<String, u64>> {
    let once = run(program, event, 1, api, cloud, log)?;
    let mut twice = run(program, event, 2, api, cloud, log)?;
    for (operation, count) in once {
        *twice.get_mut(&operation).with_context(|| format!("{operation} is called by chance"))? -= count;
    }
    twice.retain(|_, count| *count > 0);
    Ok(twice)
}

fn run(
    program: &Program,
    event: &Value,
    times: usize,
    api: &RuntimeApi,
    cloud: &Cloud,
    log: &Path,
) -> Result<BTreeMap<String, u64>> {
    cloud.reset();
    api.expect(&[Bytes::from(event.to_string())], times);
    let _process = program.start(&api.address.to_string(), None, log)?;
    api.wait()?;
    Ok(cloud.calls().by_operation)
}

/// Reports them, altogether and by operation.
pub(crate) fn report(id: &str, subject: &str, calls: &BTreeMap<String, u64>, report: &mut Report) {
    #[expect(clippy::cast_precision_loss, reason = "an event costs a handful")]
    let mut add = |id: &str, calls: u64| report.add_alone(id, subject, calls as f64, "calls", 1);
    add(id, calls.values().sum());
    for (operation, calls) in calls {
        add(&format!("{id}.{operation}"), *calls);
    }
}

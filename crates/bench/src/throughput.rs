//! How many alarms a core takes: several environments of the function share it, as Lambda would run several, each taking one
//! batch after the other. So the core never waits for an answer that is on its way.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use hyper::body::Bytes;

use crate::function::Program;
use crate::runtime_api::{RuntimeApi, Went};

/// How many environments share the core.
const ENVIRONMENTS: usize = 4;

/// Invocations of each; the first ones of the slowest and the last ones of the fastest do not count.
const INVOCATIONS: usize = 3_000;

/// Alarms a second, of a batch that holds so many.
///
/// # Errors
/// The function failed.
pub(crate) fn of_batch(program: &Program, batch: &Bytes, alarms: usize, logs: &Path) -> Result<f64> {
    let apis = (0..ENVIRONMENTS).map(|_| RuntimeApi::start()).collect::<Result<Vec<_>>>()?;
    let mut processes = Vec::with_capacity(ENVIRONMENTS);
    for (number, api) in apis.iter().enumerate() {
        api.expect(std::slice::from_ref(batch), INVOCATIONS);
        processes.push(program.start(
            &api.address.to_string(),
            None,
            &logs.join(format!("throughput-{number}")),
        )?);
    }
    let went = apis.iter().map(RuntimeApi::wait).collect::<Result<Vec<_>>>()?;
    let from = bound(&went, |went| went.invocations.first(), Iterator::max)?;
    let to = bound(&went, |went| went.invocations.last(), Iterator::min)?;
    ensure!(from < to, "the environments did not run at the same time");
    let answers = went
        .iter()
        .flat_map(|went| &went.invocations)
        .filter(|(_, answered)| (from..to).contains(answered))
        .count();
    #[expect(clippy::cast_precision_loss, reason = "thousands")]
    Ok((answers * alarms) as f64 / (to - from).as_secs_f64())
}

/// The latest first answer or the earliest last one.
fn bound<'a>(
    went: &'a [Went],
    invocation: impl Fn(&'a Went) -> Option<&'a (Instant, Instant)>,
    pick: impl FnOnce(std::vec::IntoIter<Instant>) -> Option<Instant>,
) -> Result<Instant> {
    let answers: Vec<_> = went.iter().filter_map(invocation).map(|(_, answered)| *answered).collect();
    pick(answers.into_iter()).context("no environment answered")
}

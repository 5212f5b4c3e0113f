//! How many alarms a core takes: several environments of the function share it, as Lambda would run several, each taking one
//! batch after the other. So the core never waits for an answer that is on its way.
//!
//! The time is that which the core gave to the function. On a machine that does nothing else it is the time that went by.

use std::path::Path;

use anyhow::Result;
use hyper::body::Bytes;

use crate::function::Program;
use crate::runtime_api::RuntimeApi;

/// How many environments share the core.
const ENVIRONMENTS: usize = 4;

/// Invocations of each.
const INVOCATIONS: usize = 1_500;

/// Alarms a second of core, of a batch that holds so many. The start of the processes is in it.
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
    for api in &apis {
        api.wait()?;
    }
    let mut seconds = 0.0;
    for process in &processes {
        seconds += process.time_on_core()?.as_secs_f64();
    }
    #[expect(clippy::cast_precision_loss, reason = "thousands")]
    Ok((ENVIRONMENTS * INVOCATIONS * alarms) as f64 / seconds)
}

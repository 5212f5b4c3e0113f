//! What is measured of `handle-alarms` alone: its AWS calls, how many alarms a core takes, and what one costs.

use std::path::Path;

use anyhow::Result;
use hyper::body::Bytes;
use valmetal_domain::alarm::message::DeviceState;

use crate::cloud::Cloud;
use crate::function::Program;
use crate::report::Report;
use crate::runtime_api::RuntimeApi;
use crate::scenario::{self, ACTIVE, AT_REST};
use crate::stats::median;
use crate::{calls, domain, instructions, throughput};

/// The function.
pub(crate) const HANDLE_ALARMS: &str = "handle-alarms";

/// The domain, which is part of many functions.
const DOMAIN: &str = "domain";

/// Counts the calls of a raise, a clear, and a batch of ten.
pub(crate) fn calls(
    program: &Program,
    api: &RuntimeApi,
    cloud: &Cloud,
    logs: &Path,
    report: &mut Report,
) -> Result<()> {
    let raise = scenario::batch(DeviceState::Raised, 0..1)?;
    let clear = scenario::batch(DeviceState::Cleared, ACTIVE..ACTIVE + 1)?;
    let batch = scenario::batch(DeviceState::Raised, 0..AT_REST)?;
    for (id, event) in [("calls.raise", raise), ("calls.clear", clear), ("calls.batch10", batch)] {
        let calls = calls::of_event(program, &event, api, cloud, &logs.join(id))?;
        calls::report(id, HANDLE_ALARMS, &calls, report);
    }
    Ok(())
}

/// Alarms a second on one core, one by one and in batches of ten.
pub(crate) fn throughput(program: &Program, runs: usize, logs: &Path, report: &mut Report) -> Result<()> {
    for (id, alarms) in [("throughput.handle_alarms", 1), ("throughput.handle_alarms_batch10", AT_REST)] {
        let event = Bytes::from(scenario::batch(DeviceState::Raised, 0..alarms)?.to_string());
        let rates = (0..runs)
            .map(|_| throughput::of_batch(program, &event, alarms, logs))
            .collect::<Result<Vec<_>>>()?;
        report.add_alone(id, HANDLE_ALARMS, median(rates), "alarms/s", runs);
    }
    Ok(())
}

/// Transitions a second of the domain alone.
pub(crate) fn domain(runs: usize, report: &mut Report) -> Result<()> {
    report.add_alone("throughput.domain", DOMAIN, domain::throughput(runs)?, "alarms/s", runs);
    Ok(())
}

/// Instructions of one alarm, raised alone.
pub(crate) fn instructions(
    program: &Program,
    api: &RuntimeApi,
    cloud: &Cloud,
    output: &Path,
    report: &mut Report,
) -> Result<()> {
    let event = Bytes::from(scenario::batch(DeviceState::Raised, 0..1)?.to_string());
    let count = instructions::of_event(program, &event, api, cloud, output)?;
    report.add_alone("instructions.handle_alarms", HANDLE_ALARMS, count, "instructions", 1);
    Ok(())
}

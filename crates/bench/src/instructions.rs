//! Instructions per alarm, counted by callgrind: the one number that another program on the machine does not change.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use hyper::body::Bytes;

use crate::cloud::Cloud;
use crate::function::Program;
use crate::runtime_api::RuntimeApi;

/// Invocations of the short and of the long life; what they differ by is what an invocation costs.
const LIVES: [usize; 2] = [20, 120];

/// Whether callgrind is there.
pub(crate) fn available() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// The instructions of one invocation of `program` with `event`, everything counted that its process does for it.
///
/// # Errors
/// The function failed, or callgrind wrote nothing.
pub(crate) fn of_event(
    program: &Program,
    event: &Bytes,
    api: &RuntimeApi,
    cloud: &Cloud,
    output: &Path,
) -> Result<f64> {
    let mut counted = [0_u64; 2];
    for (life, counted) in LIVES.iter().zip(&mut counted) {
        *counted = run(program, event, *life, api, cloud, output)?;
    }
    #[expect(clippy::cast_precision_loss, reason = "billions at most")]
    Ok((counted[1] - counted[0]) as f64 / (LIVES[1] - LIVES[0]) as f64)
}

fn run(
    program: &Program,
    event: &Bytes,
    times: usize,
    api: &RuntimeApi,
    cloud: &Cloud,
    output: &Path,
) -> Result<u64> {
    let profile = output.join("callgrind.out");
    let mut under = program.clone();
    let valgrind = ["valgrind", "--tool=callgrind"].map(Into::into);
    let file = format!("--callgrind-out-file={}", profile.display()).into();
    under.command.splice(0..0, valgrind.into_iter().chain([file]));
    cloud.reset();
    api.expect(std::slice::from_ref(event), times);
    let process = under.start(&api.address.to_string(), None, &output.join("logs/callgrind"))?;
    api.wait()?;
    process.terminate()?;
    let profile = fs::read_to_string(&profile).context("callgrind wrote nothing")?;
    let totals =
        profile.lines().find_map(|line| line.strip_prefix("totals:")).context("callgrind counted nothing")?;
    Ok(totals.trim().parse()?)
}

//! A share of a core, as Lambda gives it: 1,769 MB of memory is one vCPU.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The memory at which a function has a whole core, in MB.
const MEMORY_OF_A_CORE: u64 = 1_769;

/// The period of the CPU quota in microseconds, the kernel's own default.
const PERIOD: u64 = 100_000;

/// A control group that gets the CPU time of so many MB of a function's memory.
pub(crate) struct CpuShare(PathBuf);

impl CpuShare {
    /// Makes it, where the kernel and the container allow it.
    ///
    /// # Errors
    /// There is no CPU controller that may be written to.
    pub(crate) fn of_memory(mb: u64) -> Result<Self> {
        let quota = PERIOD * mb / MEMORY_OF_A_CORE;
        let v1 = Path::new("/sys/fs/cgroup/cpu");
        if v1.is_dir() {
            let group = Self(v1.join("valmetal-bench"));
            group.make()?;
            group.set("cpu.cfs_period_us", &PERIOD.to_string())?;
            group.set("cpu.cfs_quota_us", &quota.to_string())?;
            return Ok(group);
        }
        let group = Self(Path::new("/sys/fs/cgroup").join("valmetal-bench"));
        group.make()?;
        group.set("cpu.max", &format!("{quota} {PERIOD}"))?;
        Ok(group)
    }

    /// The file to which a process writes its id to be in the group.
    pub(crate) fn processes(&self) -> PathBuf {
        self.0.join("cgroup.procs")
    }

    fn make(&self) -> Result<()> {
        fs::create_dir_all(&self.0).with_context(|| format!("cannot make {}", self.0.display()))
    }

    fn set(&self, file: &str, value: &str) -> Result<()> {
        let path = self.0.join(file);
        fs::write(&path, value).with_context(|| format!("cannot write {value} to {}", path.display()))
    }
}

impl Drop for CpuShare {
    fn drop(&mut self) {
        // Stays behind where a process has not ended yet; the next run uses it again.
        let _ = fs::remove_dir(&self.0);
    }
}

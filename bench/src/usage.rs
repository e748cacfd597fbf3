//! What a process has used: wall time, CPU time, memory.

use std::{fs, time::Duration};

use anyhow::{Context, Result};
use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike as _,
};
use serde::{Deserialize, Serialize};

/// What a process has used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Usage {
    /// Wall time, in seconds.
    pub(crate) wall: f64,
    /// CPU time, user and system together, in seconds.
    pub(crate) cpu: f64,
    /// The most memory that it had at a time (resident set), in bytes; 0 if the system does not tell.
    pub(crate) peak: u64,
}

/// The CPU time that this process has used so far.
///
/// # Errors
/// When the system does not tell.
pub(crate) fn own_cpu() -> Result<Duration> {
    cpu(UsageWho::RUSAGE_SELF)
}

/// The CPU time of the child processes that have ended, and of theirs.
///
/// # Errors
/// When the system does not tell.
pub(crate) fn cpu_of_children() -> Result<Duration> {
    cpu(UsageWho::RUSAGE_CHILDREN)
}

fn cpu(who: UsageWho) -> Result<Duration> {
    let usage = getrusage(who).context("the system does not tell the CPU time")?;
    let microseconds = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Ok(Duration::from_micros(microseconds.unsigned_abs()))
}

/// The most memory that this process has had at a time, in bytes; 0 if the system does not tell.
///
/// `getrusage` would count what the parent had when it started this process.
pub(crate) fn own_peak() -> u64 {
    peak(&fs::read_to_string("/proc/self/status").unwrap_or_default())
}

/// The same for the process with this ID, which still runs.
pub(crate) fn peak_of(id: u32) -> u64 {
    peak(&fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default())
}

fn peak(status: &str) -> u64 {
    let kibibytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = kibibytes.and_then(|text| text.trim().strip_suffix(" kB")).and_then(|text| text.parse::<u64>().ok());
    number.unwrap_or_default() * 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_read_in_bytes() {
        assert_eq!(peak("Name:\tx\nVmHWM:\t   12700 kB\nVmRSS:\t 1 kB\n"), 12700 * 1024);
        assert_eq!(peak("Name:\tx\n"), 0);
    }

    #[test]
    fn work_costs_cpu_time() {
        let before = own_cpu().unwrap();
        let mut sum = 0_u64;
        while own_cpu().unwrap() < before + Duration::from_millis(5) {
            sum = sum.wrapping_add(std::hint::black_box(1));
        }
        assert!(sum > 0);
    }
}

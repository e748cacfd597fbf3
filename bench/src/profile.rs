//! Where the CPU time of a child process goes, as `perf` of Linux tells it.

use std::{ffi::OsStr, process::Command};

use anyhow::Result;

use crate::{Bench, program::Child};

/// How many functions are listed.
const LISTED: usize = 15;

/// The functions in which a child process spends most of its CPU time, or how to find out where `perf` is missing.
pub(crate) fn profile(bench: &Bench, what: &str, child: Child<'_>) -> Result<String> {
    if !Command::new("perf").arg("--version").output().is_ok_and(|output| output.status.success()) {
        return Ok(format!("{what}: install `perf` and measure again to see where the CPU time goes."));
    }
    let data = bench.folder.path().join("perf.data");
    let record = ["perf", "record", "--quiet", "--freq", "1999", "--output"].map(OsStr::new);
    let tracer = [record.as_slice(), &[data.as_os_str(), OsStr::new("--")]].concat();
    if let Err(error) = child.under(&tracer).run() {
        return Ok(format!(
            "{what}: `perf` cannot trace on this machine, so it is not known where the CPU time goes ({error:#})."
        ));
    }
    let mut report = Command::new("perf");
    report.args(["report", "--stdio", "--quiet", "--no-children", "--sort", "symbol", "--input"]).arg(&data);
    let listed = String::from_utf8_lossy(&report.output()?.stdout).into_owned();
    let lines: String = listed.lines().filter_map(function).take(LISTED).map(|line| format!("    {line}\n")).collect();
    Ok(format!("{what}: where the CPU time goes, by function (`perf`; [k] is the kernel):\n\n{lines}"))
}

/// The share and the name of a function, in a line of `perf report`: `6.81%  [k] name`, and columns that follow.
fn function(line: &str) -> Option<String> {
    let (share, rest) = line.trim().split_once('%')?;
    let share: f64 = share.parse().ok()?;
    let name = rest.trim_start().split("  ").next()?;
    Some(format!("{share:5.2} %  {name}"))
}

#[cfg(test)]
mod tests {
    use super::function;

    #[test]
    fn a_line_of_perf_is_cut_to_share_and_name() {
        let line = "     6.81%  [.] <core::iter::Take<I> as core::iter::Iterator>::next            -      -   ";
        assert_eq!(function(line).as_deref(), Some(" 6.81 %  [.] <core::iter::Take<I> as core::iter::Iterator>::next"));
        assert_eq!(function("# Samples: 5% of nothing"), None);
        assert_eq!(function(""), None);
    }
}

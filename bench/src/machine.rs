//! The machine on which figures were measured.

use std::{env::consts, fmt, fs, thread};

use serde::Serialize;

/// A machine.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Machine {
    /// The model of its processor.
    pub(crate) cpu: String,
    /// How many cores this process may use.
    pub(crate) cores: usize,
    /// The operating system.
    pub(crate) os: String,
}

impl Machine {
    /// This machine; what it does not tell is `unknown`.
    pub(crate) fn this() -> Self {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let distribution = value_of(&read("/etc/os-release"), "PRETTY_NAME=");
        let kernel = read("/proc/sys/kernel/osrelease").trim().to_owned();
        let os = distribution.map_or_else(|| consts::OS.to_owned(), |name| format!("{name}, Linux {kernel}"));
        Self {
            cpu: value_of(&read("/proc/cpuinfo"), "model name").unwrap_or_else(|| format!("unknown {}", consts::ARCH)),
            cores: thread::available_parallelism().map_or(1, usize::from),
            os,
        }
    }
}

/// What follows a key in the first line that begins with it.
fn value_of(text: &str, key: &str) -> Option<String> {
    let value = text.lines().find_map(|line| line.strip_prefix(key))?;
    Some(value.trim_start_matches([' ', '\t', ':']).trim_matches('"').to_owned())
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cpu, cores, os } = self;
        write!(f, "{cpu}, {cores} cores, {os}")
    }
}

#[cfg(test)]
mod tests {
    use super::value_of;

    #[test]
    fn values_are_read_from_both_kinds_of_files() {
        let text = "processor\t: 0\nmodel name\t: Chip 9\nmodel name\t: Chip 8\nPRETTY_NAME=\"A B\"\n";
        assert_eq!(value_of(text, "model name").as_deref(), Some("Chip 9"));
        assert_eq!(value_of(text, "PRETTY_NAME=").as_deref(), Some("A B"));
        assert_eq!(value_of(text, "nothing"), None);
    }
}

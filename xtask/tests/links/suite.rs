//! The suite against the reference server behind a link.

use std::{
    fs,
    net::SocketAddr,
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::link::{IncomingRequest, Link, Treatment};

/// The reference server, until it is dropped, and a link to it.
pub(crate) struct Linked {
    server: Child,
    folder: TempDir,
    pub(crate) link: Link,
}

/// What a run has printed and reported.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) printed: String,
    pub(crate) report: Value,
    pub(crate) junit: String,
}

impl Linked {
    pub(crate) fn new(treat: impl Fn(IncomingRequest<'_>) -> Treatment + Send + Sync + 'static) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut serve = Command::new(env!("CARGO_BIN_EXE_xtask"));
        serve.args(["serve", "--address", "127.0.0.1:0"]);
        let target = fs::File::create(folder.path().join("target.toml")).unwrap();
        let mut server = serve.stdout(target).stderr(Stdio::piped()).spawn().unwrap();
        // The target file is complete when the server says that it is listening; before, cargo says that it builds it.
        let stderr = std::io::BufReader::new(server.stderr.take().unwrap());
        let mut lines = std::io::BufRead::lines(stderr).map_while(Result::ok);
        assert!(lines.any(|line| line.contains("listening")), "the server does not start");
        let text = fs::read_to_string(folder.path().join("target.toml")).unwrap();
        let address: SocketAddr =
            text.split("http://").nth(1).and_then(|rest| rest.split('"').next()).unwrap().parse().unwrap();
        Self { server, folder, link: Link::new(address, treat) }
    }

    /// Runs the suite through the link.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(["conformance", "--format", "pretty", "--target", "target.toml", "--url", &self.link.url()]);
        command.args(["--report-json", "report.json", "--report-junit", "report.xml"]).args(args);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("KII_")) {
            command.env_remove(name);
        }
        command.env("KII_CACHE_DIR", "");
        let output = command.current_dir(self.folder.path()).output().unwrap();
        let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let read = |name: &str| fs::read_to_string(self.folder.path().join(name)).unwrap();
        let report: Value = serde_json::from_str(&read("report.json")).unwrap();
        Run { code: output.status.code(), printed, report, junit: read("report.xml") }
    }
}

impl Drop for Linked {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

impl Run {
    /// How many cases ended like this.
    pub(crate) fn count(&self, outcome: &str) -> u64 {
        self.report["counts"][outcome].as_u64().unwrap()
    }

    /// The reasons for which something was sent again, in any case.
    pub(crate) fn retries(&self) -> Vec<&str> {
        let outcomes = self.report["outcomes"].as_array().unwrap();
        let retries = outcomes.iter().flat_map(|outcome| outcome["retries"].as_array().unwrap());
        retries.map(|why| why.as_str().unwrap()).collect()
    }

    /// Fails unless the target conforms and nothing was left behind, with the whole story if not.
    #[track_caller]
    pub(crate) fn assert_conforms(&self) {
        assert_eq!(self.code, Some(0), "{}", self.printed);
        // If the answer to a creating request was lost, the ID of the object is unknown.
        let left =
            self.report["outcomes"].as_array().unwrap().iter().flat_map(|it| it["left_behind"].as_array().unwrap());
        let left: Vec<&str> = left.map(|left| left.as_str().unwrap()).collect();
        assert!(left.iter().all(|left| left.contains("whose ID nobody knows")), "{left:?}\n{}", self.printed);
    }
}

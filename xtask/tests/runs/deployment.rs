//! The reference server in this process, as a deployment with data of other users, and runs of the suite against it in
//! processes of their own.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpStream},
    path::PathBuf,
    process::{Child, Command, ExitCode, Stdio},
    thread,
    time::Duration,
};

use kii_conformance::cli;
use kii_server::{Fixture, ReferenceServer, Server};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A server until it is dropped, and a folder with its target file and the journals of runs.
pub(crate) struct Deployment {
    pub(crate) folder: TempDir,
    pub(crate) server: ReferenceServer,
    pub(crate) runtime: Runtime,
    fixture: Fixture,
    base: String,
}

/// A run on its way, and the folder with what it prints.
pub(crate) struct Unfinished(Child, PathBuf);

/// An exit code as text, as exit codes cannot be compared.
pub(crate) fn code(code: u8) -> String {
    format!("{:?}", ExitCode::from(code))
}

impl Deployment {
    pub(crate) fn start() -> Self {
        Self::of(Fixture::demo())
    }

    pub(crate) fn of(fixture: Fixture) -> Self {
        let (folder, runtime) = (tempfile::tempdir().unwrap(), Runtime::new().unwrap());
        let server = ReferenceServer::new(fixture.clone());
        let running = runtime.block_on(Server::serve((Ipv4Addr::LOCALHOST, 0).into(), server.router())).unwrap();
        let base = running.base_url();
        fs::write(folder.path().join("target.toml"), fixture.target_toml(&base)).unwrap();
        // It serves as long as the runtime is there.
        std::mem::forget(running);
        Self { folder, server, runtime, fixture, base }
    }

    /// Begins a run with these arguments.
    pub(crate) fn begin(&self, args: &[&str]) -> Unfinished {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(["conformance", "--format", "pretty", "--target", "target.toml", "--journal", "journals"]);
        command.args(args);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("KII_")) {
            command.env_remove(name);
        }
        command.env("KII_CACHE_DIR", "");
        // Into files: a pipe would fill up, because it is read only at the end.
        let output = |name: &str| fs::File::create(self.folder.path().join(name)).unwrap();
        let child = command.current_dir(self.folder.path()).stdout(output("stdout")).stderr(output("stderr"));
        Unfinished(child.stdin(Stdio::null()).spawn().unwrap(), self.folder.path().to_owned())
    }

    /// Sweeps what a run has left; the exit code as text.
    pub(crate) fn sweep(&self, run: &str) -> String {
        let path = |name: &str| self.folder.path().join(name).into_os_string();
        let args = ["sweep".into(), "--run".into(), run.into(), "--target".into(), path("target.toml")];
        format!("{:?}", cli::sweep::main(args.into_iter().chain(["--journal".into(), path("journals")])))
    }

    /// Merges the JSON reports with these names into `merged.json` and `merged.xml`; the exit code as text.
    pub(crate) fn merge(&self, reports: &[&str]) -> String {
        let path = |name: &str| self.folder.path().join(name).into_os_string();
        let args = ["report".into(), "merge".into()].into_iter().chain(reports.iter().map(|name| path(name)));
        let files = ["--report-json".into(), path("merged.json"), "--report-junit".into(), path("merged.xml")];
        format!("{:?}", cli::report::main(args.chain(files)))
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    pub(crate) fn journals(&self) -> Vec<String> {
        let files = fs::read_dir(self.folder.path().join("journals")).into_iter().flatten();
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
    }

    /// Puts objects of another user into the server, in buckets with names like those of the suite, and returns them.
    pub(crate) fn put_foreign(&self) -> Vec<(String, String)> {
        let owner = format!("users/{}/", self.fixture.owner.id);
        let places = ["", &owner].into_iter().flat_map(|scope| {
            ["theirs", "cf-abcd1234-theirs", "cf"].map(|bucket| format!("{scope}buckets/{bucket}/objects/cf-theirs"))
        });
        let foreign = places.map(|path| {
            let put = self.ask("PUT", &path, "{\"theirs\":true}");
            assert!(put.starts_with("HTTP/1.1 201"), "{put}");
            (path.clone(), self.state(&path))
        });
        foreign.collect()
    }

    /// Fails unless the server holds these objects as they were, and no other.
    #[track_caller]
    pub(crate) fn assert_holds_only(&self, foreign: &[(String, String)]) {
        for (path, state) in foreign {
            assert_eq!(self.state(path), *state, "{path} is not as it was");
        }
        assert_eq!(self.server.objects(), foreign.len());
    }

    /// The answer to a look at an object, which has its version and dates, but for the time of the answer.
    fn state(&self, path: &str) -> String {
        let answer = self.ask("GET", path, "");
        let lines = answer.lines().filter(|line| !line.starts_with("date:"));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn ask(&self, method: &str, path: &str, content: &str) -> String {
        let mut stream = TcpStream::connect(self.base.trim_start_matches("http://").trim_end_matches('/')).unwrap();
        let Fixture { app_id, admin_token, .. } = &self.fixture;
        let length = content.len();
        write!(
            stream,
            "{method} /api/apps/{app_id}/{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: Bearer \
             {admin_token}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{content}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Unfinished {
    /// Waits until something is so, which must be before the run ends.
    pub(crate) fn once(mut self, is_so: impl Fn() -> bool) -> Self {
        while !is_so() {
            assert_eq!(self.0.try_wait().unwrap(), None, "the run is over already: {}", self.printed());
            thread::sleep(Duration::from_millis(5));
        }
        self
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([format!("-{signal}"), self.0.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// The exit code, if it has one, and everything that was printed.
    pub(crate) fn end(mut self) -> (Option<i32>, String) {
        let code = self.0.wait().unwrap().code();
        (code, self.printed())
    }

    fn printed(&self) -> String {
        let read = |name: &str| fs::read_to_string(self.1.join(name)).unwrap();
        read("stdout") + &read("stderr")
    }
}

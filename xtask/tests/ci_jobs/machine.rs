//! What the jobs find outside themselves: a repository, a deployment, a cache, artifacts, and the programs `cargo` and `gh`.

use std::{
    env, fs,
    net::Ipv4Addr,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    extract::{Request, State},
    http::StatusCode,
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use kii_server::{Fixture, ReferenceServer, Running, Server};

/// A repository with the two files that a job needs, and the reference server as the deployment.
pub(crate) struct Machine {
    _runtime: tokio::runtime::Runtime,
    server: Running,
    fixture: Fixture,
    is_wrong: Arc<AtomicBool>,
    folder: tempfile::TempDir,
}

/// Answers 200 in place of 201, if it is wrong.
async fn spoil(State(is_wrong): State<Arc<AtomicBool>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if is_wrong.load(Ordering::SeqCst) && response.status() == StatusCode::CREATED {
        *response.status_mut() = StatusCode::OK;
    }
    response
}

impl Machine {
    /// A machine whose suite runs only the cases that these arguments select. Its target file is the template, filled in.
    pub(crate) fn new(cases: &str) -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (fixture, is_wrong) = (Fixture::demo(), Arc::default());
        let router = ReferenceServer::new(fixture.clone()).router();
        let router = router.layer(from_fn_with_state(Arc::clone(&is_wrong), spoil));
        let server = runtime.block_on(Server::serve((Ipv4Addr::LOCALHOST, 0).into(), router)).unwrap();
        let machine = Self { _runtime: runtime, server, fixture, is_wrong, folder: tempfile::tempdir().unwrap() };
        machine.install(cases);
        machine.fill_in();
        machine
    }

    /// In place of a build of minutes: a `cargo` that notes its arguments, and installs the suite that was built here. And a `gh` that
    /// knows the green runs of this machine.
    fn install(&self, cases: &str) {
        let (place, xtask) = (self.folder.path().display(), env!("CARGO_BIN_EXE_xtask"));
        let suite = format!(
            "#!/bin/sh\ncommand=$1\nshift\ncase $command in\nrun) exec '{xtask}' conformance {cases} \"$@\" ;;\n*) exec '{xtask}' $command \
             \"$@\" ;;\nesac\n"
        );
        let cargo = format!(
            "#!/bin/sh\n\
             echo \"cargo $*\" >>'{place}/calls'\n\
             while [ $# -gt 1 ]; do\n\
             if [ \"$1\" = --root ]; then root=$2; fi\n\
             shift\n\
             done\n\
             mkdir -p \"$root/bin\"\n\
             cp '{place}/suite' \"$root/bin/kii-conformance\"\n"
        );
        let gh = format!(
            "#!/bin/sh\n\
             echo \"gh $*\" >>'{place}/calls'\n\
             [ -n \"$GH_TOKEN\" ] && [ -n \"$GH_REPO\" ] || exit 4\n\
             case \"$1 $2\" in\n\
             'run list') cat '{place}/green' 2>/dev/null || true ;;\n\
             'run download')\n\
             [ -d '{place}/runs/'\"$3/$5\" ] || {{ echo 'no valid artifacts found to download' >&2; exit 1; }}\n\
             mkdir \"$7\" && cp '{place}/runs/'\"$3/$5\"/* \"$7\" ;;\n\
             *) exit 3 ;;\n\
             esac\n"
        );
        for (name, text) in [("suite", suite), ("bin/cargo", cargo), ("bin/gh", gh)] {
            self.write_program(&self.path(name), &text);
        }
    }

    /// Follows docs/ci.md: `target init`, and what is not secret filled in.
    fn fill_in(&self) {
        let repository = self.path("repository");
        fs::create_dir(&repository).unwrap();
        fs::write(repository.join("deviations.yaml"), "[]\n").unwrap();
        let mut init = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let init = init.args(["target", "init", "target.toml"]).current_dir(&repository).output().unwrap();
        assert!(init.status.success(), "{init:?}");
        let Fixture { app_id, app_key, owner, .. } = &self.fixture;
        let mut target = fs::read_to_string(repository.join("target.toml")).unwrap();
        let url = self.server.base_url();
        for (empty, filled) in [
            ("base_url = \"https://api.example.com\"", format!("base_url = \"{url}\"")),
            ("app_id = \"...\"", format!("app_id = \"{app_id}\"")),
            ("app_key = \"...\"", format!("app_key = \"{app_key}\"")),
            ("[principals.owner]", format!("[principals.owner]\nusername = \"{}\"", owner.login.name)),
        ] {
            assert!(target.contains(empty), "{empty} is not in the template");
            target = target.replacen(empty, &filled, 1);
        }
        fs::write(repository.join("target.toml"), target).unwrap();
    }

    /// The secret of the owner.
    pub(crate) fn password(&self) -> &str {
        &self.fixture.owner.login.secret
    }

    pub(crate) fn url(&self) -> String {
        self.server.base_url()
    }

    /// Makes the deployment wrong, or right again.
    pub(crate) fn make_wrong(&self, is_wrong: bool) {
        self.is_wrong.store(is_wrong, Ordering::SeqCst);
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The text of a file, which is empty if there is none.
    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Changes a file of the repository.
    pub(crate) fn edit(&self, name: &str, edit: impl FnOnce(String) -> String) {
        let path = self.path("repository").join(name);
        fs::write(&path, edit(fs::read_to_string(&path).unwrap())).unwrap();
    }

    /// The calls of a program so far.
    pub(crate) fn calls(&self, program: &str) -> Vec<String> {
        self.text("calls").lines().filter(|line| line.starts_with(program)).map(str::to_owned).collect()
    }

    pub(crate) fn write_program(&self, path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Bash in a folder. It finds the stand-ins first, and no suite that whoever works on it has installed. `added` are folders of its own.
    pub(crate) fn bash(&self, folder: &Path, flags: &[&str], script: &str, added: &str) -> Command {
        let path = env::var_os("PATH").unwrap();
        let folders = env::split_paths(&path).filter(|folder| !folder.join("kii-conformance").exists());
        let added: Vec<PathBuf> = added.lines().map(PathBuf::from).collect();
        let path = env::join_paths(added.into_iter().chain([self.path("bin")]).chain(folders)).unwrap();
        let mut bash = Command::new("bash");
        bash.args(flags).args(["-c", script]).current_dir(folder).env("PATH", path);
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("KII_")) {
            bash.env_remove(name);
        }
        bash.env("KII_CACHE_DIR", "").env_remove("ImageOS").env("TMPDIR", self.folder.path());
        bash
    }
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

//! `cargo xtask browser-test`: opens pages of the HTML report in Chromium, and a page that uses the TypeScript client.
//!
//! Tests of `kii-conformance` make the pages of the report, tsc the modules of the client; `upkeep/browser/*.test.mjs` drive the
//! browser with playwright-core. Where the programs for this are missing and cannot be installed, the test says so and does nothing.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, bail};

use crate::{FAILED, root};

/// The exit code with which a check of `.ci/outside` says that it cannot be made.
const SKIPPED: u8 = 77;

/// What the browser test consists of, below `upkeep/browser`.
const FILES: &[&str] = &["package.json", "package-lock.json", "chromium.mjs", "page.test.mjs", "client.test.mjs"];

/// Names of Chromium in distributions.
const CHROMIUM: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// The first version of Node.js that playwright-core runs on.
const NODE: u32 = 20;

/// What the browser test needs and does not find, with what to do about it.
#[derive(Debug)]
struct Missing(String);

/// The programs that the browser test starts.
#[derive(Debug)]
struct Programs {
    chromium: PathBuf,
    node: PathBuf,
    npm: PathBuf,
}

/// Runs the browser test. Where its programs are missing, it says so and does nothing, but in CI it installs Chromium.
pub(crate) fn run() -> Result<ExitCode> {
    let is_ci = env::var_os("CI").is_some_and(|ci| ci == "true");
    let programs = match Programs::find() {
        Err(Missing(what)) if is_ci => {
            // A machine that cannot install it says nothing about the page.
            if let Err(error) = install() {
                return Ok(skipped(&format!("{what}; installing it failed: {error:#}")));
            }
            match Programs::find() {
                Ok(programs) => programs,
                Err(Missing(what)) => return Ok(skipped(&what)),
            }
        }
        Err(Missing(what)) => return Ok(skipped(&what)),
        Ok(programs) => programs,
    };
    let root = root();
    let (work, pages) = (root.join("target/browser"), root.join("target/browser/pages"));
    fs::create_dir_all(&pages).with_context(|| format!("cannot make {}", pages.display()))?;
    for file in FILES {
        let from = root.join("upkeep/browser").join(file);
        fs::copy(&from, work.join(file)).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    make_pages(&root, &pages)?;
    let mut npm = Command::new(&programs.npm);
    if let Err(error) = step(npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&work)) {
        return Ok(skipped(&format!("playwright-core cannot be installed: {error:#}")));
    }
    let client = work.join("client");
    let mut tsc = Command::new(&programs.node);
    tsc.arg(work.join("node_modules/typescript/bin/tsc")).arg("--project").arg(root.join("generated/typescript"));
    step(tsc.arg("--outDir").arg(&client))?;
    let server = build_server(&root)?;
    let mut node = Command::new(&programs.node);
    node.args(["--test", "page.test.mjs", "client.test.mjs"]).current_dir(&work);
    node.env("PAGES", &pages).env("CLIENT", &client).env("SERVER", &server).env("CHROMIUM", &programs.chromium);
    let status = node.status();
    let status = status.with_context(|| format!("cannot start {}", programs.node.display()))?;
    println!("pictures of the page are in {}", pages.display());
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

/// Says why the browser test does nothing.
fn skipped(why: &str) -> ExitCode {
    println!("cannot be made: {why}");
    ExitCode::from(SKIPPED)
}

/// Lets the tests of the report write their pages.
fn make_pages(root: &Path, pages: &Path) -> Result<()> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // As the tests of the whole workspace are built, so that nothing is built twice.
    cargo.args(["test", "--quiet", "--workspace", "--lib", "report::html::tests"]).current_dir(root);
    step(cargo.env("KEEP", pages))
}

/// Builds the reference server as `cargo xtask serve` does; where the program is.
fn build_server(root: &Path) -> Result<PathBuf> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--bin", "kii-server", "--features", "kii-server/cli"]).current_dir(root);
    step(&mut cargo)?;
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(target.join("debug/kii-server"))
}

impl Programs {
    fn find() -> Result<Self, Missing> {
        let named = CHROMIUM.iter().find_map(|name| on_path(name));
        let chromium = env::var_os("CHROMIUM").map(PathBuf::from).or(named).ok_or_else(|| {
            Missing("there is no Chromium; install it (`apt-get install chromium`) or name it in CHROMIUM".to_owned())
        })?;
        let needed =
            || Missing(format!("there is no Node.js {NODE} or newer with npm; install it from https://nodejs.org"));
        let (node, npm) = on_path("node").zip(on_path("npm")).ok_or_else(needed)?;
        let version = Command::new(&node).arg("--version").output().ok();
        let version = version.and_then(|output| major(&String::from_utf8_lossy(&output.stdout)));
        if version.is_none_or(|version| version < NODE) {
            return Err(needed());
        }
        Ok(Self { chromium, node, npm })
    }
}

/// Installs Chromium where apt can.
fn install() -> Result<()> {
    let apt =
        |arguments: &[&str]| step(Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"));
    apt(&["update", "--quiet=2"])?;
    apt(&["install", "--yes", "--quiet=2", "--no-install-recommends", "chromium"])
}

/// Runs a command that has to succeed.
fn step(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", command.get_program().display()))?;
    if !status.success() {
        bail!("{} failed ({status}); its message is above", command.get_program().display());
    }
    Ok(())
}

/// Where a program is, if the shell would find it.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// The first number of a version such as `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_version_of_node_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("v9.1.0"), Some(9));
        assert_eq!(major(""), None);
    }
}

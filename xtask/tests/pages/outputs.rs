//! The output that the pages show: each block of it is what a command prints, or there is a reason why no test compares it.

use std::{fs, panic, sync::Arc, thread};

use serde_json::Value;

use crate::{
    commands::{self, Block},
    deployment::{Deployment, Fault, text, xtask},
    output,
};

/// What a page shows of a deployment. A test runs one under another address.
const ADDRESS: &str = "http://127.0.0.1:9000";

/// The seed is on the pages, and decides how the headers of each request are written.
const SAME: [&str; 4] = ["--target", "target.toml", "--seed", "1096325343"];

/// A block of output on a page.
struct Shown {
    page: &'static str,
    /// How its first line begins.
    begins: &'static str,
    by: By,
}

/// What compares a block with what is printed.
enum By {
    /// This test. The function gives what is printed.
    Command(fn() -> String),
    /// A test of another package, which names the page.
    Test(&'static str),
    /// Nothing, for this reason.
    Nothing(&'static str),
}

const SHOWN: &[Shown] = &[
    Shown { page: "README.md", begins: "$ cargo xtask conformance ", by: By::Test("xtask/tests/pages/readme.rs") },
    Shown { page: "docs/results.md", begins: "---- object.put/stale@user ----", by: By::Command(failure_in_full) },
    Shown { page: "docs/results.md", begins: "F1 ", by: By::Command(finding) },
    Shown { page: "docs/results.md", begins: "requests: ", by: By::Command(summary) },
    Shown { page: "docs/reading-a-report.md", begins: "19. act ", by: By::Command(story) },
    Shown { page: "docs/exploring.md", begins: "---- walk/", by: By::Command(walk) },
    Shown { page: "docs/checking-traffic.md", begins: "violated by the server: ", by: By::Command(traffic) },
    Shown { page: "docs/targets.md", begins: "read access by caller ", by: By::Command(target_check) },
    Shown { page: "docs/targets.md", begins: "conforms except ", by: By::Command(without_capabilities) },
    Shown { page: "docs/comparing-specs.md", begins: "$ kii-codegen diff ", by: By::Test("codegen/tests/diff.rs") },
    Shown { page: "docs/server.md", begins: "error: cannot import ", by: By::Test("server/tests/program/pages.rs") },
    Shown { page: "ARCHITECTURE.md", begins: "spec/api/", by: By::Nothing("it is a picture of the data flow") },
    Shown { page: "ARCHITECTURE.md", begins: "kii-spec <-- ", by: By::Nothing("it is a picture of the packages") },
    Shown {
        page: "docs/performance.md",
        begins: "1.3 x max",
        by: By::Nothing("it is a formula, and no program prints it"),
    },
];

/// Pages that a test makes anew of the program, with all their blocks.
const GENERATED: [&str; 2] = ["docs/command-line.md", "docs/spec-language.md"];

/// What a command prints about a deployment, under the address on the pages.
fn printed(deployment: &Deployment, args: &[&str]) -> String {
    let output = deployment.xtask(args);
    let printed = text(&output.stdout);
    assert!(!printed.is_empty(), "{args:?}: {}", text(&output.stderr));
    printed.replace(&deployment.url, ADDRESS)
}

fn failure_in_full() -> String {
    let args = [&["conformance", "--exact", "object.put/stale@user"][..], &SAME].concat();
    printed(&Deployment::start(Fault::Status), &args)
}

fn story() -> String {
    let deployment = Deployment::start(Fault::Status);
    printed(&deployment, &[&["conformance", "--exact", "object.put/stale@user"][..], &SAME].concat());
    printed(&deployment, &["show", "object.put/stale@user"])
}

fn finding() -> String {
    let deployment = Deployment::start(Fault::MediaType);
    let mut run = xtask(deployment.folder.path(), &[&["conformance", "/object_missing@"][..], &SAME].concat());
    // Wide enough that no line is cut.
    text(&run.env("COLUMNS", "132").output().unwrap().stdout)
}

fn summary() -> String {
    let args = [&["conformance", "--format", "pretty", "object.put/stale@"][..], &SAME].concat();
    printed(&Deployment::start(Fault::None), &args)
}

/// A short walk, so that few are tried until it is shrunk. If the walks change, `--walks 4000` without `--exact` finds another one.
fn walk() -> String {
    let deployment = Deployment::start(Fault::DataType(Arc::default()));
    let seed = ["explore", "--target", "target.toml", "--seed", "1", "--steps", "5", "--walks", "1200"];
    printed(&deployment, &[&seed[..], &["--exact", "walk/1148@group"]].concat())
}

fn target_check() -> String {
    let deployment = Deployment::start(Fault::None);
    let (before, rest) = deployment.target.split_once("[scopes.group]").unwrap();
    let behind = rest.split_once("\n[").map(|(_, behind)| format!("[{behind}")).unwrap_or_default();
    fs::write(deployment.folder.path().join("target.toml"), format!("{before}{behind}")).unwrap();
    printed(&deployment, &["target", "check", "--target", "target.toml"]).replace(ADDRESS, "https://api.example.com")
}

fn without_capabilities() -> String {
    let deployment = Deployment::start(Fault::None);
    let cases = ["conformance", "body.get/whole@", "body.get/range-follows-the-size@", "publish.post/published@"];
    let mut run = xtask(deployment.folder.path(), &[&cases[..], &SAME].concat());
    text(&run.env("KII_WITHOUT", "publication,ranges").output().unwrap().stdout)
}

/// The traffic of a scripted client with a server that answers 412 to a stale version.
fn traffic() -> String {
    let har = fs::read_to_string(commands::root().join("conformance/tests/traffic/client.har")).unwrap();
    let mut har: Value = serde_json::from_str(&har).unwrap();
    let entries = har["log"]["entries"].as_array_mut().unwrap();
    let refused = entries.iter_mut().find(|entry| entry["response"]["status"] == 409).unwrap();
    refused["response"]["status"] = 412.into();
    for header in refused["response"]["headers"].as_array_mut().unwrap() {
        if header["name"] == "content-type" {
            header["value"] = "application/json".into();
        }
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("session.har"), har.to_string()).unwrap();
    text(&xtask(folder.path(), &["check", "session.har"]).output().unwrap().stdout)
}

/// The blocks of output on the pages that people write.
fn blocks() -> Vec<Block> {
    let pages = commands::pages().into_iter().filter(|(page, _)| !GENERATED.contains(&page.as_str()));
    let blocks = pages.flat_map(|(page, text)| commands::blocks_of(&page, &text));
    blocks.filter(|block| block.language == "text").collect()
}

fn is_about(shown: &Shown, block: &Block) -> bool {
    shown.page == block.page && block.lines.first().is_some_and(|line| line.starts_with(shown.begins))
}

#[test]
fn a_test_knows_every_output_on_the_pages() {
    let blocks = blocks();
    for block in &blocks {
        let count = SHOWN.iter().filter(|shown| is_about(shown, block)).count();
        assert_eq!(
            count, 1,
            "{}:{}: {count} entries of SHOWN in xtask/tests/pages/outputs.rs are about this output, expected one; add an entry \
             with the command that prints it",
            block.page, block.line
        );
    }
    for shown in SHOWN {
        let Shown { page, begins, by } = shown;
        let count = blocks.iter().filter(|block| is_about(shown, block)).count();
        assert_eq!(
            count, 1,
            "{page} has {count} outputs that begin with `{begins}`, expected one; mend its entry in SHOWN"
        );
        match by {
            By::Command(_) => {}
            By::Nothing(reason) => assert!(!reason.is_empty(), "{page}: `{begins}` needs a reason"),
            By::Test(file) => {
                let test = fs::read_to_string(commands::root().join(file)).unwrap_or_default();
                let name = page.rsplit('/').next().unwrap();
                assert!(test.contains(name), "{file} does not read {name}, so nothing compares `{begins}`");
            }
        }
    }
    for page in GENERATED {
        assert!(commands::root().join(page).exists(), "{page} is not there any more; remove it from GENERATED");
    }
}

#[test]
fn what_the_pages_show_is_printed() {
    let blocks = blocks();
    let differences = thread::scope(|scope| {
        let compared = SHOWN.iter().filter_map(|shown| {
            let By::Command(command) = &shown.by else { return None };
            let block = blocks.iter().find(|block| is_about(shown, block))?;
            Some((block, scope.spawn(move || output::compare(&block.lines, &command()))))
        });
        let compared: Vec<_> = compared.collect();
        let differences = compared.into_iter().filter_map(|(block, compared)| {
            let difference = compared.join().unwrap_or_else(|panicked| panic::resume_unwind(panicked)).err()?;
            Some(format!("{}:{}: {difference}", block.page, block.line))
        });
        differences.collect::<Vec<_>>()
    });
    assert!(
        differences.is_empty(),
        "these pages do not show what is printed; if the output is right, write it into the page, with `...` for what varies:\n{}",
        differences.join("\n\n")
    );
}

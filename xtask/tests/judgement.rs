//! A target that does everything, said to do less or otherwise than it does.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{fs, process::Command};

/// What a run against the reference server prints, once it has ended with this exit code.
fn ends_with(args: &[&str], without: &str, code: i32) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["conformance", "--format", "terse"]).args(args);
    command.env_remove("KII_BASE_URL").env_remove("KII_TARGET").env("KII_CACHE_DIR", "").env("KII_WITHOUT", without);
    let output = command.output().unwrap();
    let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{args:?}\n{printed}");
    printed
}

#[test]
fn a_target_conforms_except_for_what_it_does_not_offer() {
    let printed = ends_with(&["@app", "@thing"], "ranges, publication, scope.thing, anonymous_access", 0);
    let verdict = "conforms except anonymous_access, publication, ranges, scope.thing: ";
    assert!(printed.contains(verdict), "{printed}");
    assert!(printed.contains("the target does not offer ranges: "), "{printed}");
    ends_with(&["@me"], "scope.me", 2);
}

#[test]
fn the_reference_server_conforms_to_what_the_pages_show() {
    // Newer cases count as well.
    let printed = ends_with(&["--profile", "seed@next"], "", 0);
    assert!(
        printed.contains("conforms: ") && printed.contains(" cases passed\nprofile seed@next, which scores "),
        "{printed}"
    );
}

#[test]
fn a_deviation_that_is_none_any_more_fails_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deviations.yaml");
    let path = path.to_str().unwrap();
    let entry = "- case: object.get/found@user\n  reason: it was so\n  link: https://example.com/1\n  owner: somebody\n  \
                 expires: 2999-01-01\n";
    fs::write(path, entry).unwrap();
    let printed = ends_with(&["--deviations", path, "object.get/found"], "", 1);
    assert!(printed.contains("surprise pass: 1 known deviation no longer there"), "{printed}");
    assert!(printed.contains("deviations.yaml:1: `case: object.get/found@user` now passes"), "{printed}");
    // No case of the deviation has run.
    ends_with(&["--deviations", path, "object.head/found"], "", 0);
}

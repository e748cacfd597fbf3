//! `--require` names what a target has to give, so that a lost secret is not a green run with fewer cases.

use crate::stub::{Stub, assert_ends, run};

/// Words of `--require`, a target without the lines that begin with the second, and what the message says.
const LOST: &[(&str, &str, &[&str])] = &[
    (
        "owner,stranger",
        "stranger",
        &[
            "`stranger`: expected credentials of this principal, found none",
            "write principals.stranger.username and principals.stranger.password in the target file (--target FILE), or set \
         KII_STRANGER_USERNAME and KII_STRANGER_PASSWORD; or give principals.stranger.user_id and principals.stranger.token",
        ],
    ),
    ("admin", "admin", &["`admin`: expected credentials", "KII_ADMIN_CLIENT_SECRET; or give principals.admin.token"]),
    ("scope.group", "group", &["`scope.group`: scopes.group.id is not given", "KII_GROUP_ID"]),
    ("scope.user", "owner", &["`owner`: expected credentials of this principal, found none"]),
    ("ownr", "", &["`ownr`: expected the name of a principal or a scope, found neither; did you mean `owner`?"]),
    ("", "", &["``: expected the name of a principal or a scope, found neither; allowed: `admin`"]),
];

/// A target file without one of its tables.
fn without(target: &str, name: &str) -> String {
    let tables = target.split("\n[").enumerate();
    let left =
        tables.filter(|(_, table)| name.is_empty() || !table.split(']').next().unwrap_or_default().ends_with(name));
    left.map(|(place, table)| if place == 0 { table.to_owned() } else { format!("\n[{table}") }).collect()
}

#[test]
fn what_is_required_and_missing_is_no_result_and_nothing_is_sent() {
    for (words, lost, saying) in LOST {
        let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
        let target = without(&stub.target(), lost);
        let output = run(directory.path(), &target, &["--require", words, "object.head/"]);
        assert_ends(&output, 2, saying);
        assert_ends(&output, 2, &["the target does not give what --require names:"]);
        assert_eq!(stub.requests(), 0, "--require {words}");
    }
}

#[test]
fn everything_that_is_missing_is_named_once() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    let target = without(&without(&stub.target(), "owner"), "group") + "\n[headers]\n";
    let target = format!("without = [\"scope.me\"]\n{target}");
    let output =
        run(directory.path(), &target, &["--require", "owner", "--require", "scope.group,scope.me,scope.user"]);
    assert_ends(
        &output,
        2,
        &["`scope.group`: ", "`scope.me`: expected this scope to be tested, found it under `without`"],
    );
    assert_ends(&output, 2, &["target.toml:1:12); remove it there"]);
    let text = crate::stub::printed(&output);
    assert_eq!(text.matches("`owner`: expected credentials").count(), 1, "{text}");
}

#[test]
fn a_target_that_gives_what_is_required_is_tested() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    let all = "admin,owner,stranger,thing,scope.app,scope.user,scope.me,scope.group,scope.thing";
    let output = run(directory.path(), &stub.target(), &["--require", all, "object.get/object_missing@user"]);
    assert!(stub.requests() > 0, "{}", crate::stub::printed(&output));
    assert!(!crate::stub::printed(&output).contains("--require names"), "{}", crate::stub::printed(&output));
}

#[test]
fn a_login_is_enough_for_the_principal_and_for_its_own_scope() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    let target = without(&stub.target(), "thing");
    let target = without(&target, "thing")
        + "\n[principals.thing]\nusername = \"VENDOR_THING_ID:1\"\npassword = \"pass word\"\n";
    let output = run(directory.path(), &target, &["--require", "thing,scope.thing", "object.get/object_missing@user"]);
    // The stub answers no login; what matters is that one was tried.
    assert!(stub.requests() > 0, "{}", crate::stub::printed(&output));
    assert!(!crate::stub::printed(&output).contains("--require names"), "{}", crate::stub::printed(&output));
}

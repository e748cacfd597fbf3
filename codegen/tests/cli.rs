//! The command line: what is written, what stays, and what is said when something is wrong.

#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{fs, path::Path};

use clap::Parser;
use kii_codegen::cli::{Arguments, Defaults, Outcome};
use tempfile::TempDir;

#[derive(Parser)]
struct Program {
    #[command(flatten)]
    arguments: Arguments,
}

/// Runs the program with these arguments, in a folder.
fn run(out: &Path, arguments: &[&str]) -> Result<Outcome, String> {
    let defaults = Defaults { spec: None, out: out.to_owned(), command: "kii-codegen" };
    let program = Program::parse_from([&["kii-codegen"], arguments].concat());
    program.arguments.run(&defaults).map_err(|failure| failure.to_string())
}

#[test]
fn one_target_alone_leaves_the_files_of_the_others() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("generated");
    run(&out, &[]).unwrap();
    let edited =
        out.join("schemas").join(fs::read_dir(out.join("schemas")).unwrap().next().unwrap().unwrap().file_name());
    let text = fs::read_to_string(&edited).unwrap();
    fs::write(&edited, text.replace("object", "objekt")).unwrap();
    let openapi = run(&out, &["--only", "openapi", "--check"]).unwrap();
    assert!(openapi.is_fresh, "{}", openapi.text);
    let schemas = run(&out, &["--only", "json-schema", "--check"]).unwrap();
    assert!(
        !schemas.is_fresh
            && schemas.text.contains("\n-")
            && schemas.text.contains("run `kii-codegen --only json-schema`"),
        "{}",
        schemas.text
    );
    let written = run(&out, &["--only", "json-schema"]).unwrap();
    assert!(written.text.contains("1 written, 0 removed"), "{}", written.text);
    assert!(run(&out, &["--check"]).unwrap().is_fresh);
}

#[test]
fn templates_of_one_s_own_take_the_place_of_the_built_in_ones() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("generated");
    let templates = dir.path().join("templates");
    let own = templates.join("rust/files/types/Cargo.toml.tera");
    fs::create_dir_all(own.parent().unwrap()).unwrap();
    fs::write(&own, "# For {{ title }}\n").unwrap();
    let templates = templates.to_str().unwrap();
    run(&out, &["--templates", templates]).unwrap();
    assert!(fs::read_to_string(out.join("types/Cargo.toml")).unwrap().contains("# For "));

    fs::write(&own, "fine\n{{ nowhere }}\n").unwrap();
    let message = run(&out, &["--templates", templates]).unwrap_err();
    assert!(
        message.contains("Cargo.toml.tera:2") && message.contains("nowhere") && message.contains(templates),
        "{message}"
    );

    fs::rename(&own, own.with_file_name("Cargo.tom.tera")).unwrap();
    let message = run(&out, &["--templates", templates]).unwrap_err();
    assert!(
        message.contains("Cargo.tom.tera") && message.contains("is it to be rust/files/types/Cargo.toml.tera"),
        "{message}"
    );
    assert!(fs::read_to_string(out.join("types/Cargo.toml")).unwrap().contains("# For "), "nothing is written");
}

#[test]
fn every_broken_template_and_each_that_lays_out_no_rust_is_named() {
    let dir = TempDir::new().unwrap();
    let templates = dir.path().join("templates/rust/files/types");
    fs::create_dir_all(templates.join("src")).unwrap();
    fs::write(templates.join("Cargo.toml.tera"), "{{ nowhere }}\n").unwrap();
    fs::write(templates.join("src/time.rs.tera"), "pub struct struct;\n").unwrap();
    let templates = dir.path().join("templates");
    let message = run(&dir.path().join("generated"), &["--templates", templates.to_str().unwrap()]).unwrap_err();
    assert!(
        message.contains("Cargo.toml.tera:1") && message.contains("rust/files/types/src/time.rs.tera"),
        "{message}"
    );

    fs::create_dir_all(templates.join("rust")).unwrap();
    fs::write(templates.join("rust/nothing.tera"), "").unwrap();
    let message = run(&dir.path().join("generated"), &["--templates", templates.to_str().unwrap()]).unwrap_err();
    assert!(message.contains("rust/nothing.tera;") && !message.contains("is it to be"), "{message}");
}

#[test]
fn a_folder_inside_the_spec_is_refused() {
    let dir = TempDir::new().unwrap();
    let spec = dir.path().join("api");
    fs::create_dir(&spec).unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/api"), &spec);
    let out = spec.join("new/generated");
    let message = run(&out, &["--spec", spec.to_str().unwrap()]).unwrap_err();
    assert!(message.contains("is inside the spec") && !out.exists(), "{message}");
}

#[test]
fn a_folder_around_the_spec_is_told_with_the_folder_that_has_it() {
    let dir = TempDir::new().unwrap();
    let (out, checkout) = (dir.path().join("generated"), dir.path().join("checkout"));
    fs::create_dir_all(checkout.join("spec/api")).unwrap();
    fs::write(checkout.join("spec/Cargo.toml"), "[package]\n").unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/api"), &checkout.join("spec/api"));
    for folder in [checkout.join("spec"), checkout.clone()] {
        let message = run(&out, &["--spec", folder.to_str().unwrap()]).unwrap_err();
        let hint = format!("name the folder in it that has one: `{}`", checkout.join("spec/api").display());
        assert!(message.contains("expected the folder of a spec") && message.contains(&hint), "{message}");
        assert!(message.ends_with("found 1 problem"), "{message}");
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&to).unwrap();
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn one_target_removes_nothing_that_is_not_its_own_in_a_folder_that_is_another() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("generated");
    run(&out, &["--only", "rust"]).unwrap();
    let written = run(&out.join("types"), &["--only", "docs"]).unwrap();
    assert!(written.text.contains(" 0 removed") && out.join("types/Cargo.toml").exists(), "{}", written.text);
    let stale = run(&out, &["--only", "docs", "--check", "--out", out.to_str().unwrap()]).unwrap();
    let command = format!("run `kii-codegen --out {} --only docs`", out.display());
    assert!(!stale.is_fresh && stale.text.contains(&command), "{}", stale.text);
}

#[test]
fn the_views_are_shown_as_json() {
    let dir = TempDir::new().unwrap();
    let views = run(&dir.path().join("generated"), &["--dump-view"]).unwrap();
    let views: serde_json::Value = serde_json::from_str(&views.text).unwrap();
    assert!(views["rust"]["files"]["title"].is_string(), "{views:#}");
    assert!(fs::read_dir(dir.path()).unwrap().next().is_none(), "nothing is written");
}

#[test]
fn a_folder_without_a_spec_is_named() {
    let dir = TempDir::new().unwrap();
    let empty = dir.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let message = run(&dir.path().join("generated"), &["--spec", empty.to_str().unwrap()]).unwrap_err();
    assert!(message.contains("service.yaml"), "{message}");
    assert!(!dir.path().join("generated").exists());
}

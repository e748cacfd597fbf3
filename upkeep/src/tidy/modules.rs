//! Modules say what they are for, stay short, and are all part of a crate.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::{Finding, Repository, rust::Token};

/// More lines than this do not fit into one head.
const LONGEST: usize = 400;

pub(super) fn open_with_their_responsibility(repository: &Repository) -> Vec<Finding> {
    let silent = repository.rust().filter(|(file, _)| !file.text.starts_with("//!"));
    let finding = |file: &super::repository::File| Finding {
        file: file.path.clone(),
        line: 1,
        what: "the module does not say what it is for".to_owned(),
        why: "a reader decides by its first sentence whether to read on",
        fix: "open the file with `//!` and a sentence on its responsibility".to_owned(),
    };
    silent.map(|(file, _)| finding(file)).collect()
}

pub(super) fn are_short(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, _) in repository.rust() {
        let lines = file.text.lines().count();
        if lines > LONGEST {
            findings.push(Finding {
                file: file.path.clone(),
                line: LONGEST + 1,
                what: format!("the file has {lines} lines; {LONGEST} are the limit"),
                why: "a module that long has more than one responsibility",
                fix: "find the second noun in it and give that a module of its own".to_owned(),
            });
        }
    }
    findings
}

pub(super) fn are_declared(repository: &Repository) -> Vec<Finding> {
    let mut reached: BTreeSet<PathBuf> = BTreeSet::new();
    let mut next: Vec<_> = repository.rust().filter(|(file, _)| is_root(&file.path)).collect();
    while let Some((file, tokens)) = next.pop() {
        if !reached.insert(file.path.clone()) {
            continue;
        }
        let children: BTreeSet<PathBuf> = declared(tokens).flat_map(|name| homes(&file.path, name)).collect();
        next.extend(repository.rust().filter(|(file, _)| children.contains(&file.path)));
    }
    let lost = repository.rust().filter(|(file, _)| !reached.contains(&file.path));
    let finding = |path: &Path| Finding {
        file: path.to_owned(),
        line: 1,
        what: "no `mod` declares this file".to_owned(),
        why: "it is not compiled, so it rots while it looks alive",
        fix: "declare it in its parent module, or remove it".to_owned(),
    };
    lost.map(|(file, _)| finding(&file.path)).collect()
}

/// Whether cargo finds the file by itself.
fn is_root(path: &Path) -> bool {
    let parts: Vec<_> = path.iter().filter_map(|part| part.to_str()).collect();
    match parts.as_slice() {
        [.., "build.rs"] | [.., "src", "lib.rs" | "main.rs"] => true,
        [.., "src", "bin", _] | [.., "src", "bin", _, "main.rs"] => true,
        // `fuzz/Cargo.toml` lists them, as `cargo fuzz` wants it.
        ["fuzz", "fuzz_targets", _] => true,
        [.., "tests" | "examples" | "benches", _] | [.., "tests" | "examples" | "benches", _, "main.rs"] => {
            !parts.contains(&"src")
        }
        _ => false,
    }
}

/// The modules that a file declares and that are files of their own.
fn declared(tokens: &[Token]) -> impl Iterator<Item = &str> {
    tokens
        .windows(3)
        .filter_map(|window| (window[0].word() == Some("mod") && window[2].is(';')).then(|| window[1].word()).flatten())
}

/// Where a module that `parent` declares may be.
fn homes(parent: &Path, name: &str) -> [PathBuf; 2] {
    let folder = parent.parent().unwrap_or(Path::new(""));
    let is_folder_s_own = is_root(parent) || parent.file_stem().is_some_and(|stem| stem == "mod");
    let folder = if is_folder_s_own { folder.to_owned() } else { parent.with_extension("") };
    [folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(findings: &[Finding]) -> Vec<&str> {
        findings.iter().map(|finding| finding.file.to_str().unwrap()).collect()
    }

    #[test]
    fn a_module_without_its_sentence_is_found() {
        let repository = Repository::holding(&[("spec/src/lib.rs", "//! A."), ("spec/src/b.rs", "/// B.\nfn b() {}")]);
        assert_eq!(paths(&open_with_their_responsibility(&repository)), ["spec/src/b.rs"]);
    }

    #[test]
    fn a_long_module_is_found_and_a_long_generated_one_is_not() {
        let (fits, long) = ("//! A.\n".repeat(LONGEST), "//! A.\n".repeat(LONGEST + 1));
        let repository = Repository::holding(&[
            ("spec/src/fits.rs", &fits),
            ("spec/src/long.rs", &long),
            ("generated/types/src/lib.rs", &long),
        ]);
        assert_eq!(paths(&are_short(&repository)), ["spec/src/long.rs"]);
    }

    #[test]
    fn a_file_that_no_module_declares_is_found() {
        let repository = Repository::holding(&[
            ("spec/build.rs", ""),
            ("spec/src/lib.rs", "mod a;\n#[cfg(test)]\nmod tests;\n// mod lost;\nmod inline {}"),
            ("spec/src/a.rs", "pub mod b;"),
            ("spec/src/a/b.rs", ""),
            ("spec/src/a/lost.rs", ""),
            ("spec/src/inline.rs", ""),
            ("spec/src/lost.rs", "mod lost;"),
            ("spec/src/tests.rs", "mod c;"),
            ("spec/src/tests/c/mod.rs", "mod d;"),
            ("spec/src/tests/c/d.rs", ""),
            ("spec/tests/problems.rs", "mod e;"),
            ("spec/tests/e/mod.rs", ""),
            ("fuzz/fuzz_targets/a.rs", "mod lost;"),
            ("fuzz/fuzz_targets/more/lost.rs", ""),
            ("spec/tests/more/main.rs", "mod f;"),
            ("spec/tests/more/f.rs", ""),
        ]);
        let lost = ["fuzz/fuzz_targets/more/lost.rs", "spec/src/a/lost.rs", "spec/src/inline.rs", "spec/src/lost.rs"];
        assert_eq!(paths(&are_declared(&repository)), lost);
    }
}

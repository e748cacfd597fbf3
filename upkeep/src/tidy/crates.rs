//! The crates: who may build on whom, and what those that are published say of themselves.

use super::{Finding, Repository};

/// Crates, and those of this workspace that they must not build on, and why not.
const FORBIDDEN: &[(&str, &[&str], &str)] = &[
    ("spec", &["kii-"], "everything is derived from the spec, so the spec can depend on nothing of it"),
    (
        "codegen",
        &["kii-types", "kii-server-stubs", "kii-client", "kii-server", "kii-conformance"],
        "a generator that needs what it generates cannot mend it",
    ),
    (
        "conformance",
        &["kii-types", "kii-server-stubs", "kii-client", "kii-server", "kii-codegen"],
        "a fault of the generator must not sit on both sides of a check",
    ),
    (
        "server",
        &["kii-conformance", "kii-codegen"],
        "the reference server is checked by the suite, so it must not know the suite",
    ),
];

pub(super) fn keep_their_arrows(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (folder, forbidden, why) in FORBIDDEN {
        let Some(manifest) = repository.file(&format!("{folder}/Cargo.toml")) else { continue };
        let mut table = "";
        for (line, text) in manifest.lines() {
            if let Some(header) = text.strip_prefix('[') {
                table = header.trim_end_matches(']');
            }
            let name = text.split(['.', ' ', '=']).next().unwrap_or_default();
            if table == "dependencies" && forbidden.iter().any(|banned| is(name, banned)) {
                findings.push(Finding {
                    file: manifest.path.clone(),
                    line,
                    what: format!("`{folder}` depends on `{name}`"),
                    why,
                    fix: "turn the dependency round, or let `xtask` bring the two together".to_owned(),
                });
            }
        }
    }
    findings
}

/// What a registry shows of a package. The address of the repository is not known yet.
const SHOWN: &[&str] = &["description", "readme", "keywords", "categories"];

/// Files that a published package has in its own folder, as nothing outside is packed.
const PACKED: &[&str] = &["README.md", "LICENSE-MIT", "LICENSE-APACHE"];

pub(super) fn say_what_they_are(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for manifest in repository.under("", "toml").filter(|file| file.name() == "Cargo.toml") {
        if !manifest.lines().any(|(_, text)| text == "publish.workspace = true") {
            continue;
        }
        let has = |key: &&&str| manifest.lines().any(|(_, text)| text.starts_with(&format!("{key} = ")));
        let keys = SHOWN.iter().filter(|key| !has(key)).map(|key| format!("the key `{key}` is missing"));
        let folder = manifest.path.parent().unwrap_or(&manifest.path);
        let is_there = |name: &&&str| repository.paths.contains(&folder.join(name));
        let files = PACKED.iter().filter(|name| !is_there(name)).map(|name| format!("{name} is missing beside it"));
        findings.extend(keys.chain(files).map(|what| Finding {
            file: manifest.path.clone(),
            line: 1,
            what,
            why: "whoever finds the package in a registry sees nothing else of the project",
            fix: "add it, as the other published packages do; licences are links to those of the repository. What is in generated/ comes \
                  from codegen/templates"
                .to_owned(),
        }));
    }
    findings
}

/// Whether a dependency is what is banned; a ban that ends in `-` stands for every name that begins so.
fn is(name: &str, banned: &str) -> bool {
    name == banned || (banned.ends_with('-') && name.starts_with(banned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_in_the_wrong_direction_is_found() {
        let manifest = "[package]\nname = \"kii-conformance\"\n\n[dependencies]\nkii-spec.workspace = true\n\
            kii-types.workspace = true\n\n[dev-dependencies]\nkii-server = { path = \"../server\" }\n";
        let repository = Repository::holding(&[
            ("conformance/Cargo.toml", manifest),
            ("spec/Cargo.toml", "[dependencies]\nkii-conformance = \"1\"\n"),
            ("server/Cargo.toml", "[dependencies]\nkii-types = \"1\"\nkii-server-stubs = \"1\"\n"),
        ]);
        let found: Vec<_> = keep_their_arrows(&repository).into_iter().map(|f| (f.line, f.what)).collect();
        assert_eq!(
            found,
            [
                (2, "`spec` depends on `kii-conformance`".to_owned()),
                (6, "`conformance` depends on `kii-types`".to_owned())
            ]
        );
    }

    #[test]
    fn a_published_crate_that_does_not_say_what_it_is_is_found() {
        let whole =
            "publish.workspace = true\ndescription = \"A\"\nreadme = \"README.md\"\nkeywords = []\ncategories = []\n";
        let repository = Repository::holding(&[
            ("spec/Cargo.toml", whole),
            ("spec/README.md", ""),
            ("spec/LICENSE-MIT", ""),
            ("spec/LICENSE-APACHE", ""),
            ("server/Cargo.toml", whole.replace("keywords", "words").as_str()),
            ("server/README.md", ""),
            ("server/LICENSE-MIT", ""),
            ("generated/client/Cargo.toml", whole.replace("categories", "sorts").as_str()),
            ("generated/client/README.md", ""),
            ("generated/client/LICENSE-MIT", ""),
            ("generated/client/LICENSE-APACHE", ""),
            ("xtask/Cargo.toml", "publish = false\n"),
        ]);
        let found: Vec<_> = say_what_they_are(&repository).into_iter().map(|f| (f.file, f.what)).collect();
        let expected = [
            ("generated/client/Cargo.toml", "the key `categories` is missing"),
            ("server/Cargo.toml", "the key `keywords` is missing"),
            ("server/Cargo.toml", "LICENSE-APACHE is missing beside it"),
        ];
        assert_eq!(found, expected.map(|(file, what)| (file.into(), what.to_owned())));
    }
}

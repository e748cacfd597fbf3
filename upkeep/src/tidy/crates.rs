//! The arrows between the crates: who may build on whom.

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
}

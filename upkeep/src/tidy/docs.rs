//! The documents for people show what a newcomer needs, and point at what is there.

use std::path::{Path, PathBuf};

use super::{Finding, Repository};

/// All that a newcomer has to type.
const COMMANDS: &[&str] = &["cargo xtask conformance", "cargo test"];

pub(super) fn show_the_two_commands(repository: &Repository) -> Vec<Finding> {
    let shown = repository.file("README.md").map(|readme| readme.text.as_str()).unwrap_or_default();
    let missing = COMMANDS.iter().filter(|command| !shown.lines().any(|line| line == **command));
    let finding = |command: &&str| Finding {
        file: "README.md".into(),
        line: 1,
        what: format!("`{command}` is not shown on a line of its own"),
        why: "a newcomer copies it from there",
        fix: "show it in a code block".to_owned(),
    };
    missing.map(finding).collect()
}

pub(super) fn link_to_what_exists(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for page in repository.under("", "md") {
        for (line, text) in page.lines() {
            for target in links(text).filter(|target| !leads_outside(target)) {
                let path = resolve(&page.path, target.split('#').next().unwrap_or(target));
                let exists = repository.paths.iter().any(|file| file.starts_with(&path));
                if !exists {
                    findings.push(Finding {
                        file: page.path.clone(),
                        line,
                        what: format!("the link to `{target}` leads nowhere"),
                        why: "a page that points at what is gone is no longer believed",
                        fix: "point at where it went, or remove the link".to_owned(),
                    });
                }
            }
        }
    }
    findings
}

/// The targets of the links in a line of Markdown.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

/// The path from the root of what a page links to.
fn resolve(page: &Path, target: &str) -> PathBuf {
    let mut path = page.to_owned();
    path.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = path.pop(),
            name => path.push(name),
        }
    }
    path
}

/// Whether a link is no file of the repository.
fn leads_outside(target: &str) -> bool {
    target.contains("://") || target.starts_with('#') || target.starts_with("mailto:")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(findings: &[Finding]) -> Vec<(usize, &str)> {
        findings.iter().map(|finding| (finding.line, finding.what.as_str())).collect()
    }

    #[test]
    fn a_readme_without_the_commands_is_found() {
        let repository = Repository::holding(&[("README.md", "```\ncargo test\n```\n")]);
        let findings = show_the_two_commands(&repository);
        assert_eq!(found(&findings), [(1, "`cargo xtask conformance` is not shown on a line of its own")]);
        assert_eq!(show_the_two_commands(&Repository::holding(&[])).len(), 2);
    }

    #[test]
    fn a_link_to_nothing_is_found() {
        let page = "[a](a.md) and [gone](gone.md#x)\n[web](https://example.org) [here](#x)\n[folder](docs)\n";
        let repository =
            Repository::holding(&[("README.md", page), ("a.md", ""), ("docs/b.md", "[up](../a.md) [gone](./c.md)\n")]);
        let findings = link_to_what_exists(&repository);
        assert_eq!(
            found(&findings),
            [(1, "the link to `gone.md#x` leads nowhere"), (1, "the link to `./c.md` leads nowhere")]
        );
    }
}

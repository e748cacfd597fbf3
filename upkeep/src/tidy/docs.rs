//! The documents for people show what a newcomer needs, and point at what is there.

use std::path::{Path, PathBuf};

use super::{Finding, Repository, repository::File};
use crate::{
    book::SUMMARY,
    markdown::{self, Link},
};

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
            let lost = markdown::links(text).filter(|link| !leads_somewhere(repository, page, link));
            findings.extend(lost.map(|link| Finding {
                file: page.path.clone(),
                line,
                what: format!("the link to `{}` leads nowhere", link.target),
                why: "a page that points at what is gone is no longer believed",
                fix: "point at where it went, or remove the link".to_owned(),
            }));
        }
    }
    findings
}

/// Whether a link leads to a file, a folder, or a heading of a page, or out of the repository.
fn leads_somewhere(repository: &Repository, page: &File, link: &Link<'_>) -> bool {
    let path = link.file(&page.path);
    let exists = path.as_ref().is_none_or(|path| repository.paths.iter().any(|file| file.starts_with(path)));
    let heading = link.anchor().is_none_or(|anchor| {
        let target = path.as_ref().unwrap_or(&page.path);
        let target = repository.under("", "md").find(|file| file.path == *target);
        target.is_none_or(|target| markdown::anchors(&target.text).iter().any(|known| known == anchor))
    });
    exists && heading
}

pub(super) fn are_all_in_the_book(repository: &Repository) -> Vec<Finding> {
    let summary = repository.file(SUMMARY).map(|summary| summary.text.as_str()).unwrap_or_default();
    let listed: Vec<PathBuf> = markdown::links(summary).filter_map(|link| link.file(Path::new(SUMMARY))).collect();
    let pages = repository.under("docs", "md").filter(|page| page.path != Path::new(SUMMARY));
    let missing = pages.filter(|page| !listed.contains(&page.path));
    let finding = |page: &File| Finding {
        file: page.path.clone(),
        line: 1,
        what: format!("the page is not in {SUMMARY}"),
        why: "whoever reads the book does not find it",
        fix: format!("add it to {SUMMARY}, where a reader looks for it"),
    };
    missing.map(finding).collect()
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
            [
                (1, "the link to `gone.md#x` leads nowhere"),
                (2, "the link to `#x` leads nowhere"),
                (1, "the link to `./c.md` leads nowhere")
            ]
        );
    }

    #[test]
    fn a_link_to_no_heading_is_found() {
        let repository = Repository::holding(&[
            ("a.md", "# Here\n[here](#here) [there](b.md#there-too) [gone](b.md#gone)\n"),
            ("b.md", "## There, too\n"),
        ]);
        assert_eq!(found(&link_to_what_exists(&repository)), [(2, "the link to `b.md#gone` leads nowhere")]);
    }

    #[test]
    fn a_page_that_nobody_lists_is_found() {
        let repository = Repository::holding(&[
            ("docs/SUMMARY.md", "[Begin](../README.md)\n- [A](a.md)\n"),
            ("docs/a.md", ""),
            ("docs/b.md", ""),
            ("README.md", ""),
        ]);
        let findings = are_all_in_the_book(&repository);
        assert_eq!(findings.iter().map(|finding| finding.file.as_path()).collect::<Vec<_>>(), [Path::new("docs/b.md")]);
    }
}

//! Code holds no gaps and silences no lint for good.

use super::{Finding, Repository, rust::Token};

/// Macros that mark missing code, or that were left behind after debugging.
const GAPS: &[&str] = &["todo", "unimplemented", "dbg"];

pub(super) fn leave_no_gaps(repository: &Repository) -> Vec<Finding> {
    let gap = |window: &[Token]| {
        let word = window[0].word()?;
        (GAPS.contains(&word) && window[1].is('!')).then(|| format!("`{word}!`"))
    };
    find(repository, 2, gap, "a stub looks like finished code until it is called", "write the code, or remove it")
}

pub(super) fn expect_instead_of_allow(repository: &Repository) -> Vec<Finding> {
    let allow = |window: &[Token]| {
        let is_allow = window[0].is('[') && window[1].word() == Some("allow") && window[2].is('(');
        is_allow.then(|| "an attribute `allow`".to_owned())
    };
    let why = "it stays when the reason is gone, and the reason is nowhere";
    find(repository, 3, allow, why, "mend what the lint says, or write `#[expect(LINT, reason = \"...\")]`")
}

/// What `is_fault` says about any `width` neighbouring tokens of the code that people write.
fn find(
    repository: &Repository,
    width: usize,
    is_fault: impl Fn(&[Token]) -> Option<String>,
    why: &'static str,
    fix: &str,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, tokens) in repository.rust() {
        for window in tokens.windows(width) {
            if let Some(what) = is_fault(window) {
                findings.push(Finding {
                    file: file.path.clone(),
                    line: window[0].line,
                    what,
                    why,
                    fix: fix.to_owned(),
                });
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(findings: &[Finding]) -> Vec<usize> {
        findings.iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn stubs_are_found_in_code_but_not_in_comments_and_texts() {
        let text = "// todo!()\nfn a() { todo!() }\nfn b() { \"dbg!\"; unimplemented!(\"x\") }\nfn c(todo: u8) {\n dbg!(todo); }";
        let repository =
            Repository::holding(&[("spec/src/a.rs", text), ("generated/a/src/a.rs", "fn a() { todo!() }")]);
        assert_eq!(lines(&leave_no_gaps(&repository)), [2, 3, 5]);
    }

    #[test]
    fn allow_is_found_on_items_and_modules_and_expect_is_not() {
        let text =
            "#![allow(x)]\n#[expect(x, reason = \"y\")]\nfn a() {}\n#[cfg(test)]\nmod t {\n#[allow(x)]\nfn b() {} }";
        let repository = Repository::holding(&[("spec/src/a.rs", text)]);
        assert_eq!(lines(&expect_instead_of_allow(&repository)), [1, 6]);
    }
}

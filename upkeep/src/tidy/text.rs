//! Lines end clean, and files end with one line feed.

use super::{Finding, Repository};

const WHY: &str = "invisible characters make noise in every later diff";

/// What parsers are tested with: every byte of it counts, at the end of a file, too.
const CORPUS: &str = "fuzz/corpus";

pub(super) fn lines_end_clean(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in repository.files.iter().filter(|file| !file.path.starts_with(CORPUS)) {
        let mut report = |line: usize, what: &str, fix: &str| {
            findings.push(Finding {
                file: file.path.clone(),
                line,
                what: what.to_owned(),
                why: WHY,
                fix: fix.to_owned(),
            });
        };
        for (number, line) in file.lines() {
            if line.ends_with([' ', '\t', '\r']) {
                report(number, "white space at the end of the line", "remove it");
            }
        }
        let last = file.text.matches('\n').count().max(1);
        if !file.text.is_empty() && !file.text.ends_with('\n') {
            report(file.lines().count(), "the last line has no line feed", "end the file with one");
        } else if file.text.ends_with("\n\n") {
            report(last, "empty lines at the end of the file", "remove them");
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, String)> {
        let repository = Repository::holding(&[("spec/api/service.yaml", text)]);
        lines_end_clean(&repository).into_iter().map(|finding| (finding.line, finding.what)).collect()
    }

    #[test]
    fn white_space_before_the_line_s_end_is_found() {
        assert_eq!(found("a\nb \nc\t\nd\r\n").iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3, 4]);
    }

    #[test]
    fn inputs_of_tests_are_left_as_they_are() {
        let repository = Repository::holding(&[("fuzz/corpus/json/a-space", "{ \n \n\n"), ("fuzz/Cargo.toml", "a \n")]);
        let files: Vec<_> = lines_end_clean(&repository).into_iter().map(|finding| finding.file).collect();
        assert_eq!(files, [std::path::Path::new("fuzz/Cargo.toml")]);
    }

    #[test]
    fn a_file_ends_with_one_line_feed() {
        assert_eq!(found("a\nb"), [(2, "the last line has no line feed".to_owned())]);
        assert_eq!(found("a\n\n"), [(2, "empty lines at the end of the file".to_owned())]);
        assert_eq!(found("a\nb\n"), []);
        assert_eq!(found(""), []);
    }
}

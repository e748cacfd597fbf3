//! A file's name says what is in it.

use super::{Finding, Repository};

/// Names that anything fits into, and so everything ends up in.
const VAGUE: &[&str] = &["util", "utils", "common", "helper", "helpers", "manager", "imp", "misc"];

pub(super) fn have_telling_names(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, _) in repository.rust() {
        let parts = file.path.with_extension("");
        let vague = parts.iter().filter_map(|part| part.to_str()).find(|part| VAGUE.contains(part));
        if let Some(vague) = vague {
            findings.push(Finding {
                file: file.path.clone(),
                line: 1,
                what: format!("`{vague}` names nothing"),
                why: "anything fits into such a file, and so everything ends up in it",
                fix: "name it after the one noun that it is about, or move its parts to where they belong".to_owned(),
            });
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vague_files_and_folders_are_found() {
        let repository = Repository::holding(&[
            ("spec/src/util.rs", ""),
            ("spec/src/common/mod.rs", ""),
            ("spec/src/utility_bill.rs", ""),
            ("spec/src/lib.rs", ""),
        ]);
        let found: Vec<_> = have_telling_names(&repository).into_iter().map(|finding| finding.file).collect();
        assert_eq!(found, [std::path::Path::new("spec/src/common/mod.rs"), "spec/src/util.rs".as_ref()]);
    }
}

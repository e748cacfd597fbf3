//! What the spec asks for is there, and what is there is read.

use std::{collections::BTreeSet, path::Path};

use kii_spec::{Api, Checked};

use super::{Finding, Repository, repository::File};

const CASES: &str = "conformance/cases";
const WALKS: &str = "conformance/cases/walks";
const TEMPLATES: &str = "codegen/templates";

pub(super) fn rules_are_cited(repository: &Repository, api: &Api) -> Vec<Finding> {
    let by_cases = api.rules.values().filter(|rule| rule.checked == Checked::Cases).map(|rule| rule.id.to_string());
    let uncited = by_cases.filter(|id| !repository.under(CASES, "yaml").any(|file| cites(file, id)));
    let finding = |id: String| {
        let rules = repository.file("spec/api/rules.yaml");
        let line = rules.and_then(|file| file.lines().find(|(_, line)| has_word(line, &id)));
        Finding {
            file: "spec/api/rules.yaml".into(),
            line: line.map_or(1, |(number, _)| number),
            what: format!("no case covers the rule `{id}`"),
            why: "it says that cases check it, so a target that breaks it would pass unseen",
            fix: format!("cite it in `covers` of a case in {CASES}, or exclude it with a reason"),
        }
    };
    uncited.map(finding).collect()
}

pub(super) fn files_are_read(repository: &Repository) -> Vec<Finding> {
    let generator = repository.rust().filter(|(file, _)| file.path.starts_with("codegen/src"));
    let texts: BTreeSet<&str> = generator.flat_map(|(_, tokens)| tokens).filter_map(|token| token.text()).collect();
    let below = |folder| repository.files.iter().filter(move |file| file.path.starts_with(folder));
    let folders = [Path::new(CASES), Path::new(WALKS)];
    let is_case = |file: &File| folders.map(Some).contains(&file.path.parent()) && file.name().ends_with(".yaml");
    let finding = |file: &File, fix: String| Finding {
        file: file.path.clone(),
        line: 1,
        what: "nothing reads this file".to_owned(),
        why: "it looks as if it had an effect",
        fix,
    };
    let is_read = |name: &str| texts.contains(name) || texts.iter().any(|text| is_folder_of(text, name));
    let templates = below(TEMPLATES).filter(|file| !template_names(file).any(is_read));
    let templates = templates.map(|file| finding(file, "render it in codegen/src, or remove it".to_owned()));
    let cases = below(CASES).filter(|file| !is_case(file));
    let cases = cases.map(|file| {
        finding(file, format!("cases are read from {CASES}/*.yaml and {WALKS}/*.yaml: move it, or remove it"))
    });
    templates.chain(cases).collect()
}

/// What the generator may call a template: with or without its folder and its extensions.
fn template_names(file: &File) -> impl Iterator<Item = &str> {
    let path = file.path.strip_prefix(TEMPLATES).ok().and_then(Path::to_str).unwrap_or_default();
    [path, file.name()].into_iter().flat_map(|name| {
        let name = name.strip_suffix(".tera").unwrap_or(name);
        [name, name.strip_suffix(".rs").unwrap_or(name)]
    })
}

/// Whether the generator reads a whole folder by this text, and the template is in it.
fn is_folder_of(text: &str, name: &str) -> bool {
    text.strip_suffix('/').is_some_and(|folder| Path::new(name).starts_with(folder) && !folder.is_empty())
}

/// Whether a file of cases lists a rule under `covers`.
fn cites(file: &File, rule: &str) -> bool {
    let lists = |line: &str| line.starts_with("covers:") || line == format!("- {rule}");
    file.lines().any(|(_, line)| lists(line.trim_start()) && has_word(line, rule))
}

/// Whether a line has this id and not only a longer one that contains it.
fn has_word(line: &str, id: &str) -> bool {
    line.split(|c: char| !(c.is_alphanumeric() || c == '-')).any(|word| word == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The API with one rule that cases check.
    fn api() -> Api {
        let mut api = Api::embedded().unwrap();
        api.rules.retain(|_, rule| rule.checked != Checked::Cases);
        let (_, mut rule) = api.rules.pop().unwrap();
        rule.checked = Checked::Cases;
        api.rules.insert(rule.id.clone(), rule);
        api
    }

    #[test]
    fn a_rule_that_no_case_cites_is_found_at_its_line() {
        let api = api();
        let id = api.rules.last().unwrap().0.to_string();
        let rules = format!("- id: {id}-too\n- id: {id}\n");
        let found = |cases: &str| {
            let files = [("spec/api/rules.yaml", rules.as_str()), ("conformance/cases/object.yaml", cases)];
            let findings = rules_are_cited(&Repository::holding(&files), &api);
            findings.into_iter().map(|finding| (finding.line, finding.what)).collect::<Vec<_>>()
        };
        assert_eq!(found(&format!("- id: a\n  covers: [{id}]\n")), []);
        assert_eq!(found(&format!("- id: a\n  covers:\n    - b\n    - {id}\n")), []);
        assert_eq!(found(&format!("# {id}\n- covers: [{id}-too]\n")), [(2, format!("no case covers the rule `{id}`"))]);
    }

    #[test]
    fn templates_and_cases_that_nothing_reads_are_found() {
        let repository = Repository::holding(&[
            (
                "codegen/src/render.rs",
                "fn a() { b(\"types/lib.rs\"); b(\"scope\"); b(\"Cargo.toml\"); b(\"files/\") } // types/lost.rs",
            ),
            ("codegen/templates/types/Cargo.toml.tera", ""),
            ("codegen/templates/types/lib.rs.tera", ""),
            ("codegen/templates/types/scope.rs.tera", ""),
            ("codegen/templates/types/lost.rs.tera", ""),
            ("codegen/templates/files/types/src/lib.rs.tera", ""),
            ("conformance/cases/object.yaml", ""),
            ("conformance/cases/walks/walks.yaml", ""),
            ("conformance/cases/body.yml", ""),
            ("conformance/cases/old/body.yaml", ""),
        ]);
        let found: Vec<_> = files_are_read(&repository).into_iter().map(|finding| finding.file).collect();
        assert_eq!(
            found,
            [
                Path::new("codegen/templates/types/lost.rs.tera"),
                "conformance/cases/body.yml".as_ref(),
                "conformance/cases/old/body.yaml".as_ref(),
            ]
        );
    }
}

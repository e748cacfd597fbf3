//! The template of a target file: every key with its meaning.

use std::{
    fs::OpenOptions,
    io::{self, Write as _},
    path::Path,
};

/// Its text.
const TEMPLATE: &str = include_str!("template.toml");

/// Writes the template to a new file that only its owner may read.
///
/// # Errors
/// When the file exists already, or it cannot be written.
pub(crate) fn write(path: &Path) -> Result<(), String> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(TEMPLATE.as_bytes()));
    written.map_err(|error| match error.kind() == io::ErrorKind::AlreadyExists {
        true => format!(
            "{}: the file exists already and was not changed; name another file, or remove this one",
            path.display()
        ),
        false => format!("{}: cannot be written: {error}", path.display()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kii_spec::Api;

    use crate::deployment::{Keys, Target};

    fn api() -> Api {
        Api::embedded().expect("a spec")
    }

    fn parse(text: &str) -> Result<Target, String> {
        Target::from_toml(&api(), text, "target.toml").map_err(|error| error.to_string())
    }

    /// The keys of the template, those that are commented out included.
    fn keys_of_template() -> Vec<String> {
        let mut table = String::new();
        let keys = TEMPLATE.lines().filter_map(|line| {
            if let Some(name) = line.strip_prefix('[') {
                table = format!("{}.", name.trim_end_matches(']'));
            }
            let (name, _) = line.strip_prefix("# ").unwrap_or(line).split_once(" = ")?;
            (!name.contains(' ')).then(|| format!("{table}{name}"))
        });
        keys.collect()
    }

    #[test]
    fn the_template_has_every_key_and_no_other() {
        let mut expected: Vec<String> = Keys::of(&api()).iter().map(ToString::to_string).collect();
        expected.extend(["without", "headers.X-Gateway-Key"].map(str::to_owned));
        let mut found = keys_of_template();
        expected.sort();
        found.sort();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_template_and_the_readme_name_every_capability() {
        let api = api();
        for name in api.service.capabilities.keys().filter(|name| !name.0.starts_with("scope.")) {
            assert!(TEMPLATE.contains(&name.0), "{name} is not in the template");
            let page = include_str!("../../../docs/targets.md");
            assert!(page.contains(&format!("`{name}`")), "{name} is not in docs/targets.md");
        }
    }

    #[test]
    fn the_template_is_a_target_once_the_application_is_filled_in() {
        let problems = parse(TEMPLATE).expect_err("it is only a template");
        assert!(problems.contains("app_id is still `...`"), "{problems}");
        let target = parse(&TEMPLATE.replace("= \"...\"", "= \"a value\""));
        assert_eq!(target.expect("a target").principals().count(), 0);
    }
}

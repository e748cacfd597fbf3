//! A target file to begin with: everything that can be said of a target, and what it means.

use std::{
    fs::OpenOptions,
    io::{self, Write as _},
    path::Path,
};

/// The text of the file.
pub const TEMPLATE: &str = include_str!("template.toml");

/// Writes a file to begin with, which only its owner may read.
///
/// # Errors
/// When there is such a file already, or it cannot be written.
pub fn write(path: &Path) -> Result<(), String> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(TEMPLATE.as_bytes()));
    written.map_err(|error| match error.kind() == io::ErrorKind::AlreadyExists {
        true => format!("{}: is there already, and is left as it is; name another file, or remove it", path.display()),
        false => format!("{}: cannot be written: {error}", path.display()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deployment::{Key, Target};

    #[test]
    fn the_template_has_every_key_and_nothing_else() {
        let uncommented = TEMPLATE.replace("\n# ", "\n");
        for key in Key::ALL {
            let name = key.path().rsplit('.').next().unwrap_or_default();
            assert!(uncommented.contains(&format!("\n{name} = ")), "{key}");
        }
        let keys = |text: &str| {
            let lines = text.lines().map(|line| line.strip_prefix("# ").unwrap_or(line).to_owned());
            let kept = |line: &String| line.starts_with('[') || line.split(' ').nth(1) == Some("=");
            lines.filter(kept).map(|line| line + "\n").collect::<String>()
        };
        let problems =
            Target::from_toml(&keys(TEMPLATE), "target.toml").expect_err("it is only a template").to_string();
        for problem in problems.lines().skip(1) {
            let expected = ["is given beside", "cannot be read", "is still `...`"];
            assert!(expected.iter().any(|part| problem.contains(part)), "{problem}");
        }
        assert!(!problems.contains("unknown key"), "{problems}");
    }

    #[test]
    fn people_are_told_what_can_be_left_out() {
        let api = kii_spec::Api::embedded().expect("a spec");
        for name in api.service.capabilities.keys().filter(|name| !name.0.starts_with("scope.")) {
            assert!(TEMPLATE.contains(&name.0), "{name} is not in the template");
            assert!(include_str!("../../../README.md").contains(&format!("`{name}`")), "{name} is not in the README");
        }
    }

    #[test]
    fn the_template_is_a_target_once_the_application_is_filled_in() {
        let problems = Target::from_toml(TEMPLATE, "target.toml").expect_err("it is only a template").to_string();
        assert!(problems.contains("app_id is still `...`"), "{problems}");
        let target = Target::from_toml(&TEMPLATE.replace("= \"...\"", "= \"a value\""), "target.toml");
        assert_eq!(target.expect("a target").principals().count(), 0);
    }
}

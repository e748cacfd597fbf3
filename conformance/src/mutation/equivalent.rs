//! Faults that no answer can show, as reviewed data: `conformance/faults/equivalents.yaml`.

use kii_spec::{
    document::{At, Problems, Review},
    yaml_structs,
};

use super::FaultId;

yaml_structs! {
    /// Faults that no answer can show.
    struct Equivalent {
        /// Their ids, with `*` for any text.
        faults: At<String>,
        /// Why no answer can show them.
        reason: String,
    }
}

/// The faults that no answer can show.
#[derive(Debug)]
pub struct Equivalents(Vec<Equivalent>);

impl Equivalents {
    /// Those that the program was built with.
    ///
    /// # Errors
    /// Everything that is wrong with them: entries that cannot be read, or that match none of these faults.
    pub fn embedded<'a>(faults: impl Iterator<Item = &'a FaultId> + Clone) -> Result<Self, Problems> {
        Self::read("faults/equivalents.yaml", include_str!("../../faults/equivalents.yaml"), faults)
    }

    /// The mutants of the reference server's source code that no answer can show, by file and change.
    ///
    /// # Errors
    /// As with [`embedded`](Self::embedded).
    pub fn of_source<'a>(mutants: impl Iterator<Item = &'a FaultId> + Clone) -> Result<Self, Problems> {
        Self::read("faults/source-equivalents.yaml", include_str!("../../faults/source-equivalents.yaml"), mutants)
    }

    fn read<'a>(path: &str, text: &str, faults: impl Iterator<Item = &'a FaultId> + Clone) -> Result<Self, Problems> {
        let review = Review::default();
        let mut equivalents = Vec::new();
        if let Some((file, entries)) = review.read::<Vec<Equivalent>>(path, text) {
            for entry in &entries {
                if !faults.clone().any(|fault| matches(&entry.faults.value, &fault.0)) {
                    let title = format!("no fault has an id like `{}`", entry.faults.value);
                    let help = "take the entry away, or correct it; `cargo xtask mutants --format json` lists the ids";
                    review.diagnostics(&file).note_with(&entry.faults.span, title, "matches nothing", help.to_owned());
                }
            }
            equivalents = entries;
        }
        review.close()?;
        Ok(Self(equivalents))
    }

    /// The ids of them, with `*` for any text.
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|entry| entry.faults.value.as_str())
    }

    /// Why no answer can show a fault, if it is one of them.
    #[must_use]
    pub fn reason(&self, fault: &FaultId) -> Option<&str> {
        let entry = self.0.iter().find(|entry| matches(&entry.faults.value, &fault.0))?;
        Some(entry.reason.trim())
    }
}

/// Whether a text matches a pattern, in which `*` matches any text.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            text.char_indices().map(|(at, _)| &text[at..]).chain([""]).any(|tail| matches(rest, tail))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Equivalents, String> {
        let faults =
            ["a.head/found@user:content=some", "a.get/found@user:content=some"].map(|id| FaultId(id.to_owned()));
        Equivalents::read("equivalents.yaml", text, faults.iter()).map_err(|problems| problems.to_string())
    }

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, like) in [
            ("a*c", "abbc", true),
            ("a*c", "ac", true),
            ("*", "", true),
            ("a*", "ba", false),
            ("a*c*e", "abcde", true),
            ("a*c", "acd", false),
            ("abc", "abcd", false),
        ] {
            assert_eq!(matches(pattern, text), like, "{pattern} {text}");
        }
    }

    #[test]
    fn an_entry_gives_the_reason_of_the_faults_that_it_matches() {
        let equivalents = read("- { faults: '*.head/*', reason: nobody looks }").unwrap();
        assert_eq!(equivalents.reason(&FaultId("a.head/found@user:content=some".to_owned())), Some("nobody looks"));
        assert_eq!(equivalents.reason(&FaultId("a.get/found@user:content=some".to_owned())), None);
    }

    #[test]
    fn an_entry_that_matches_no_fault_or_has_no_reason_is_a_problem() {
        let unmatched = read("- { faults: 'a.put/*', reason: x }").unwrap_err();
        assert!(unmatched.contains("no fault has an id like `a.put/*`"), "{unmatched}");
        let unreasoned = read("- { faults: 'a.get/*' }").unwrap_err();
        assert!(unreasoned.contains("`reason` is missing"), "{unreasoned}");
    }
}

//! Breaks that are accepted, each with a reason.

use kii_spec::{
    Problems,
    document::{At, Diagnostics, Review},
    yaml_structs,
};

use super::Change;

yaml_structs! {
    /// A change that breaks somebody, and is made nevertheless.
    struct Accepted {
        /// The kind and the place of the change, as `diff` prints them.
        change: At<String>,
        /// Why it is made.
        reason: At<String>,
    }
}

/// Those of the changes that break somebody and that the text of a file does not accept.
///
/// # Errors
/// Everything that is wrong with the file: entries without a reason, given twice, or that apply to no change that breaks anybody.
pub(crate) fn unaccepted<'c>(path: &str, text: &str, changes: &'c [Change]) -> Result<Vec<&'c Change>, Problems> {
    let review = Review::default();
    let read = review.read::<Vec<Accepted>>(path, text);
    let mut left: Vec<&Change> = changes.iter().filter(|change| change.breaks_somebody()).collect();
    if let Some((file, accepted)) = &read {
        let diagnostics: Diagnostics<'_> = review.diagnostics(file);
        for Accepted { change, reason } in accepted {
            if reason.value.trim().is_empty() {
                diagnostics.note(&reason.span, "an accepted break has no reason", "say why it is made");
            }
            let before = left.len();
            left.retain(|left| left.id() != change.value);
            if left.len() == before {
                let title = format!("nothing has changed that `{}` accepts", change.value);
                let help =
                    "remove the entry, or write the kind and the place of a change as `kii-codegen diff` prints them";
                diagnostics.note_with(&change.span, title, "applies to no break, or is given twice", help.to_owned());
            }
        }
    }
    review.close()?;
    Ok(left)
}

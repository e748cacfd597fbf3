//! Removes the secrets of a target from many texts, without collecting the secrets for each.

use super::secret::Secrets;
use crate::values::quotation;

/// The secrets of a target as they are now: tokens that come later are not among them.
pub(crate) struct Redactor(pub(super) Secrets);

impl Redactor {
    /// A text without any secret, however an answer spells it, and with its quotations cut short.
    pub(crate) fn redact(&self, text: &str) -> String {
        quotation::message(text, |text, is_cut| self.0.redact(text, is_cut))
    }

    /// Whether a text that quotes nothing may have a secret in it: quicker than to remove it.
    pub(crate) fn may_be_in(&self, text: &str) -> bool {
        self.0.may_be_in(text)
    }
}

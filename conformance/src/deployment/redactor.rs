//! Removes the secrets of a target from many texts, without collecting the secrets for each.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use super::secret::Secrets;
use crate::values::quotation;

/// How many texts are remembered that have no secret in them.
const MOST_REMEMBERED: usize = 4096;

/// The longest of them, in bytes.
const LONGEST_REMEMBERED: usize = 128;

/// The secrets of a target as they are now: tokens that come later are not among them.
pub(crate) struct Redactor {
    secrets: Secrets,
    /// Short texts that have no secret in them, such as the values of headers: most answers repeat them.
    clean: Mutex<HashSet<String>>,
}

impl Redactor {
    pub(super) fn of(secrets: Secrets) -> Self {
        Self { secrets, clean: Mutex::default() }
    }

    /// A text without any secret, however an answer spells it, and with its quotations cut short.
    pub(crate) fn redact(&self, text: &str) -> String {
        quotation::message(text, |text, is_cut| self.secrets.redact(text, is_cut))
    }

    /// Whether a text that quotes nothing may have a secret in it: quicker than to remove it.
    pub(crate) fn may_be_in(&self, text: &str) -> bool {
        if text.len() > LONGEST_REMEMBERED {
            return self.secrets.may_be_in(text);
        }
        if self.clean.lock().unwrap_or_else(PoisonError::into_inner).contains(text) {
            return false;
        }
        let may_be = self.secrets.may_be_in(text);
        let mut clean = self.clean.lock().unwrap_or_else(PoisonError::into_inner);
        if !may_be && clean.len() < MOST_REMEMBERED {
            clean.insert(text.to_owned());
        }
        may_be
    }
}

//! Resolves known deviations as they are written: looks up everything that they name, and checks what people must fill in.

use std::collections::BTreeSet;

use indexmap::IndexSet;
use jiff::civil::Date;
use kii_spec::{
    Api, OperationId, Statement,
    document::{At, Diagnostics, Span, suggestion},
};
use url::Url;

use super::{About, Deviation, Pattern, wire};
use crate::cases::Case;

/// The placeholder of a draft that people must replace.
pub(super) const TO_FILL_IN: &str = "...";

/// A file of known deviations, and what its entries may name.
pub(super) struct Resolver<'a> {
    pub(super) api: &'a Api,
    pub(super) cases: &'a [Case],
    /// The cases that are going to be run.
    pub(super) run: &'a [&'a Case],
    pub(super) today: Date,
    pub(super) diagnostics: Diagnostics<'a>,
    pub(super) path: &'a str,
    pub(super) text: &'a str,
}

impl Resolver<'_> {
    pub(super) fn deviation(&self, written: &wire::Deviation) -> Option<Deviation> {
        let about = self.about(written);
        let [reason, link, owner] = [&written.reason, &written.link, &written.owner];
        for (key, text) in [("reason", reason), ("link", link), ("owner", owner)] {
            self.filled_in(key, text);
        }
        if link.value != TO_FILL_IN
            && !Url::parse(&link.value).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
        {
            let help = "for example https://example.com/issues/1".to_owned();
            self.diagnostics.note_with(
                &link.span,
                format!("`{}` is not an address", link.value),
                "expected an address",
                help,
            );
        }
        let expires = self.date(&written.expires);
        let (span, about) = about?;
        let entry = Deviation {
            about,
            reason: reason.value.trim().to_owned(),
            link: link.value.clone(),
            owner: owner.value.clone(),
            expires: expires?,
            place: self.place(&span),
        };
        if entry.expires < self.today && self.run.iter().any(|case| entry.covers(case)) {
            let title = format!("this deviation has expired: it is {}", self.today);
            let help =
                "see whether the target still deviates; then remove the entry, or give it a later date".to_owned();
            self.diagnostics.note_with(&written.expires.span, title, "was its last day", help);
        }
        // Other cases can break its statement as well, and the entry would not excuse them.
        (entry.expires >= self.today).then_some(entry)
    }

    /// What fails, and where that is written.
    fn about(&self, written: &wire::Deviation) -> Option<(Span, About)> {
        let about = match (&written.case, &written.rule) {
            (Some(case), None) => (case.span.clone(), self.cases(case)?),
            (None, Some(rule)) => (rule.span.clone(), self.statement(rule)?),
            (Some(_), Some(rule)) => {
                self.diagnostics.note(&rule.span, "`case` and `rule` exclude each other", "beside `case`");
                return None;
            }
            (None, None) => {
                let help = "add `case:` with the name of a case, or `rule:` with what is broken".to_owned();
                self.diagnostics.note_with(
                    &written.reason.span,
                    "nothing says what deviates",
                    "is the reason of nothing",
                    help,
                );
                return None;
            }
        };
        Some(about)
    }

    fn cases(&self, written: &At<String>) -> Option<About> {
        let pattern = Pattern(written.value.clone());
        let named: BTreeSet<&OperationId> =
            self.cases.iter().filter(|case| pattern.matches(case)).map(|case| &case.operation).collect();
        if named.len() > 1 && named.len() == self.api.operations.len() {
            // It would excuse every failure.
            let title = format!("`{}` names cases of every operation", written.value);
            let help =
                "name the operation before the `*`; what a target does not offer stands under `without`".to_owned();
            self.diagnostics.note_with(&written.span, title, "explains too much", help);
            return None;
        }
        if self.cases.iter().any(|case| pattern.matches(case)) {
            return Some(About::Cases(pattern));
        }
        // The id of a case is the same in every scope.
        let names: IndexSet<String> = match written.value.contains('@') {
            true => self.cases.iter().map(Case::name).collect(),
            false => self.cases.iter().map(|case| case.id.0.clone()).collect(),
        };
        let help = suggestion(&written.value, names.iter().map(String::as_str));
        self.diagnostics.note_with(
            &written.span,
            format!("no case is called `{}`", written.value),
            "matches nothing",
            help,
        );
        None
    }

    fn statement(&self, written: &At<String>) -> Option<About> {
        let parts = self.api.operations.values().flat_map(|operation| {
            operation.responses.values().flat_map(|response| self.api.statements(operation, response))
        });
        let rules = self.api.rules.keys().cloned().map(Statement::Rule);
        let ids: Vec<String> = rules.chain(parts).map(|statement| statement.to_string()).collect();
        if ids.contains(&written.value) {
            return Some(About::Statement(written.value.clone()));
        }
        let title = format!("`{}` is neither a rule nor a part of an answer", written.value);
        let help = suggestion(&written.value, ids.iter().map(String::as_str));
        self.diagnostics.note_with(&written.span, title, "names nothing", help);
        None
    }

    fn date(&self, written: &At<String>) -> Option<Date> {
        let date = written.value.parse().ok();
        if date.is_none() {
            let title = format!("`{}` is not a date", written.value);
            self.diagnostics.note(&written.span, title, "expected a date like 2027-01-31");
        }
        date
    }

    fn filled_in(&self, key: &str, written: &At<String>) {
        let title = match written.value.trim() {
            TO_FILL_IN => format!("`{key}` is still `{TO_FILL_IN}`"),
            "" => format!("`{key}` is empty"),
            _ => return,
        };
        self.diagnostics.note(&written.span, title, "has to be written by somebody who knows");
    }

    /// `file:line` of a place in the text.
    fn place(&self, span: &Span) -> String {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        format!("{}:{}", self.path, before.matches('\n').count() + 1)
    }
}

//! The dates of an object: those that an answer names must agree with each other and with those that were named before.

use std::time::{Duration, UNIX_EPOCH};

use http::HeaderValue;
use kii_spec::{DerivedCheck, Header, MemberValue};

use crate::{
    judge::{
        findings::Findings,
        headers::shown,
        mismatch::{Mismatch, MismatchKind},
        observation::ObservedMember,
    },
    send::{Dates, same_second},
};

impl Findings<'_> {
    /// Judges a date in milliseconds, and adds it to those that are known.
    pub(super) fn date_member(&mut self, found: &ObservedMember<'_>, date: i64, known: &mut Dates) {
        let name = found.path.join(".");
        let meaning = found.member.value.as_ref();
        let earliest = known.floor.max(known.created);
        match meaning {
            Some(MemberValue::CreationDate) => {
                if let Some(created) = known.created {
                    let rule = self.examine_check(DerivedCheck::CreationDateStays);
                    if created != date {
                        self.untrue(rule, format!("{name}: {created}, as was named before"), date.to_string());
                    }
                }
            }
            Some(MemberValue::ModificationDate) => {
                let expected = if let Some(due) = known.modified.filter(|due| *due != date) {
                    Some(format!("{name}: {due}, as nothing has changed since"))
                } else if let Some(second) = known.modified_second.filter(|second| !same_second(*second, date)) {
                    Some(format!("{name}: a date {second} seconds after 1970, as a header names it"))
                } else {
                    let earliest = earliest.filter(|earliest| date < *earliest);
                    earliest.map(|earliest| format!("{name}: {earliest}, which was named before, or later"))
                };
                if known.modified.or(known.modified_second).or(earliest).is_some() {
                    let rule = self.examine_check(DerivedCheck::ModificationDateAdvances);
                    if let Some(expected) = expected {
                        self.untrue(rule, expected, date.to_string());
                    }
                }
            }
            Some(
                MemberValue::Constant(_)
                | MemberValue::AppId
                | MemberValue::OwnerId
                | MemberValue::BucketId
                | MemberValue::ObjectId
                | MemberValue::ScopeType
                | MemberValue::DataType
                | MemberValue::CallerId,
            )
            | None => {}
        }
        known.note(meaning, date);
    }

    /// Judges a date of whole seconds, which may have been rounded either way, and adds it to those that are known.
    pub(super) fn date_header(&mut self, header: &Header, found: &HeaderValue, second: i64, known: &mut Dates) {
        let earliest = known.floor.max(known.created);
        let expected = if let Some(modified) = known.modified.filter(|modified| !same_second(second, *modified)) {
            Some(format!("the date that was named in milliseconds, {modified}"))
        } else if let Some(named) = known.modified_second.filter(|named| *named != second) {
            let named = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(named.unsigned_abs()));
            Some(format!("{named}, as nothing has changed since that was named"))
        } else {
            let passed = earliest.filter(|earliest| second < *earliest / 1000);
            passed.map(|earliest| format!("{earliest} milliseconds after 1970, which was named before, or later"))
        };
        if known.modified.or(known.modified_second).or(earliest).is_some() {
            let statement = self.examine_check(DerivedCheck::ModificationDateAdvances);
            if let Some(expected) = expected {
                self.mismatches.push(Mismatch {
                    statement,
                    level: header.level,
                    expected: format!("{}: {expected}", header.name),
                    found: shown(found),
                    kind: MismatchKind::Untrue,
                });
            }
        }
        known.modified_second = Some(second);
    }
}

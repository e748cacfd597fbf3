//! The dates of an object: those that an answer names must agree with each other and with those that were named before.

use std::time::{Duration, UNIX_EPOCH};

use http::HeaderValue;
use kii_spec::{DerivedCheck, Header, Level, MemberValue, Part};

use crate::{
    judge::{
        difference::{Difference, Flaw},
        findings::Findings,
        headers::shown,
        mismatch::{Mismatch, MismatchKind},
        observation::ObservedMember,
    },
    send::{Dates, Moment, same_second},
};

/// How far the clocks of a server's nodes may differ, in milliseconds: a date that goes back no further is a warning.
const SKEW: i64 = 1000;

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
                        let difference = Difference::member(&found.path, Flaw::Untrue);
                        let expected = format!("{name}: {created}, as was named before");
                        self.untrue(rule, expected, date.to_string(), difference);
                    }
                } else if let Some((level, expected)) = too_early(known.created_after, date) {
                    let path = &found.path;
                    let statement = self.part(Part::Member(path.as_slice().into()));
                    let (expected, found) = (format!("{name}: {expected}"), date.to_string());
                    let (kind, difference) = (MismatchKind::Untrue, Difference::member(path, Flaw::Untrue));
                    self.mismatches.push(Mismatch { statement, level, expected, found, kind, difference });
                }
            }
            Some(MemberValue::ModificationDate) => {
                let expected = if let Some(due) = known.modified.filter(|due| *due != date) {
                    Some((Level::Must, format!("{name}: {due}, as nothing has changed since")))
                } else if let Some(second) = known.modified_second.filter(|second| !same_second(*second, date)) {
                    Some((Level::Must, format!("{name}: a date {second} seconds after 1970, as a header names it")))
                } else if let Some(before) = known.before_pause.filter(|before| date <= *before) {
                    Some((
                        Level::Must,
                        format!("{name}: a date after {before}, as the change before was over a second ago"),
                    ))
                } else {
                    let earliest = earliest.filter(|earliest| date < *earliest);
                    earliest.map(|earliest| {
                        (gone_back(earliest - date), format!("{name}: {earliest}, which was named before, or later"))
                    })
                };
                if known.modified.or(known.modified_second).or(earliest).is_some() {
                    let statement = self.examine_check(DerivedCheck::ModificationDateAdvances);
                    if let Some((level, expected)) = expected {
                        let difference = Difference::member(&found.path, Flaw::Untrue);
                        let (found, kind) = (date.to_string(), MismatchKind::Untrue);
                        self.mismatches.push(Mismatch { statement, level, expected, found, kind, difference });
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
                | MemberValue::CallerId
                | MemberValue::ByteCount
                | MemberValue::FirstByte
                | MemberValue::LastByte,
            )
            | None => {}
        }
        known.note(meaning, date);
    }

    /// Judges a date of whole seconds, which may have been rounded either way, or one with a fraction, and adds it to those
    /// that are known.
    pub(super) fn date_header(&mut self, header: &Header, found: &HeaderValue, sent: SentDate, known: &mut Dates) {
        let SentDate { second, fraction } = sent;
        let earliest = known.floor.max(known.created);
        let expected = if let Some(modified) = known.modified.filter(|modified| !same_second(second, *modified)) {
            Some((header.level, format!("the date that was named in milliseconds, {modified}")))
        } else if let Some(modified) = fraction.and_then(|fraction| fraction.objects_to(second, known.modified)) {
            Some((header.level, format!("the date that was named in milliseconds, {modified}, or whole seconds of it")))
        } else if let Some(named) = known.modified_second.filter(|named| *named != second) {
            let named = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(named.unsigned_abs()));
            Some((header.level, format!("{named}, as nothing has changed since that was named")))
        } else if let Some(before) = known.before_pause.filter(|before| second <= *before / 1000) {
            let due =
                format!("a second after that of {before} milliseconds, as the change before was over a second ago");
            Some((header.level, due))
        } else {
            let passed = earliest.filter(|earliest| second < *earliest / 1000);
            passed.map(|earliest| {
                let level = gone_back((earliest / 1000 - second) * 1000).max(header.level);
                (level, format!("{earliest} milliseconds after 1970, which was named before, or later"))
            })
        };
        if known.modified.or(known.modified_second).or(earliest).is_some() {
            let statement = self.examine_check(DerivedCheck::ModificationDateAdvances);
            if let Some((level, expected)) = expected {
                self.mismatches.push(Mismatch {
                    statement,
                    level,
                    expected: format!("{}: {expected}", header.name),
                    found: shown(found),
                    kind: MismatchKind::Untrue,
                    difference: Difference::header(&header.name, Flaw::Untrue),
                });
            }
        }
        known.modified_second = Some(second);
    }
}

/// What is expected of the date of a creation, and how binding that is, if it is before what answers have named already.
fn too_early(known: Moment, date: i64) -> Option<(Level, String)> {
    if let Some(before) = known.before_pause.filter(|before| date <= *before) {
        return Some((Level::Must, format!("a date after {before}, which was named over a second before")));
    }
    let latest = known.latest.filter(|latest| date < *latest)?;
    Some((gone_back(latest - date), format!("{latest}, which was named before, or later")))
}

/// How binding it is that a date does not go back so many milliseconds.
const fn gone_back(millis: i64) -> Level {
    if millis <= SKEW { Level::Should } else { Level::Must }
}

/// A date as a header names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SentDate {
    /// The whole seconds since 1970.
    pub(super) second: i64,
    /// The fraction behind them, which HTTP does not have.
    pub(super) fraction: Option<Fraction>,
}

/// The fraction of a second, as far as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fraction {
    /// In milliseconds.
    millis: i64,
    /// What the last written digit stands for, in milliseconds.
    step: i64,
}

impl SentDate {
    /// Reads a date of HTTP in any of its forms (RFC 9110, 5.6.7), or one of RFC 3339, which HTTP does not have.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if let Ok(date) = httpdate::parse_http_date(text) {
            let second = date.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
            return Some(Self { second: i64::try_from(second).unwrap_or(i64::MAX), fraction: None });
        }
        let date: jiff::Timestamp = text.parse().ok()?;
        let digits = text.split_once('.').map(|(_, rest)| rest.bytes().take_while(u8::is_ascii_digit).count());
        let step = |digits: usize| 10_i64.pow(3 - u32::try_from(digits.min(3)).unwrap_or(3));
        let millis = i64::from(date.subsec_millisecond());
        let fraction = digits.map(|digits| Fraction { millis, step: step(digits) });
        Some(Self { second: date.as_second(), fraction })
    }

    /// Whether it was written in the form that HTTP demands of a sender.
    pub(super) fn is_usual(self, text: &str) -> bool {
        httpdate::parse_http_date(text).is_ok_and(|date| httpdate::fmt_http_date(date) == text.trim())
    }
}

impl Fraction {
    /// The known date in milliseconds, if this fraction names another one.
    fn objects_to(self, second: i64, known: Option<i64>) -> Option<i64> {
        let named = second.saturating_mul(1000).saturating_add(self.millis);
        known.filter(|known| known.abs_diff(named) >= self.step.unsigned_abs())
    }
}

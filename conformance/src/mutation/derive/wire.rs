//! What can be wrong with a response as HTTP, whatever it says.

use http::{HeaderName, HeaderValue, StatusCode, header};
use kii_spec::{DerivedCheck, Level, ResponseContent};

use super::{Defect, ResponseFaults};
use crate::mutation::{AnswerMutation, FaultKind, HeaderChange};

pub(super) fn derive(faults: &mut ResponseFaults<'_, '_>) {
    let response = faults.context.response;
    if response.status == StatusCode::UNAUTHORIZED {
        let change = (header::WWW_AUTHENTICATE, HeaderChange::Missing);
        note(faults, "challenge=missing", "no challenge", DerivedCheck::ChallengeNamed, Level::Should, change);
    }
    if response.content == ResponseContent::None {
        return;
    }
    let change = (header::CONTENT_TYPE, HeaderChange::Twice);
    note(faults, "media-type=twice", "its media type twice", DerivedCheck::SingleLines, Level::Must, change);
    let change = (header::TRANSFER_ENCODING, HeaderChange::Added(HeaderValue::from_static("chunked")));
    note(faults, "framing=two", "a length and chunks", DerivedCheck::OneFraming, Level::Must, change);
    let change = (header::CONTENT_ENCODING, HeaderChange::Added(HeaderValue::from_static("gzip")));
    note(faults, "coding=untrue", "a coding that it does not have", DerivedCheck::TrueCoding, Level::Must, change);
}

/// Adds a fault of a header of which one rule speaks.
fn note(
    faults: &mut ResponseFaults<'_, '_>,
    name: &str,
    words: &str,
    check: DerivedCheck,
    level: Level,
    (header, change): (HeaderName, HeaderChange),
) {
    faults.add(Defect {
        kind: FaultKind::Header,
        name: format!("wire.{name}"),
        words: words.to_owned(),
        violates: faults.context.rules(&[check]),
        level: faults.context.demands(|_| true).map(|demanded| demanded.max(level)),
        mutation: AnswerMutation::Header(header, change),
    });
}

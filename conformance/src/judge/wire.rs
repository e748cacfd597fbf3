//! What HTTP demands of every answer, whatever the operation: one value of each header, one length of the content, a true
//! coding, and a challenge with a refusal.

use http::{HeaderMap, StatusCode, header};
use kii_spec::{DerivedCheck, Level, ResponseContent};

use crate::{
    judge::{
        difference::{Difference, Flaw},
        findings::Findings,
        mismatch::{Mismatch, MismatchKind},
        observation::Observation,
    },
    send::{Coding, Response},
};

/// Headers that are no list, and of which a second one changes what the answer says (RFC 9110, 5.3).
const SINGLE: [&str; 6] = ["content-type", "content-length", "content-range", "etag", "last-modified", "location"];

/// Headers that are no list either, and that what stands before a server often adds once more.
const REPEATED: [&str; 4] = ["date", "age", "expires", "retry-after"];

impl Findings<'_> {
    /// Judges an answer as HTTP.
    pub(super) fn wire(&mut self, seen: &Observation<'_>) {
        let lines = Lines::of(seen.answer);
        self.single_lines(seen, &lines);
        self.one_framing(&lines);
        self.true_coding(seen.answer);
        self.challenge(seen.answer);
    }

    fn single_lines(&mut self, seen: &Observation<'_>, lines: &Lines<'_>) {
        let statement = self.examine_rule(DerivedCheck::SingleLines);
        let fields = SINGLE.map(|name| (name, Level::Must)).into_iter();
        for (name, level) in fields.chain(REPEATED.map(|name| (name, Level::Should))) {
            // Those that are documented are judged as such.
            let is_documented = seen.headers.iter().any(|header| header.documented.name.eq_ignore_ascii_case(name));
            let count = lines.count(name);
            if count > 1 && !is_documented {
                let (expected, found) = (format!("header {name} once"), format!("{count} of them"));
                let (statement, kind) = (statement.clone(), MismatchKind::Flaw);
                let difference = Difference::header(name, Flaw::Repeated);
                self.mismatches.push(Mismatch { statement, level, expected, found, kind, difference });
            }
        }
    }

    fn one_framing(&mut self, lines: &Lines<'_>) {
        let statement = self.examine_rule(DerivedCheck::OneFraming);
        if lines.count("content-length") > 0 && lines.count("transfer-encoding") > 0 {
            let expected = "no Content-Length beside Transfer-Encoding".to_owned();
            let difference = Difference::header("transfer-encoding", Flaw::Surplus);
            self.flaw(statement, expected, "both".to_owned(), difference);
        }
    }

    fn true_coding(&mut self, answer: &Response) {
        if answer.content.is_empty() && self.given.content == ResponseContent::None {
            return;
        }
        let statement = self.examine_rule(DerivedCheck::TrueCoding);
        let expected = "content without a coding, as the request accepts `identity` only".to_owned();
        let (level, found) = match &answer.coding {
            Coding::None => return,
            Coding::Undone(coding) => (Level::Should, format!("`Content-Encoding: {coding}`")),
            Coding::Kept(coding, why) => (Level::Must, format!("`Content-Encoding: {coding}`, and {why}")),
        };
        let (kind, difference) = (MismatchKind::Flaw, Difference::header("content-encoding", Flaw::Surplus));
        self.mismatches.push(Mismatch { statement, level, expected, found, kind, difference });
    }

    fn challenge(&mut self, answer: &Response) {
        if answer.status != StatusCode::UNAUTHORIZED {
            return;
        }
        let statement = self.examine_rule(DerivedCheck::ChallengeNamed);
        if answer.headers.get(header::WWW_AUTHENTICATE).is_none_or(|challenge| challenge.is_empty()) {
            let expected = "a header WWW-Authenticate with a scheme such as `Bearer`".to_owned();
            let (level, found, kind) = (Level::Should, "no such header".to_owned(), MismatchKind::Flaw);
            let difference = Difference::header("www-authenticate", Flaw::Missing);
            self.mismatches.push(Mismatch { statement, level, expected, found, kind, difference });
        }
    }
}

/// The headers of an answer, as they were sent: the client joins some of them and leaves others out.
struct Lines<'a> {
    headers: &'a HeaderMap,
    /// The names of the lines that were sent.
    sent: Vec<&'a [u8]>,
}

impl<'a> Lines<'a> {
    fn of(answer: &'a Response) -> Self {
        let head = answer.raw_head.strip_suffix(b"\r\n\r\n").unwrap_or(&answer.raw_head);
        // Interim answers come before.
        let begin = head.windows(4).rposition(|bytes| bytes == b"\r\n\r\n").map_or(0, |end| end + 4);
        let lines = head.get(begin..).unwrap_or_default().split(|byte| *byte == b'\n').skip(1);
        let names = lines.filter_map(|line| line.split(|byte| *byte == b':').next());
        Self { headers: &answer.headers, sent: names.collect() }
    }

    fn count(&self, name: &str) -> usize {
        let sent = self.sent.iter().filter(|sent| sent.eq_ignore_ascii_case(name.as_bytes())).count();
        sent.max(self.headers.get_all(name).iter().count())
    }
}

//! Holds what is served at an address against what is published there.

use http::{StatusCode, header};

use super::{Difference, Flaw};
use crate::{
    send::Response,
    values::{Content, media_type, quotation::quoted_bytes},
};

/// Something wrong with an answer at the address of a publication.
#[derive(Debug)]
pub(crate) struct PublishedMismatch {
    pub expected: String,
    pub found: String,
    pub difference: Difference,
}

impl PublishedMismatch {
    /// What is wrong with an answer at an address where any of these bodies may be served, or nothing if there are none. What
    /// is said is about the last one.
    pub(crate) fn of(bodies: &[Content], answer: &Response) -> Vec<Self> {
        let Some((last, earlier)) = bodies.split_last() else { return Self::still_there(answer) };
        let wrong = Self::not_served(last, answer);
        let is_earlier = earlier.iter().any(|body| Self::not_served(body, answer).is_empty());
        if is_earlier { Vec::new() } else { wrong }
    }

    /// What is wrong with an answer at an address where nothing is published.
    fn still_there(answer: &Response) -> Vec<Self> {
        match answer.status.is_client_error() {
            true => Vec::new(),
            false => vec![Self {
                expected: "a refusal (4xx): it is not published any more".to_owned(),
                found: answer.status.to_string(),
                difference: Difference::Published { flaw: Flaw::Surplus },
            }],
        }
    }

    /// What is wrong with an answer at the address of a published body.
    fn not_served(body: &Content, answer: &Response) -> Vec<Self> {
        if answer.status != StatusCode::OK {
            return vec![Self {
                expected: "200, with the published content".to_owned(),
                found: answer.status.to_string(),
                difference: Difference::Published { flaw: Flaw::Missing },
            }];
        }
        let mut wrong = Vec::new();
        if answer.content != body.bytes {
            wrong.push(Self {
                expected: format!("the {} bytes that were published", body.bytes.len()),
                found: format!("{} bytes that are not the same", answer.content.len()),
                difference: Difference::Published { flaw: Flaw::Untrue },
            });
        }
        let media = answer.headers.get(header::CONTENT_TYPE);
        if !media.is_some_and(|media| media_type::same(body.media.as_bytes(), media.as_bytes())) {
            wrong.push(Self {
                expected: format!("Content-Type `{}`", body.media),
                found: media.map_or("none".into(), |media| quoted_bytes(media.as_bytes())),
                difference: Difference::Published { flaw: Flaw::Malformed },
            });
        }
        wrong
    }
}

//! A lawful server: how it differs from the reference server, and what allows that.

use std::time::Duration;

use super::{
    message::{Answer, Request},
    proxy::Memory,
};

/// A way to differ from the reference server that the documents or HTTP allow.
pub(super) struct Variant {
    /// A short name.
    pub(super) id: &'static str,
    /// What the server does, in words.
    pub(super) summary: &'static str,
    /// What allows it: a decision of the spec, a section of an RFC, or a rule of level *should*.
    pub(super) allowed_by: &'static str,
    /// Which cases can notice it.
    pub(super) cases: Cases,
    /// The answer of a proxy that does not pass a request on.
    pub(super) refuse: fn(&Memory, &Request) -> Option<Answer>,
    /// How long a request waits before it is looked at.
    pub(super) delay: fn(&Memory, &Request) -> Duration,
    /// What changes in the request on its way to the server.
    pub(super) request: fn(&Memory, &mut Request),
    /// What changes in the answer to a request.
    pub(super) answer: fn(&Memory, &Request, &mut Answer),
}

/// The cases that can notice a difference.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cases {
    All,
    /// Those about the publication of bodies.
    Publications,
}

impl Variant {
    /// The reference server itself.
    pub(super) const fn plain(id: &'static str, summary: &'static str, allowed_by: &'static str) -> Self {
        Self {
            id,
            summary,
            allowed_by,
            cases: Cases::All,
            refuse: |_, _| None,
            delay: |_, _| Duration::ZERO,
            request: |_, _| (),
            answer: |_, _, _| (),
        }
    }

    /// A server whose answers differ.
    pub(super) const fn answering(
        id: &'static str,
        summary: &'static str,
        allowed_by: &'static str,
        answer: fn(&Memory, &Request, &mut Answer),
    ) -> Self {
        Self { answer, ..Self::plain(id, summary, allowed_by) }
    }

    /// The same, which only cases about publications can notice.
    pub(super) const fn for_publications(self) -> Self {
        Self { cases: Cases::Publications, ..self }
    }

    /// The same, which also changes requests.
    pub(super) const fn reading(self, request: fn(&Memory, &mut Request)) -> Self {
        Self { request, ..self }
    }
}

//! The addresses that publications have named, and the reads of what is published there.

use std::collections::HashMap;

use jiff::Timestamp;
use kii_spec::{Operation, Scope};
use url::Url;

use super::{knowledge::Knowledge, place::Place, recorded::RecordedExchange};
use crate::values::Content;

/// The addresses that publications have named.
#[derive(Default)]
pub(super) struct PublishedAddresses<'a> {
    named: HashMap<Url, Publication<'a>>,
    /// The reads that are not judged yet, as they may have met a write that began after them.
    reads: Vec<PublishedRead<'a>>,
}

/// Where an answer has named an address.
#[derive(Clone)]
struct Publication<'a> {
    place: Place,
    operation: &'a Operation,
    scope: &'a Scope,
    /// Whether it was given no end.
    is_endless: bool,
    /// Whether all bodies are known that may be served.
    is_known: bool,
    /// When the last request ended that may have changed what is served.
    written: Option<Timestamp>,
}

/// A read of published content.
pub(super) struct PublishedRead<'a> {
    pub(super) exchange: RecordedExchange,
    /// The operation that has named the address, and its scope.
    pub(super) operation: &'a Operation,
    pub(super) scope: &'a Scope,
    pub(super) place: Place,
    /// The bodies of which any might be served when the read began.
    pub(super) bodies: Vec<Content>,
}

impl<'a> PublishedAddresses<'a> {
    /// Notes what an exchange about a place has shown of its publications. It was a request to this operation in this scope;
    /// `is_endless`: whether it has set no end. Several publications may have one address.
    pub(super) fn note(
        &mut self,
        (place, knowledge): (&Place, &Knowledge),
        exchange: &RecordedExchange,
        (operation, scope): (&'a Operation, &'a Scope),
        is_endless: bool,
    ) {
        for url in knowledge.state.published.addresses().all() {
            let named = self.named.entry(url.clone()).or_insert_with(|| Publication {
                place: place.clone(),
                operation,
                scope,
                is_endless,
                is_known: true,
                written: None,
            });
            named.is_endless &= is_endless;
            named.is_known &= knowledge.knows_the_body() && named.place == *place;
            if !operation.is_safe() {
                named.written = named.written.max(exchange.ended());
            }
        }
    }

    /// Keeps a read of what is published at an address until it can be judged; whether it can be. `bodies`: those of which any
    /// may be served, by the place and the address.
    pub(super) fn keep(
        &mut self,
        exchange: &RecordedExchange,
        bodies: impl FnOnce(&Place, &Url) -> Vec<Content>,
    ) -> bool {
        let mut url = exchange.request.url.clone();
        url.set_fragment(None);
        let Some(publication) = self.named.get(&url).filter(|named| named.is_known) else { return false };
        let Some(answer) = exchange.response.as_ref().filter(|answer| answer.is_whole) else { return false };
        let is_plain = !exchange.request.headers.keys().any(|name| name == http::header::RANGE || is_condition(name));
        let is_judged = match answer.response.status.as_u16() {
            200 => true,
            // The end of others may have come.
            401 | 403 | 404 | 410 => publication.is_endless,
            _ => false,
        };
        // What was under way when the read began may be what it got, or not.
        let is_early = publication.written.zip(exchange.began).is_some_and(|(written, began)| began < written);
        let bodies = bodies(&publication.place, &url);
        if is_early || exchange.request.method != http::Method::GET || !is_plain || !is_judged || bodies.is_empty() {
            return false;
        }
        let Publication { place, operation, scope, .. } = publication.clone();
        let mut exchange = exchange.clone();
        exchange.request.url = url;
        self.reads.push(PublishedRead { exchange, operation, scope, place, bodies });
        true
    }

    /// The reads that had ended by then, so that what is recorded next cannot have changed what they got; all, if there is no
    /// such time.
    pub(super) fn ended_by(&mut self, time: Option<Timestamp>) -> Vec<PublishedRead<'a>> {
        let is_over =
            |read: &PublishedRead<'_>| time.zip(read.exchange.ended()).is_none_or(|(time, ended)| ended <= time);
        let (over, open) = std::mem::take(&mut self.reads).into_iter().partition(is_over);
        self.reads = open;
        over
    }

    /// Whether all bodies are known that may be served at an address.
    pub(super) fn is_known(&self, url: &Url) -> bool {
        self.named.get(url).is_some_and(|named| named.is_known)
    }
}

/// Whether a header makes the answer depend on what the client has (RFC 9110, 13.1).
fn is_condition(name: &http::HeaderName) -> bool {
    name.as_str().starts_with("if-")
}

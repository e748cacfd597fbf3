//! Faults: servers that are wrong in one way each, for whoever wants to see that a suite notices.
//!
//! A fault wraps the reference server, whose own code knows nothing of it. What it does wrong, it does by changing the
//! requests that reach single operations, their answers, or what passes before any operation is asked.

mod conditional;
mod hooks;
mod memory;
mod path;

mod body;
mod condition;
mod content;
mod creation;
mod credentials;
mod date;
mod effect;
mod identifier;
mod limit;
mod me;
mod media;
mod permission;
mod place;
mod publication;
mod race;
mod range;
mod reading;
mod refusal;
mod route;
mod variant;
mod version;

use axum::Router;

pub use self::conditional::{ConditionalFault, Firings, MetTriggers};
use self::hooks::Hooks;
use crate::{fixture::Fixture, reference::ReferenceServer};

/// One way in which a server is wrong.
#[derive(Clone, Copy)]
pub struct Fault {
    /// Its name, which is for ever: `object-put-ignores-if-match`.
    pub id: &'static str,
    /// What this server does wrong, in one sentence.
    pub summary: &'static str,
    /// The operation that is wrong, when it is one alone: `object.put`.
    pub operation: Option<&'static str>,
    /// What it is about.
    pub topic: Topic,
    /// The statements that this server breaks, by their ids in the spec; the first is the one that it is made for.
    pub violates: &'static [&'static str],
    /// What is put around the operations of a server that begins with a fixture.
    hooks: fn(&Fixture) -> Hooks,
}

/// What a fault is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// `If-Match`.
    Condition,
    /// What a refusal does and tells.
    Refusal,
    /// How objects come into being, and `If-None-Match`.
    Creation,
    /// What a success brings about.
    Effect,
    /// What is found, and what is not.
    Reading,
    /// What objects hold.
    Content,
    /// The media types of objects.
    Media,
    /// What bodies hold.
    Body,
    /// Parts of bodies.
    Range,
    /// Published content.
    Publication,
    /// Who is asking.
    Credentials,
    /// Who may do what.
    Permission,
    /// The scope of whoever is asking.
    Me,
    /// How identifiers are formed.
    Identifier,
    /// How much is allowed.
    Limit,
    /// What versions are named.
    Version,
    /// When things happened.
    Date,
    /// One thing and the others.
    Place,
    /// Requests at the same time.
    Race,
    /// Which paths and methods are served.
    Route,
    /// Requests that are less plain than others, and objects that are.
    Variant,
}

impl Topic {
    /// The topic in one word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Condition => "condition",
            Self::Refusal => "refusal",
            Self::Creation => "creation",
            Self::Effect => "effect",
            Self::Reading => "reading",
            Self::Content => "content",
            Self::Media => "media",
            Self::Body => "body",
            Self::Range => "range",
            Self::Publication => "publication",
            Self::Credentials => "credentials",
            Self::Permission => "permission",
            Self::Me => "me",
            Self::Identifier => "identifier",
            Self::Limit => "limit",
            Self::Version => "version",
            Self::Date => "date",
            Self::Place => "place",
            Self::Race => "race",
            Self::Route => "route",
            Self::Variant => "variant",
        }
    }
}

impl Fault {
    /// Every fault, by topic.
    #[must_use]
    pub fn all() -> Vec<Self> {
        [
            condition::FAULTS,
            refusal::FAULTS,
            creation::FAULTS,
            effect::FAULTS,
            reading::FAULTS,
            content::FAULTS,
            media::FAULTS,
            body::FAULTS,
            range::FAULTS,
            publication::FAULTS,
            credentials::FAULTS,
            permission::FAULTS,
            me::FAULTS,
            identifier::FAULTS,
            limit::FAULTS,
            version::FAULTS,
            date::FAULTS,
            place::FAULTS,
            race::FAULTS,
            route::FAULTS,
            variant::FAULTS,
        ]
        .concat()
    }

    /// Everything that a server with this fault serves. Each router is a server of its own, without objects.
    pub fn router(&self, fixture: Fixture) -> Router {
        let hooks = (self.hooks)(&fixture);
        let server = ReferenceServer::new(fixture);
        hooks.router(server)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_fault_has_a_name_of_its_own_in_kebab_case() {
        let mut seen = HashSet::new();
        for Fault { id, .. } in Fault::all() {
            let is_word =
                |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
            assert!(id.split('-').all(is_word), "`{id}` is not kebab-case");
            assert!(seen.insert(id), "`{id}` is the name of two faults");
        }
    }

    #[test]
    fn every_fault_says_in_a_sentence_what_it_breaks() {
        for Fault { id, summary, violates, .. } in Fault::all() {
            let is_sentence = summary.starts_with(|c: char| c.is_uppercase()) && summary.ends_with('.');
            assert!(is_sentence, "`{id}` has a summary that is no sentence: {summary}");
            assert!(!violates.is_empty(), "`{id}` breaks nothing");
        }
    }

    #[test]
    fn no_two_topics_have_the_same_word() {
        let topics: HashSet<Topic> = Fault::all().into_iter().map(|fault| fault.topic).collect();
        let words: HashSet<&str> = topics.iter().map(|topic| topic.word()).collect();
        assert_eq!(words.len(), topics.len());
    }
}

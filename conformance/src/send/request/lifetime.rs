//! The lifetime that the request for a publication names: a point in time, a number of seconds, both or none.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kii_spec::{Api, Meaning, Operation, RequestContent};
use serde_json::Value;

use super::RequestChanges;
use crate::{cases::Step, send::server_clock::ServerClock, values::Content};

/// The lifetime of a publication, if the case does not give one.
const LIFETIME: Duration = Duration::from_secs(3600);

/// How far ahead an end lies at least that a case waits for. The server's time is known in whole seconds, and a request for a
/// publication takes its time.
const SHORTEST_WAY: Duration = Duration::from_secs(3);

/// The lifetime of a publication.
#[derive(Clone, Debug)]
pub(super) struct Lifetime {
    /// The type of the content that names it.
    described: kii_spec::Type,
    /// What the members mean that name it.
    meanings: Vec<Meaning>,
    /// How long it is.
    pub(super) length: Duration,
    /// Whether the case waits for its end.
    pub(super) is_waited_for: bool,
    /// How much later than by the clock of the request a point in time has come everywhere on the server.
    spread: Duration,
}

impl Lifetime {
    /// The lifetime that a request names, unless a hand-written case says what it sends.
    pub(super) fn of(api: &Api, operation: &Operation, step: &Step, changes: &RequestChanges<'_>) -> Option<Self> {
        let RequestContent::Json(name) = &operation.request.content else { return None };
        let is_own = step.sent.json.is_none() && !changes.no_content;
        let described = api.types.get(name).filter(|_| is_own)?.clone();
        let (meanings, given) = (changes.members.clone(), step.sent.lifetime);
        let length = given.or(changes.lifetime).unwrap_or(LIFETIME);
        let mut lifetime = Self { described, meanings, length, is_waited_for: given.is_some(), spread: Duration::ZERO };
        if lifetime.names_end() {
            lifetime.length = lifetime.length.max(SHORTEST_WAY);
        }
        Some(lifetime)
    }

    /// The same, as it is when its end follows from this clock.
    pub(super) fn by(&self, clock: Option<ServerClock>) -> Self {
        let spread = clock.filter(|_| self.names_end()).map_or(Duration::ZERO, ServerClock::spread);
        Self { spread, ..self.clone() }
    }

    /// How long a case waits for its end, if it does.
    pub(super) fn awaited(&self) -> Option<Duration> {
        self.is_waited_for.then(|| self.length + self.spread)
    }

    /// Whether it is given as a point in time.
    pub(super) fn names_end(&self) -> bool {
        self.meanings.contains(&Meaning::ExpiresAt)
    }

    /// The members that name it: a point in time, a number of seconds, both or none. A point in time is one of the server's
    /// clock, or of this machine's as long as no answer has told another one.
    pub(super) fn content(&self, clock: Option<ServerClock>) -> Content {
        let now = clock.map_or_else(SystemTime::now, ServerClock::now);
        // What lies further away than a clock can tell never ends.
        let end = now.checked_add(self.length);
        let end = end.map_or(u128::MAX, |end| end.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis()));
        let members = self.described.members.values().filter_map(|member| {
            let meaning = member.meaning.filter(|meaning| self.meanings.contains(meaning))?;
            let value = match meaning {
                Meaning::ExpiresAt => Value::from(u64::try_from(end).unwrap_or(u64::MAX)),
                Meaning::ExpiresIn => Value::from(self.length.as_secs()),
                // Only a server knows them.
                Meaning::PublishedUrl | Meaning::PublicationId => return None,
            };
            Some((member.name.clone(), value))
        });
        Content::described(self.described.media.as_deref().unwrap_or_default(), members.collect())
    }
}

//! What an answer says, whatever the state: which documented response it is, and the versions, dates, IDs, addresses and
//! members in it.

use http::{HeaderName, HeaderValue};
use indexmap::IndexMap;
use kii_spec::{
    Header, HeaderValue as Meaning, Meaning as MemberMeaning, Member, MemberValue, Presence, Response as Documented,
    ResponseContent, Shape, State, Version,
};
use serde_json::Value;
use url::Url;

use crate::{
    judge::{
        Checker, Context,
        dates::SentDate,
        identify, json,
        schema::{Described, Objection},
    },
    send::{CaseState, Response},
    values::Content,
};

/// What an answer says.
#[derive(Debug)]
pub struct Observation<'a> {
    /// The answer.
    pub(super) answer: &'a Response,
    /// The documented response that it is, flawed or not; `None` when it is none, or one that is accepted as it is.
    pub response: Option<&'a Documented>,
    /// The headers that the response documents, in the spec's order.
    pub(super) headers: Vec<ObservedHeader<'a>>,
    /// The content as JSON, where JSON is documented or a case looks for a member; or why it is none.
    pub(super) json: Option<Result<json::Text, String>>,
    /// What is known of its described members.
    pub(super) members: ObservedMembers<'a>,
    /// The ID that the server has chosen for a new object.
    object_id: Option<String>,
}

/// A documented header of an answer.
#[derive(Debug)]
pub(super) struct ObservedHeader<'a> {
    /// What is documented.
    pub(super) documented: &'a Header,
    /// Its value, and the other name under which it was sent, if it was.
    pub(super) found: Option<(&'a HeaderValue, Option<&'a str>)>,
    /// How often it was sent.
    pub(super) lines: usize,
    /// What its value says.
    pub(super) says: Says,
}

/// What the value of a header says, as far as later answers are held against it.
#[derive(Debug)]
pub(super) enum Says {
    /// Nothing of the kind.
    Nothing,
    /// The version of something.
    Version(Version, HeaderValue),
    /// A date.
    Date(SentDate),
    /// An address.
    Address(Address),
}

/// An address in a header.
#[derive(Debug)]
pub(super) struct Address {
    /// Where it can be followed: always on the target itself.
    pub(super) url: Url,
    /// Whether the answer named another host or scheme.
    pub(super) is_elsewhere: bool,
}

/// The members of a JSON content that the spec describes.
#[derive(Debug, Default)]
pub(super) struct ObservedMembers<'a> {
    /// What their schema has against the content.
    pub(super) objections: Vec<Objection>,
    /// Whether none of several required members is there.
    pub(super) is_hollow: bool,
    /// Those that have a value to which the schema has no objection, the nested ones before their parents.
    pub(super) found: Vec<ObservedMember<'a>>,
    /// The paths of all members whose presence or absence the schema has decided on.
    pub(super) examined: Vec<Vec<String>>,
}

/// A described member and its value.
#[derive(Debug)]
pub(super) struct ObservedMember<'a> {
    /// What is described.
    pub(super) member: &'a Member,
    /// Its path of names.
    pub(super) path: Vec<String>,
    /// Its value.
    pub(super) value: Value,
}

impl Checker {
    /// Reads an answer: pure, and independent of the state that the answer is about.
    #[must_use]
    pub fn observe<'a>(&self, context: &Context<'a>, answer: &'a Response) -> Observation<'a> {
        let Context { api, operation, scope, expected, .. } = context;
        let claim = identify::identify(api, operation, scope, &expected.responses, answer);
        let binding = claim.filter(|claim| !expected.tolerates(answer.status) || context.binds(claim));
        let response = binding.map(|claim| claim.response);
        let mut seen = Observation {
            answer,
            response,
            headers: Vec::new(),
            json: None,
            members: ObservedMembers::default(),
            object_id: None,
        };
        let Some(response) = response else { return seen };
        seen.headers = response.headers.iter().map(|header| ObservedHeader::of(header, context.url, answer)).collect();
        let described = match &response.content {
            ResponseContent::Json(name) => api.types.get(name).map(|described| (&*name.0, &described.members)),
            ResponseContent::Error(_) | ResponseContent::OwnerMissing => {
                api.error(response, scope).map(|error| (&*error.name.0, &error.members))
            }
            ResponseContent::None | ResponseContent::Object | ResponseContent::Body | ResponseContent::BodyPart => None,
        };
        if described.is_some() || response.content == ResponseContent::Object || !context.step.see.is_empty() {
            seen.json = Some(json::read(&answer.content).map_err(|error| error.to_string()));
        }
        if let (Some((name, members)), Some(Ok(text))) = (described, &seen.json) {
            seen.members = self.members(context, name, members, &text.value);
        }
        if context.known.object_id.is_none() {
            let ids = seen.members.found.iter().filter(|found| found.member.value == Some(MemberValue::ObjectId));
            seen.object_id = ids
                .filter(|found| !found.is_open(context))
                .filter_map(|found| found.value.as_str())
                .next_back()
                .map(str::to_owned);
        }
        seen
    }

    fn members<'a>(
        &self,
        context: &Context<'a>,
        name: &str,
        members: &'a IndexMap<String, Member>,
        value: &Value,
    ) -> ObservedMembers<'a> {
        let described =
            Described { api: context.api, members, scope: context.scope, caller: context.step.point.caller() };
        let objections = self.schemas.objections(name, described, value);
        let required = described.required();
        // One member that is missing is a flaw; if there is none of several, it is something else altogether.
        let is_hollow = required.len() > 1 && required.iter().all(|name| value.get(name).is_none());
        let mut seen = ObservedMembers { objections, is_hollow, ..ObservedMembers::default() };
        if value.is_object() {
            seen.examined = described.decided(value, &[]);
            seen.read(context, members, value, &[]);
        }
        seen
    }
}

impl<'a> ObservedMembers<'a> {
    /// Reads every member, but for those that the schema has something against already.
    fn read(&mut self, context: &Context<'a>, members: &'a IndexMap<String, Member>, value: &Value, parent: &[String]) {
        for member in members.values() {
            let path: Vec<String> = parent.iter().chain([&member.name]).cloned().collect();
            let Some(found) = value.get(&member.name).filter(|found| !found.is_null()) else { continue };
            if self.objections.iter().any(|objection| objection.path == path) {
                continue;
            }
            if let Shape::Type(name) = &member.shape
                && let Some(described) = context.api.types.get(name)
            {
                self.read(context, &described.members, found, &path);
            }
            self.found.push(ObservedMember { member, path, value: found.clone() });
        }
    }
}

impl ObservedMember<'_> {
    /// Whether the spec leaves open what this caller finds there.
    pub(super) fn is_open(&self, context: &Context<'_>) -> bool {
        match &self.member.presence {
            Presence::RequiredUnless(callers) => callers.contains(&context.step.point.caller()),
            Presence::Required | Presence::Optional => false,
        }
    }

    /// The publication that it names, by its ID or its address.
    pub(super) fn publication(&self) -> Option<&str> {
        match self.member.meaning? {
            MemberMeaning::PublishedUrl | MemberMeaning::PublicationId => self.value.as_str(),
            MemberMeaning::ExpiresAt | MemberMeaning::ExpiresIn => None,
        }
    }

    /// The address that it names; `None` when it names none that anybody could ask for, which is the target's fault.
    fn address(&self) -> Option<Url> {
        let url = Url::parse(self.value.as_str()?).ok();
        url.filter(|url| matches!(url.scheme(), "http" | "https"))
    }
}

impl<'a> ObservedHeader<'a> {
    fn of(documented: &'a Header, request: &Url, answer: &'a Response) -> Self {
        let own = value(answer, &documented.name).map(|value| (value, None));
        let alias = || documented.alias.as_deref().and_then(|alias| Some((value(answer, alias)?, Some(alias))));
        let found = own.or_else(alias);
        let lines =
            HeaderName::try_from(&*documented.name).map_or(0, |name| answer.headers.get_all(name).iter().count());
        let says = found.map_or(Says::Nothing, |(value, _)| Says::of(&documented.value, request, value));
        Self { documented, found, lines, says }
    }
}

impl Says {
    fn of(meaning: &Meaning, request: &Url, value: &HeaderValue) -> Self {
        let text = String::from_utf8_lossy(value.as_bytes());
        match meaning {
            Meaning::Version(version) => Self::Version(*version, value.clone()),
            Meaning::Date => SentDate::parse(&text).map_or(Self::Nothing, Self::Date),
            Meaning::Uri(_) => Address::of(request, &text).map_or(Self::Nothing, Self::Address),
            Meaning::ObjectMedia | Meaning::BodyMedia | Meaning::ContentRange => Self::Nothing,
        }
    }
}

impl Address {
    /// A relative address is one below the request's (RFC 9110, 10.2.2). Credentials stay with the target: an address
    /// elsewhere is followed on the target's own origin, below the path that a gateway puts in front of the server's.
    fn of(request: &Url, text: &str) -> Option<Self> {
        let named = request.join(text.trim()).ok()?;
        if named.origin() == request.origin() {
            return Some(Self { url: named, is_elsewhere: false });
        }
        let mut url = request.clone();
        let path = format!("{}{}", path_in_front(request, &named), named.path());
        url.set_path(&path);
        url.set_query(named.query());
        Some(Self { url, is_elsewhere: true })
    }
}

/// What the path of a request has in front of the beginning of another path: as much as lets two segments follow in both.
fn path_in_front<'a>(request: &'a Url, named: &Url) -> &'a str {
    let path = request.path();
    let Some((end, _)) = named.path().match_indices('/').nth(2) else { return "" };
    let beginning = named.path().get(..=end).unwrap_or_default();
    path.find(beginning).and_then(|at| path.get(..at)).unwrap_or_default()
}

impl Observation<'_> {
    /// The version of the object or of the body that the answer names.
    pub(crate) fn version(&self, version: Version) -> Option<&HeaderValue> {
        self.headers.iter().find_map(|header| match &header.says {
            Says::Version(of, named) if *of == version => Some(named),
            Says::Version(..) | Says::Nothing | Says::Date(_) | Says::Address(_) => None,
        })
    }

    /// The ID that the server has chosen for a new object.
    pub(crate) fn chosen_id(&self) -> Option<&str> {
        self.object_id.as_deref()
    }

    /// What is stored after the answer: what the response changes, and what the answer says of it.
    pub(crate) fn stored_after(&self, context: &Context<'_>, before: &State<Content>) -> State<Content> {
        let Some(response) = self.response else { return before.clone() };
        let nothing = Content::default();
        let mut after = before.after(response.then, context.known.content.as_ref().unwrap_or(&nothing));
        let point = after.point();
        for header in self.headers.iter().filter(|header| header.documented.is_sent_at(&point)) {
            match &header.says {
                Says::Version(version, named) => after.note(*version, named.clone()),
                Says::Date(date) => {
                    if let Some(object) = &mut after.object {
                        object.dates.modified_second = Some(date.second);
                    }
                }
                Says::Nothing | Says::Address(_) => {}
            }
        }
        if let Some(object) = &mut after.object {
            for found in &self.members.found {
                if let Some(date) = found.value.as_i64() {
                    object.dates.note(found.member.value.as_ref(), date);
                }
            }
        }
        after
    }

    /// The addresses of what has been published, as the answer names them; `None` for one that nobody could ask for.
    pub(crate) fn published(&self) -> impl Iterator<Item = Option<Url>> {
        let is_address = |found: &&ObservedMember<'_>| {
            found.value.is_string() && found.member.meaning == Some(MemberMeaning::PublishedUrl)
        };
        self.members.found.iter().filter(is_address).map(ObservedMember::address)
    }

    /// What a case knows after the answer.
    #[must_use]
    pub fn applied_to(&self, context: &Context<'_>, before: &CaseState) -> CaseState {
        let mut after = before.with_stored(self.stored_after(context, &before.stored));
        if let Some(object) = &after.stored.object {
            after.moment.note(&object.dates);
        }
        let point = after.stored.point();
        for header in self.headers.iter().filter(|header| header.documented.is_sent_at(&point)) {
            if let Says::Address(Address { url, .. }) = &header.says {
                after.location = Some(url.clone());
            }
        }
        for found in &self.members.found {
            after.published.note_name(found.publication());
        }
        for address in self.published() {
            after.published.note(address, &after.stored);
        }
        if let Some(id) = &self.object_id {
            after.object_id.clone_from(id);
        }
        after
    }
}

/// The value of a header; an empty one counts as absent.
pub(super) fn value<'a>(answer: &'a Response, name: &str) -> Option<&'a HeaderValue> {
    answer.headers.get(name).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_elsewhere_is_followed_behind_the_gateway_of_the_request() {
        let followed = |request: &str, named: &str| {
            let address = Address::of(&Url::parse(request).unwrap(), named).unwrap();
            (address.url.to_string(), address.is_elsewhere)
        };
        let is = |url: &str, is_elsewhere| (url.to_owned(), is_elsewhere);
        let behind = "https://gw.test/kii/api/apps/a/buckets/b/objects";
        assert_eq!(followed(behind, "https://api.test/api/apps/a/o"), is("https://gw.test/kii/api/apps/a/o", true));
        assert_eq!(followed(behind, "https://gw.test/kii/api/apps/a/o"), is("https://gw.test/kii/api/apps/a/o", false));
        let plain = "https://gw.test/api/apps/a/buckets/b/objects";
        assert_eq!(followed(plain, "https://api.test/api/apps/a/o"), is("https://gw.test/api/apps/a/o", true));
        assert_eq!(followed(plain, "https://api.test/o"), is("https://gw.test/o", true));
    }
}

//! What the traffic has shown of a place: what may exist there, and what is stored.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, header};
use kii_spec::{
    Api, BodyChange, HeaderValue as Meaning, MemberValue, ObjectChange, Response as Documented, ResponseContent, Scope,
    State,
    axis::{Body, Object, Owner},
};
use serde_json::{Map, Value};

use super::{recorded::RecordedResponse, request_reading::RequestReading, world::World};
use crate::{
    send::{CaseState, LARGEST_CONTENT},
    values::Content,
};

/// What is known of a place.
#[derive(Clone, Debug)]
pub(super) struct Knowledge {
    /// The states that it may be in.
    pub(super) worlds: Vec<World>,
    /// What is stored there, as far as it is known, where it exists.
    pub(super) state: CaseState,
    details: Details,
}

/// Which details of what is stored are known.
#[derive(Clone, Copy, Debug, Default)]
struct Details {
    members: bool,
    media: bool,
    bytes: bool,
}

impl Knowledge {
    /// Nothing is known of a place in a scope.
    pub(super) fn nothing(scope: &Scope) -> Self {
        Self { worlds: World::all(scope), state: CaseState::default(), details: Details::default() }
    }

    /// There is no object yet at a place in a scope.
    pub(super) fn of_a_new_object(scope: &Scope) -> Self {
        let nothing = Self::nothing(scope);
        let worlds = nothing.worlds.into_iter().filter(|world| world.object == Object::Absent).collect();
        Self { worlds, ..nothing }
    }

    /// The same, where only these states are left.
    pub(super) fn within(&self, worlds: Vec<World>) -> Self {
        Self { worlds, ..self.clone() }
    }

    /// Whether there certainly is an object at the place.
    pub(super) fn has_an_object(&self) -> bool {
        !self.worlds.is_empty() && self.worlds.iter().all(|world| world.object == Object::Exists)
    }

    /// Whether there may be no owner at the place.
    pub(super) fn may_lack_an_owner(&self) -> bool {
        self.worlds.iter().any(|world| world.owner != Owner::Exists)
    }

    /// What is stored, as far as it is known.
    pub(super) const fn stored(&self) -> &State<Content> {
        &self.state.stored
    }

    /// Whether the body is known, or that there is none.
    pub(super) fn knows_the_body(&self) -> bool {
        self.details.bytes || self.worlds.iter().all(|world| world.body == Body::Absent)
    }

    /// How many bytes the body has, if that is known.
    pub(super) fn length(&self) -> Option<u64> {
        let body = self.state.stored.body.as_ref().filter(|_| self.details.bytes)?;
        Some(body.bytes.len() as u64)
    }

    /// What is stored in one of the states. What is not known is as the answer says, so that nothing is wrong with it.
    pub(super) fn before(
        &self,
        world: World,
        api: &Api,
        reading: &RequestReading<'_>,
        given: &Documented,
        answer: &RecordedResponse,
    ) -> CaseState {
        let mut stored = world.stored(&self.state.stored);
        let headers = &answer.response.headers;
        let value = serde_json::from_slice::<Value>(&answer.response.content).unwrap_or_default();
        if let Some(object) = &mut stored.object {
            if !self.details.media {
                let member = api.members(given, reading.scope).into_iter().flat_map(|members| members.values());
                let member = { member }.find(|member| member.value == Some(MemberValue::DataType));
                let named = member.and_then(|member| value.get(&member.name)?.as_str()).map(str::to_owned);
                let content = content_type(headers).filter(|_| given.content == ResponseContent::Object);
                let media = named.or(content).or_else(|| header_of(given, headers, &Meaning::ObjectMedia));
                object.media = media.unwrap_or_default();
            }
            if !self.details.members && given.content == ResponseContent::Object {
                let own = &api.service.server_members;
                let members: Map<String, Value> = value.as_object().cloned().unwrap_or_default();
                object.members =
                    Arc::new(members.into_iter().filter(|(name, _)| !name.starts_with(own.as_str())).collect());
            }
        }
        if let Some(body) = stored.body.as_mut().filter(|_| !self.details.bytes) {
            let is_served = matches!(given.content, ResponseContent::Body | ResponseContent::BodyPart);
            let content = content_type(headers).filter(|_| is_served);
            body.media = content.or_else(|| header_of(given, headers, &Meaning::BodyMedia)).unwrap_or_default();
            if given.content == ResponseContent::Body {
                body.bytes = answer.response.content.clone();
            }
            if let Some(bytes) = named_by_range(headers, &answer.response.content) {
                body.bytes = bytes;
            }
            let member = api.members(given, reading.scope).into_iter().flat_map(|members| members.values());
            let member = { member }.find(|member| member.value == Some(MemberValue::ByteCount));
            let count = member.and_then(|member| usize::try_from(value.get(&member.name)?.as_u64()?).ok());
            // Which bytes they are, nobody asks.
            if let Some(count) = count.filter(|count| *count <= LARGEST_CONTENT) {
                body.bytes = vec![0; count].into();
            }
        }
        CaseState { stored, ..self.state.clone() }
    }

    /// What is known after an answer that is as it has to be in some of the states: these, and what is stored there.
    pub(super) fn after(
        &self,
        worlds: &[World],
        state: CaseState,
        reading: &RequestReading<'_>,
        given: &Documented,
        answer: &RecordedResponse,
    ) -> Self {
        let was_absent = worlds.iter().all(|world| world.object == Object::Absent);
        let is_shown = given.content == ResponseContent::Object && answer.is_whole;
        let has_sent = reading.known.content.as_ref().is_some_and(|content| content.members.is_some());
        let mut details = self.details;
        match given.then.object {
            Some(ObjectChange::Sent) => {
                details.members = has_sent;
                // Without a media type, the server has chosen one.
                let has_media = reading.known.content.as_ref().is_some_and(|content| !content.media.is_empty());
                details.media |= was_absent && has_media;
            }
            Some(ObjectChange::Merged) => details.members &= has_sent,
            Some(ObjectChange::Deleted) => details = Details::default(),
            None => {}
        }
        match given.then.body {
            Some(BodyChange::Sent) => {
                details.bytes = reading.known.content.as_ref().is_some_and(|content| !content.media.is_empty());
            }
            Some(BodyChange::Deleted) => details.bytes = false,
            None => {}
        }
        details.members |= is_shown;
        details.media |= is_shown && content_type(&answer.response.headers).is_some();
        details.bytes |= given.content == ResponseContent::Body && answer.is_whole;
        let mut after: Vec<World> = Vec::new();
        for world in worlds.iter().map(|world| world.after(given.then)) {
            if !after.contains(&world) {
                after.push(world);
            }
        }
        // What a deleted thing had says nothing about the next one.
        details.bytes &= after.iter().any(|world| world.body == Body::Exists);
        Self { worlds: after, state, details }
    }
}

/// The bytes of a body of which an answer has a part, where only that part is known; `None` if it does not say which one it is, or
/// of how many bytes.
fn named_by_range(headers: &HeaderMap, part: &[u8]) -> Option<Bytes> {
    let range = headers.get(header::CONTENT_RANGE)?.to_str().ok()?.strip_prefix("bytes ")?;
    let (range, total) = range.split_once('/')?;
    let first: usize = range.split_once('-')?.0.parse().ok()?;
    let mut bytes = vec![0; total.parse().ok().filter(|total| *total <= LARGEST_CONTENT)?];
    bytes.get_mut(first..first.checked_add(part.len())?)?.copy_from_slice(part);
    Some(bytes.into())
}

fn content_type(headers: &HeaderMap) -> Option<String> {
    Some(String::from_utf8_lossy(headers.get(header::CONTENT_TYPE)?.as_bytes()).into_owned())
}

/// The value of the header of a response that has this meaning.
fn header_of(given: &Documented, headers: &HeaderMap, meaning: &Meaning) -> Option<String> {
    let documented = given.headers.iter().find(|header| header.value == *meaning)?;
    let alias = documented.alias.as_deref().and_then(|alias| headers.get(alias));
    let value = headers.get(&*documented.name).or(alias)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

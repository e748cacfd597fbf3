//! The state of one object and its body, and the one transition that a documented change makes of it.
//!
//! The planner knows only what exists, the runner also what is stored and which versions the server has named. Both use this
//! type and this transition; [`State::outline`] is what the planner would know of the runner's state.

use crate::{
    axis::{Body, Object, Point},
    change::{BodyChange, Change, ObjectChange},
    operation::{HeaderValue, Response, Version},
};

/// The content of a request, and the object that it makes. `()` stands for content of which nothing is known.
pub trait Representation: Clone {
    /// What is known of an object.
    type Object: Clone;
    /// A version as the server names it.
    type Version: Clone + PartialEq;

    /// The object that a request with this content makes; `before` is the object that it replaces.
    fn replace(&self, before: Option<&Self::Object>) -> Self::Object;

    /// The object with the members of this content added to those of `before`.
    fn merge(&self, before: Option<&Self::Object>) -> Self::Object;

    /// What a change of its body makes of an object.
    fn touch(object: &mut Self::Object);
}

/// What is known of an object and its body. A fresh bucket has neither.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State<T: Representation> {
    /// The object.
    pub object: Option<T::Object>,
    /// The object's body, as it was sent.
    pub body: Option<T>,
    /// The versions of the object that the server has named.
    pub object_versions: Versions<T::Version>,
    /// The versions of the body that the server has named.
    pub body_versions: Versions<T::Version>,
}

/// The versions of one thing that the server has named.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Versions<V> {
    /// The version that was named last, unless a change may have superseded it. It stays when the thing is deleted, so that a
    /// request can name it all the same.
    pub current: Option<V>,
    /// The versions that a change has superseded, each once, the one that was current last at the end. None of them belongs
    /// to a thing that has been deleted: a new one may have any version that an old one had.
    pub superseded: Vec<V>,
    /// The versions of things that have been deleted, each once. One that the present thing does not have is not its version.
    pub past: Vec<V>,
}

impl Representation for () {
    type Object = ();
    type Version = ();

    fn replace(&self, _: Option<&()>) {}

    fn merge(&self, _: Option<&()>) {}

    fn touch((): &mut ()) {}
}

impl<T: Representation> Default for State<T> {
    fn default() -> Self {
        Self { object: None, body: None, object_versions: Versions::default(), body_versions: Versions::default() }
    }
}

impl<V> Default for Versions<V> {
    fn default() -> Self {
        Self { current: None, superseded: Vec::new(), past: Vec::new() }
    }
}

impl<T: Representation> State<T> {
    /// The state after a change that a request with the content `sent` has made. No answer has named a new version yet.
    #[must_use]
    pub fn after(&self, change: Change, sent: &T) -> Self {
        let mut next = self.clone();
        match change.object {
            Some(ObjectChange::Sent) => next.write(|before| sent.replace(before)),
            Some(ObjectChange::Merged) => next.write(|before| sent.merge(before)),
            Some(ObjectChange::Deleted) => {
                next.object_versions.end(next.object.is_some());
                next.body_versions.end(next.body.is_some());
                (next.object, next.body) = (None, None);
            }
            None => {}
        }
        if let Some(change) = change.body {
            match change {
                BodyChange::Sent => {
                    next.body_versions.supersede(next.body.is_some());
                    next.body = Some(sent.clone());
                }
                BodyChange::Deleted => {
                    next.body_versions.end(next.body.is_some());
                    next.body = None;
                }
            }
            next.object.iter_mut().for_each(T::touch);
            // The documents do not say whether a change of the body gives the object a new version.
            next.object_versions.current = None;
        }
        next
    }

    fn write(&mut self, object: impl FnOnce(Option<&T::Object>) -> T::Object) {
        self.object_versions.supersede(self.object.is_some());
        self.object = Some(object(self.object.as_ref()));
    }

    /// The versions of the object or of the body.
    #[must_use]
    pub const fn versions(&self, version: Version) -> &Versions<T::Version> {
        match version {
            Version::Object => &self.object_versions,
            Version::Body => &self.body_versions,
        }
    }

    /// Notes the version that an answer names for the object or the body.
    pub fn note(&mut self, version: Version, named: T::Version) {
        let versions = match version {
            Version::Object => &mut self.object_versions,
            Version::Body => &mut self.body_versions,
        };
        versions.current = Some(named);
    }

    /// The point of a usual request in this state: the default on every request axis.
    #[must_use]
    pub fn point(&self) -> Point {
        let object = if self.object.is_some() { Object::Exists } else { Object::Absent };
        let body = if self.body.is_some() { Body::Exists } else { Body::Absent };
        Point { object, body, ..Point::default() }
    }

    /// What exists in this state and which versions are known, without what is stored: the planner's view of it.
    #[must_use]
    pub fn outline(&self) -> State<()> {
        State {
            object: self.object.as_ref().map(|_| ()),
            body: self.body.as_ref().map(|_| ()),
            object_versions: self.object_versions.outline(),
            body_versions: self.body_versions.outline(),
        }
    }
}

impl State<()> {
    /// The state at a point, in which no version has been named.
    #[must_use]
    pub fn at(point: Point) -> Self {
        let object = match point.object {
            Object::Exists => Some(()),
            Object::Absent => None,
        };
        let body = match point.body {
            Body::Exists => Some(()),
            Body::Absent => None,
        };
        Self { object, body, ..Self::default() }
    }

    /// The state after a documented response, with the versions that it names.
    #[must_use]
    pub fn after_response(&self, response: &Response) -> Self {
        let mut next = self.after(response.then, &());
        let point = next.point();
        for header in response.headers.iter().filter(|header| header.is_sent_at(&point)) {
            match header.value {
                HeaderValue::Version(version) => next.note(version, ()),
                HeaderValue::Date
                | HeaderValue::Uri(_)
                | HeaderValue::ObjectMedia
                | HeaderValue::BodyMedia
                | HeaderValue::ContentRange => {}
            }
        }
        next
    }
}

impl<V: Clone + PartialEq> Versions<V> {
    /// A write supersedes the current version, if it wrote the `same` thing and did not create one.
    fn supersede(&mut self, same: bool) {
        let current = self.current.take();
        if !same {
            self.superseded.clear();
        } else if let Some(current) = current {
            self.superseded.retain(|known| *known != current);
            self.superseded.push(current);
        }
    }

    /// The thing has been deleted, if it was there.
    fn end(&mut self, existed: bool) {
        let superseded = std::mem::take(&mut self.superseded);
        for version in superseded.into_iter().chain(self.current.clone().filter(|_| existed)) {
            self.past.retain(|known| *known != version);
            self.past.push(version);
        }
    }

    /// A version that is not that of the present thing: the one that was superseded last, or else one of a thing that has been
    /// deleted, if the present one has not had the same.
    #[must_use]
    pub fn outdated(&self) -> Option<&V> {
        let is_foreign = |version: &&V| self.current.as_ref() != Some(*version);
        self.superseded.last().or_else(|| self.past.iter().rev().find(is_foreign))
    }

    fn outline(&self) -> Versions<()> {
        let any = |versions: &[V]| versions.iter().take(1).map(|_| ()).collect();
        Versions {
            current: self.current.as_ref().map(|_| ()),
            superseded: any(&self.superseded),
            past: any(&self.past),
        }
    }
}

impl Response {
    /// The point of a usual request after this response has been given to a request at `point`.
    #[must_use]
    pub fn point_after(&self, point: Point) -> Point {
        Point { owner: point.owner, ..State::at(point).after(self.then, &()).point() }
    }
}

//! An answer that would be the due one if something else were stored.

use kii_spec::{
    NamedVersions, Response as Documented, State,
    axis::{Body, Object, Point, Setting},
};

use crate::{
    judge::Context,
    values::{Content, words},
};

words! {
    /// What would have to be stored for an answer to be the due one.
    pub enum OtherState {
        /// No object.
        NoObject = "no object",
        /// An object.
        Object = "an object",
        /// An object without a body.
        NoBody = "no body",
        /// A body.
        Body = "a body",
        /// Another version than the one that is current.
        OtherVersion = "another version",
    }
}

impl OtherState {
    /// What would have to be stored for a response to be the due one; `None` if no such change makes it so.
    pub(super) fn of(context: &Context<'_>, given: &Documented, before: &State<Content>) -> Option<Self> {
        let (axes, stored) = (&context.api.axes, before.point());
        let point = Point { object: stored.object, body: stored.body, ..context.step.point };
        let names_version = |setting: &Setting| {
            let NamedVersions { current, superseded } = axes.versions(Point::default().with(*setting));
            current || superseded
        };
        let unconditional = point.differences().into_iter().filter(names_version);
        let unconditional = unconditional.fold(point, |point, setting| point.without(setting.axis()));
        let object = match stored.object {
            Object::Exists => (Self::NoObject, Point { object: Object::Absent, body: Body::Absent, ..point }),
            Object::Absent => (Self::Object, Point { object: Object::Exists, ..point }),
        };
        let body = match stored.body {
            Body::Exists => (Self::NoBody, Point { body: Body::Absent, ..point }),
            Body::Absent => (Self::Body, Point { object: Object::Exists, body: Body::Exists, ..point }),
        };
        let versions = [axes.outdated(point), unconditional].map(|point| (Self::OtherVersion, point));
        let mut others = [object, body].into_iter().chain(versions).filter(|(_, other)| *other != point);
        let is_due = |other: Point| {
            let due = context.api.due(context.operation, context.scope, other);
            due.responses.iter().any(|due| due.response.name == given.name)
        };
        others.find(|(_, other)| is_due(*other)).map(|(state, _)| state)
    }
}

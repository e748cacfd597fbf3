//! What may exist at a place, as far as the traffic has shown.

use kii_spec::{
    Change, Scope, State,
    axis::{Body, Object, Owner, Point},
};

use crate::{send::StoredObject, values::Content};

/// One of the states that a place may be in: what exists there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct World {
    pub(super) owner: Owner,
    pub(super) object: Object,
    pub(super) body: Body,
}

impl World {
    /// Every state that a place in a scope can be in.
    pub(super) fn all(scope: &Scope) -> Vec<Self> {
        let owner = Owner::Exists;
        let mut worlds = vec![
            Self { owner, object: Object::Exists, body: Body::Absent },
            Self { owner, object: Object::Exists, body: Body::Exists },
            Self { owner, object: Object::Absent, body: Body::Absent },
        ];
        if scope.missing_owner.is_ok() {
            worlds.push(Self { owner: Owner::Absent, object: Object::Absent, body: Body::Absent });
        }
        worlds
    }

    /// The point of a request in this state.
    pub(super) fn point(self, request: Point) -> Point {
        Point { owner: self.owner, object: self.object, body: self.body, ..request }
    }

    /// The state after a change.
    pub(super) fn after(self, change: Change) -> Self {
        let after = State::at(self.point(Point::default())).after(change, &()).point();
        Self { object: after.object, body: after.body, ..self }
    }

    /// What is stored in this state, with the details that are known of it.
    pub(super) fn stored(self, known: &State<Content>) -> State<Content> {
        let mut stored = known.clone();
        match self.object {
            Object::Absent => stored.object = None,
            Object::Exists if stored.object.is_none() => stored.object = Some(StoredObject::default()),
            Object::Exists => {}
        }
        match self.body {
            Body::Absent => stored.body = None,
            Body::Exists if stored.body.is_none() => stored.body = Some(Content::default()),
            Body::Exists => {}
        }
        stored
    }
}

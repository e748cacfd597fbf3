//! What a request asks for, and by which path.

use http::Method;

/// An operation, or the reading of published content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Operation {
    CollectionPost,
    ObjectGet,
    ObjectHead,
    ObjectPut,
    ObjectPatch,
    ObjectDelete,
    BodyGet,
    BodyHead,
    BodyPut,
    BodyDelete,
    PublishPost,
    Published,
}

/// The operations that a condition can be sent to.
pub(super) const CONDITIONAL: &[Operation] = &[
    Operation::ObjectPut,
    Operation::ObjectPatch,
    Operation::ObjectDelete,
    Operation::BodyGet,
    Operation::BodyPut,
    Operation::BodyDelete,
];

/// The operations that store members.
pub(super) const MEMBERS: &[Operation] = &[Operation::CollectionPost, Operation::ObjectPut, Operation::ObjectPatch];

/// The operations that read.
pub(super) const READS: &[Operation] =
    &[Operation::ObjectGet, Operation::ObjectHead, Operation::BodyGet, Operation::BodyHead];

/// The operations that change an object or its body.
pub(super) const WRITES: &[Operation] = &[
    Operation::CollectionPost,
    Operation::ObjectPut,
    Operation::ObjectPatch,
    Operation::ObjectDelete,
    Operation::BodyPut,
    Operation::BodyDelete,
];

/// Every operation of the API.
pub(super) const ALL: &[Operation] = &[
    Operation::CollectionPost,
    Operation::ObjectGet,
    Operation::ObjectHead,
    Operation::ObjectPut,
    Operation::ObjectPatch,
    Operation::ObjectDelete,
    Operation::BodyGet,
    Operation::BodyHead,
    Operation::BodyPut,
    Operation::BodyDelete,
    Operation::PublishPost,
];

impl Operation {
    /// The operation with this method at the end of this path behind `buckets`; `None` when there is none.
    pub(super) fn of(method: &Method, behind_buckets: &[&str]) -> Option<Self> {
        Some(match (method.as_str(), behind_buckets) {
            ("POST", [_, "objects"]) => Self::CollectionPost,
            ("GET", [_, "objects", _]) => Self::ObjectGet,
            ("HEAD", [_, "objects", _]) => Self::ObjectHead,
            ("PUT", [_, "objects", _]) => Self::ObjectPut,
            ("PATCH", [_, "objects", _]) => Self::ObjectPatch,
            ("DELETE", [_, "objects", _]) => Self::ObjectDelete,
            ("GET", [_, "objects", _, "body"]) => Self::BodyGet,
            ("HEAD", [_, "objects", _, "body"]) => Self::BodyHead,
            ("PUT", [_, "objects", _, "body"]) => Self::BodyPut,
            ("DELETE", [_, "objects", _, "body"]) => Self::BodyDelete,
            ("POST", [_, "objects", _, "body", "publish"]) => Self::PublishPost,
            _ => return None,
        })
    }

    /// The operation as the spec names it; published content is no operation of the spec.
    pub(super) const fn id(self) -> Option<&'static str> {
        Some(match self {
            Self::CollectionPost => "collection.post",
            Self::ObjectGet => "object.get",
            Self::ObjectHead => "object.head",
            Self::ObjectPut => "object.put",
            Self::ObjectPatch => "object.patch",
            Self::ObjectDelete => "object.delete",
            Self::BodyGet => "body.get",
            Self::BodyHead => "body.head",
            Self::BodyPut => "body.put",
            Self::BodyDelete => "body.delete",
            Self::PublishPost => "publish.post",
            Self::Published => return None,
        })
    }

    /// The operation in an ID.
    pub(super) fn word(self) -> String {
        self.id().unwrap_or("published").replace('.', "-")
    }

    /// Whether it is about a body and its version, not about its object.
    pub(super) fn is_about_the_body(self) -> bool {
        self.is_in(&[Self::BodyGet, Self::BodyHead, Self::BodyPut, Self::BodyDelete])
    }

    /// Whether it is one of these.
    pub(super) fn is_in(self, operations: &[Self]) -> bool {
        operations.contains(&self)
    }
}

// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! The operations: their answers, and how each request is read.

mod body_head;
mod body_get;
mod body_put;
mod body_delete;
mod collection_post;
mod object_delete;
mod object_get;
mod object_head;
mod object_put;
mod object_patch;
mod publish_post;

pub use body_head::BodyHeadResponse;
pub use body_get::BodyGetResponse;
pub use body_put::BodyPutResponse;
pub use body_delete::BodyDeleteResponse;
pub use collection_post::CollectionPostResponse;
pub use object_delete::ObjectDeleteResponse;
pub use object_get::ObjectGetResponse;
pub use object_head::ObjectHeadResponse;
pub use object_put::ObjectPutResponse;
pub use object_patch::ObjectPatchResponse;
pub use publish_post::PublishPostResponse;
pub(crate) use body_head::body_head;
pub(crate) use body_get::body_get;
pub(crate) use body_put::body_put;
pub(crate) use body_delete::body_delete;
pub(crate) use collection_post::collection_post;
pub(crate) use object_delete::object_delete;
pub(crate) use object_get::object_get;
pub(crate) use object_head::object_head;
pub(crate) use object_put::object_put;
pub(crate) use object_patch::object_patch;
pub(crate) use publish_post::publish_post;

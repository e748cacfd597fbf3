// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! The operations: their answers, and how each request is read.

mod body_delete;
mod body_get;
mod body_head;
mod body_put;
mod collection_post;
mod object_delete;
mod object_get;
mod object_head;
mod object_patch;
mod object_put;
mod publish_post;

pub use body_delete::BodyDeleteResponse;
pub(crate) use body_delete::body_delete;
pub use body_get::BodyGetResponse;
pub(crate) use body_get::body_get;
pub use body_head::BodyHeadResponse;
pub(crate) use body_head::body_head;
pub use body_put::BodyPutResponse;
pub(crate) use body_put::body_put;
pub use collection_post::CollectionPostResponse;
pub(crate) use collection_post::collection_post;
pub use object_delete::ObjectDeleteResponse;
pub(crate) use object_delete::object_delete;
pub use object_get::ObjectGetResponse;
pub(crate) use object_get::object_get;
pub use object_head::ObjectHeadResponse;
pub(crate) use object_head::object_head;
pub use object_patch::ObjectPatchResponse;
pub(crate) use object_patch::object_patch;
pub use object_put::ObjectPutResponse;
pub(crate) use object_put::object_put;
pub use publish_post::PublishPostResponse;
pub(crate) use publish_post::publish_post;

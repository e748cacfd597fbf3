// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! The operations: their answers, and how each request is sent.

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

pub use body_delete::BodyDeleteAnswer;
pub use body_get::BodyGetAnswer;
pub use body_head::BodyHeadAnswer;
pub use body_put::BodyPutAnswer;
pub use collection_post::CollectionPostAnswer;
pub use object_delete::ObjectDeleteAnswer;
pub use object_get::ObjectGetAnswer;
pub use object_head::ObjectHeadAnswer;
pub use object_patch::ObjectPatchAnswer;
pub use object_put::ObjectPutAnswer;
pub use publish_post::PublishPostAnswer;

// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! The operations: their answers, and how each request is sent.

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

pub use body_head::*;
pub use body_get::*;
pub use body_put::*;
pub use body_delete::*;
pub use collection_post::*;
pub use object_delete::*;
pub use object_get::*;
pub use object_head::*;
pub use object_put::*;
pub use object_patch::*;
pub use publish_post::*;

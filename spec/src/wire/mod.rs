//! The files of the spec exactly as they are written. Nothing is looked up here.
//!
//! Words and references stay text with a position, so that one wrong word does not hide the next.

mod operation;
mod service;
mod source;
mod types;

pub(crate) use operation::{Also, Condition, Header, Operation, Request, Resource, Response, Then};
pub(crate) use service::{Identifier, ObjectSize, Permission, Rejection, Scope, Service};
pub(crate) use source::{Decision, Page, Rule, Source};
pub(crate) use types::{ErrorType, Member, Type};

use crate::yaml::Entries;

/// `sources.yaml`.
pub(crate) type Sources = Entries<Page>;
/// `decisions.yaml`.
pub(crate) type Decisions = Entries<Decision>;
/// `rules.yaml`.
pub(crate) type Rules = Vec<Rule>;
/// A file of `types/`, but for `errors.yaml`.
pub(crate) type Types = Entries<Type>;
/// `types/errors.yaml`.
pub(crate) type Errors = Entries<ErrorType>;

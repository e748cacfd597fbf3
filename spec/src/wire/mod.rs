//! The files of the spec exactly as they are written. References to names are not looked up here; everything else is read.

mod axis;
mod condition;
#[cfg(test)]
mod language;
mod operation;
mod principal;
#[cfg(test)]
mod schema;
mod service;
mod source;
mod types;
mod word;

pub(crate) use axis::{Applies, Axis, Change, LetterForm, NoContent, Quantity, Representative, SchemeCase, Upload};
pub(crate) use condition::Condition;
pub(crate) use operation::{Also, Header, Lenient, Request, Resource, Response, Then};
pub(crate) use principal::{Caller, Principal};
pub(crate) use service::{Capability, Identifier, Login, NoOwner, ObjectSize, Permission, Rejection, Scope, Service};
pub(crate) use source::{Decision, Inventory, Page, Rule, Source};
pub(crate) use types::{ErrorType, Member, Type};
pub(crate) use word::{HeaderWord, MemberWord};

use crate::from_yaml::{Entries, Items};

/// `axes.yaml`.
pub(crate) type Axes = Entries<Axis>;
/// `representatives.yaml`: by axis and value.
pub(crate) type Representatives = Entries<Entries<Entries<Representative>>>;
/// `sources.yaml`.
pub(crate) type Sources = Entries<Page>;
/// `decisions.yaml`.
pub(crate) type Decisions = Entries<Decision>;
/// `rules.yaml`.
pub(crate) type Rules = Items<Rule>;
/// A file of `types/`, but for `errors.yaml`.
pub(crate) type Types = Entries<Type>;
/// `types/errors.yaml`.
pub(crate) type Errors = Entries<ErrorType>;

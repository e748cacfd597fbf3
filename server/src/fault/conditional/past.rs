//! What has happened to an object so far, in all its lives.

use std::{
    collections::{HashMap, HashSet},
    time::SystemTime,
};

use http::{HeaderValue, header};
use kii_types::BucketId;

use super::{
    message::Answer,
    occasion::{Caller, Occasion},
    operation::Operation,
};
use crate::{body::Body, key::ObjectKey, object::Object};

/// The past of one object.
#[derive(Clone, Default)]
pub(super) struct Past {
    /// How many of them were refused.
    pub(super) refusals: u32,
    /// How often it came into being.
    pub(super) lives: u32,
    /// By which operation it came into being last, and who asked for it.
    pub(super) origin: Option<(Operation, Caller)>,
    /// When it came into being first.
    pub(super) first_created: Option<SystemTime>,
    /// How often its members were written in this life, its creation included.
    pub(super) writes: u32,
    /// How many of these were updates of some members.
    pub(super) patches: u32,
    /// How often it was given a body in this life.
    pub(super) uploads: u32,
    /// How often its body was deleted in this life.
    pub(super) body_deletions: u32,
    /// How often its body was published in this life.
    pub(super) publications: u32,
    /// The versions that answers have named: of the object, and of its body.
    pub(super) object_versions: Vec<HeaderValue>,
    pub(super) body_versions: Vec<HeaderValue>,
    /// The body that was deleted last, with or without its object.
    pub(super) lost_body: Option<Body>,
    /// The first answer to each kind of reading.
    pub(super) first_answers: HashMap<Operation, Answer>,
    /// The last answer to each kind of reading.
    pub(super) last_answers: HashMap<Operation, Answer>,
    /// How many requests about it are under way.
    pub(super) in_flight: u32,
}

/// The pasts of all objects, and what was published.
#[derive(Default)]
pub(super) struct Pasts {
    pub(super) objects: HashMap<ObjectKey, Past>,
    /// The objects that each bucket has had.
    pub(super) buckets: HashMap<(String, BucketId), HashSet<ObjectKey>>,
    /// The object whose body is published under an ID.
    pub(super) published: HashMap<String, ObjectKey>,
}

impl Past {
    /// Takes note of an answer; `after` is the object as it is now.
    pub(super) fn note(&mut self, occasion: &Occasion, answer: &Answer, after: Option<&Object>) {
        if answer.is_refusal() {
            self.refusals += 1;
        }
        if !answer.is_success() {
            return;
        }
        match occasion.operation {
            Operation::CollectionPost | Operation::ObjectPut | Operation::ObjectPatch => {
                if occasion.object.is_none() {
                    let earlier = std::mem::take(self);
                    *self = Self {
                        lives: earlier.lives + 1,
                        origin: Some((occasion.operation, occasion.caller)),
                        writes: 0,
                        patches: 0,
                        uploads: 0,
                        body_deletions: 0,
                        publications: 0,
                        first_created: earlier.first_created.or_else(|| after.map(|object| object.created_at)),
                        ..earlier
                    };
                }
                self.writes += 1;
                self.patches += u32::from(occasion.operation == Operation::ObjectPatch);
                remember(&mut self.object_versions, answer);
            }
            Operation::BodyPut => {
                self.uploads += 1;
                remember(&mut self.body_versions, answer);
            }
            Operation::BodyDelete | Operation::ObjectDelete => {
                self.body_deletions += u32::from(occasion.operation == Operation::BodyDelete);
                let body = occasion.object.as_ref().and_then(|object| object.body.clone());
                self.lost_body = body.or_else(|| self.lost_body.take());
            }
            Operation::PublishPost => self.publications += 1,
            Operation::ObjectGet
            | Operation::ObjectHead
            | Operation::BodyGet
            | Operation::BodyHead
            | Operation::Published => {
                if occasion.sent.header(&header::RANGE).is_none() {
                    self.first_answers.entry(occasion.operation).or_insert_with(|| answer.clone());
                    self.last_answers.insert(occasion.operation, answer.clone());
                }
            }
        }
    }
}

fn remember(versions: &mut Vec<HeaderValue>, answer: &Answer) {
    if let Some(version) = answer.headers.get(header::ETAG)
        && !versions.contains(version)
    {
        versions.push(version.clone());
    }
}

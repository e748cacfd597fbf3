//! Histories: what happens to an object before the request that a row is about.
//!
//! A history is built from the operations of the spec by what their responses say happens (`then`): who creates, replaces,
//! merges and deletes. What is due afterwards follows from the state alone, whatever the way there.

use kii_spec::{
    Api, BodyChange, Choice, Meaning, ObjectChange, Operation, Response, ResponseContent,
    axis::{Axis, Object, Setting},
};

/// What a request of a history does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It replaces the object.
    Replace,
    /// It changes some members of the object.
    Merge,
    /// It deletes the object.
    Delete,
    /// It uploads a body.
    Upload,
    /// It deletes the body.
    DeleteBody,
    /// It publishes the body.
    Publish,
}

/// What has happened to an object since it came to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Past {
    /// Its name in IDs.
    pub(super) name: &'static str,
    /// What has happened, in order.
    pub(super) effects: &'static [Effect],
}

use Effect::{Delete, DeleteBody, Merge, Publish, Replace, Upload};

/// Everything that may have happened since an object came to be. New entries belong at the end.
const PASTS: [Past; 10] = [
    Past { name: "", effects: &[] },
    Past { name: "replaced_twice", effects: &[Replace, Replace] },
    Past { name: "merged_twice", effects: &[Merge, Merge] },
    Past { name: "uploaded", effects: &[Upload] },
    Past { name: "body_deleted", effects: &[Upload, DeleteBody] },
    Past { name: "removed", effects: &[Upload, Delete] },
    Past { name: "made_public", effects: &[Upload, Publish] },
    Past { name: "uploaded_anew", effects: &[Upload, DeleteBody, Upload] },
    Past { name: "published_and_replaced", effects: &[Upload, Publish, Upload] },
    Past { name: "removed_bare", effects: &[Replace, Delete] },
];

/// How an object came to be.
#[derive(Clone, Debug)]
pub(super) struct Origin<'a> {
    /// Its name in IDs.
    pub(super) name: String,
    /// The operation that creates the object.
    pub(super) creator: &'a Operation,
    /// Whether it is deleted after that, and created again.
    pub(super) again: bool,
}

/// The histories that an API allows.
#[derive(Debug)]
pub(super) struct Histories<'a> {
    /// How an object can come to be.
    pub(super) origins: Vec<Origin<'a>>,
    /// What can have happened since. The last one is no history at all: there never was an object.
    pub(super) pasts: Vec<Past>,
    operations: Vec<(Effect, &'a Operation)>,
}

/// The past of an object that never was.
pub(super) const NEVER: Past = Past { name: "none", effects: &[] };

impl<'a> Histories<'a> {
    pub(super) fn of(api: &'a Api) -> Self {
        let operations: Vec<_> = api.operations.values().filter_map(|one| Some((effect(api, one)?, one))).collect();
        let creates = |operation: &&Operation| {
            let absent = |response: &&Response| response.then.object == Some(ObjectChange::Sent);
            operation
                .responses
                .values()
                .filter(absent)
                .any(|response| response.is_success() && is_creation(operation, response))
        };
        let creators: Vec<&Operation> = api.operations.values().filter(creates).collect();
        let named = |operation: &Operation| operation.has_axis(Axis::Object);
        let mut origins = Vec::new();
        // The usual one, whose ID the suite chooses, comes first.
        for creator in creators.iter().filter(|one| named(one)).chain(creators.iter().filter(|one| !named(one))) {
            origins.push(Origin { name: creator.id.verb.to_string(), creator, again: false });
        }
        let can = |effect: &Effect| operations.iter().any(|(known, _)| known == effect);
        if can(&Delete) {
            for creator in creators.iter().filter(|one| named(one)) {
                origins.push(Origin { name: format!("{}_again", creator.id.verb), creator, again: true });
            }
        }
        let mut pasts: Vec<Past> = PASTS.into_iter().filter(|past| past.effects.iter().all(can)).collect();
        pasts.push(NEVER);
        Self { origins, pasts, operations }
    }

    /// The operation with an effect.
    pub(super) fn operation(&self, effect: Effect) -> Option<&'a Operation> {
        self.operations.iter().find(|(known, _)| *known == effect).map(|(_, operation)| *operation)
    }

    /// The operations of a history, in order, each with whether it creates the object.
    pub(super) fn operations(&self, origin: &Origin<'a>, past: Past) -> Option<Vec<(&'a Operation, bool)>> {
        let mut all = vec![(origin.creator, true)];
        if origin.again {
            // The first life has a change, so that its dates differ from each other.
            all.extend(self.operation(Merge).map(|merge| (merge, false)));
            all.extend([(self.operation(Delete)?, false), (origin.creator, true)]);
        }
        for effect in past.effects {
            all.push((self.operation(*effect)?, false));
        }
        Some(all)
    }
}

/// Whether a response creates an object: where the operation can tell, only if there is none.
fn is_creation(operation: &Operation, response: &Response) -> bool {
    !operation.has_axis(Axis::Object)
        || response.conditions.iter().any(|condition| {
            condition.when.axes.get(&Axis::Object).is_some_and(|choice| match choice {
                Choice::Settings(settings) => settings.contains(&Setting::Object(Object::Absent)),
                Choice::RefusedCallers | Choice::AdmittedCallers => false,
            })
        })
}

/// What an operation does to an object that exists.
fn effect(api: &Api, operation: &Operation) -> Option<Effect> {
    let responses = || operation.responses.values().filter(|response| response.is_success());
    let object = |change| responses().any(|response| response.then.object == Some(change));
    let body = |change| responses().any(|response| response.then.body == Some(change));
    if !operation.has_axis(Axis::Object) {
        return None;
    }
    if object(ObjectChange::Merged) {
        Some(Merge)
    } else if object(ObjectChange::Sent) {
        Some(Replace)
    } else if object(ObjectChange::Deleted) {
        Some(Delete)
    } else if body(BodyChange::Sent) {
        Some(Upload)
    } else if body(BodyChange::Deleted) {
        Some(DeleteBody)
    } else {
        responses().any(|response| names_publication(api, response)).then_some(Publish)
    }
}

/// Whether a response says where something is published.
pub(super) fn names_publication(api: &Api, response: &Response) -> bool {
    let ResponseContent::Json(name) = &response.content else { return false };
    let members = api.types.get(name).into_iter().flat_map(|described| described.members.values());
    { members }.any(|member| member.meaning == Some(Meaning::PublishedUrl))
}

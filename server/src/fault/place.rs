//! Faults of place: an operation on one object, bucket or scope also changes others.

use std::collections::HashSet;

use axum::extract::Request;
use kii_server_stubs::{
    BodyDeleteResponse, BodyPutResponse, Context, ObjectDeleteResponse, ObjectPatchResponse, ObjectPutResponse,
    ObjectStorage,
};
use kii_types::{Authorization, ObjectScope};

use super::{Fault, Topic, hooks::Hooks, memory::Memory, path};
use crate::{fixture::Fixture, key::ObjectKey, object::Object, reference::ReferenceServer};

/// The objects that PUT has made.
type KnownKeys = Memory<HashSet<ObjectKey>>;

/// Notes the objects that PUT makes.
fn noting(known: &KnownKeys) -> Hooks {
    let known = known.clone();
    Hooks::default().object_put(move |server, context, request| {
        let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
        known.with(|known| known.insert(key));
        async move { server.object_put(context, request).await }
    })
}

/// Changes the other objects in the bucket of one.
fn spill(
    server: &ReferenceServer,
    known: &KnownKeys,
    key: &ObjectKey,
    change: impl Fn(&Object, Object) -> Option<Object>,
) {
    let is_neighbour =
        |other: &&ObjectKey| *other != key && (&other.scope, &other.bucket_id) == (&key.scope, &key.bucket_id);
    let neighbours: Vec<ObjectKey> = known.with(|known| known.iter().filter(is_neighbour).cloned().collect());
    let mut store = server.store.begin();
    let own = store.copy(key);
    for neighbour in neighbours {
        let Some(object) = store.copy(&neighbour) else { continue };
        match change(own.as_ref().unwrap_or(&object), object.clone()) {
            Some(object) => store.insert(neighbour, object),
            None => store.remove(&neighbour),
        }
    }
}

/// Looks for the objects of one scope in another, where it is the scope's own principal or the administrator who asks.
fn leading(fixture: &Fixture, lead: fn(&Fixture, &Context) -> Option<ObjectScope>) -> Hooks {
    let fixture = fixture.clone();
    Hooks::default().context(move |_, context| {
        let insiders = [&fixture.owner.token, &fixture.thing.token, &fixture.admin_token];
        let is_insider = matches!(&context.authorization, Authorization::Bearer(token) if insiders.contains(&token));
        if let (true, Some(scope)) = (is_insider, lead(&fixture, context)) {
            context.object_scope = scope;
            context.authorization = Authorization::Bearer(fixture.admin_token.clone());
        }
    })
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "object-put-replaces-the-whole-bucket",
        summary: "What is stored in an object is stored in all others of its bucket.",
        operation: Some("object.put"),
        topic: Topic::Place,
        violates: &["objects-are-apart"],
        hooks: |_| {
            let known = KnownKeys::default();
            Hooks::default().object_put(move |server, context, request| {
                let known = known.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let answer = server.object_put(context, request).await;
                    if let ObjectPutResponse::Created { .. } | ObjectPutResponse::Replaced { .. } = &answer {
                        spill(&server, &known, &key, |own, other| {
                            Some(Object { members: own.members.clone(), ..other })
                        });
                        known.with(|known| known.insert(key));
                    }
                    answer
                }
            })
        },
    },
    Fault {
        id: "object-patch-gives-the-bucket-a-version",
        summary: "An update gives its new version to all objects of the bucket.",
        operation: Some("object.patch"),
        topic: Topic::Place,
        violates: &["objects-are-apart"],
        hooks: |_| {
            let known = KnownKeys::default();
            noting(&known).object_patch(move |server, context, request| {
                let known = known.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let answer = server.object_patch(context, request).await;
                    if let ObjectPatchResponse::Updated { .. } = &answer {
                        spill(&server, &known, &key, |own, other| Some(Object { version: own.version, ..other }));
                    }
                    answer
                }
            })
        },
    },
    Fault {
        id: "object-delete-empties-the-bucket",
        summary: "With an object, all others of its bucket are deleted.",
        operation: Some("object.delete"),
        topic: Topic::Place,
        violates: &["objects-are-apart"],
        hooks: |_| {
            let known = KnownKeys::default();
            noting(&known).object_delete(move |server, context, request| {
                let known = known.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let answer = server.object_delete(context, request).await;
                    if let ObjectDeleteResponse::Deleted = &answer {
                        spill(&server, &known, &key, |_, _| None);
                    }
                    answer
                }
            })
        },
    },
    Fault {
        id: "body-put-gives-the-bucket-a-body",
        summary: "A body that is uploaded is that of all objects of the bucket.",
        operation: Some("body.put"),
        topic: Topic::Place,
        violates: &["objects-are-apart"],
        hooks: |_| {
            let known = KnownKeys::default();
            noting(&known).body_put(move |server, context, request| {
                let known = known.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let answer = server.body_put(context, request).await;
                    if let BodyPutResponse::Stored { .. } = &answer {
                        spill(&server, &known, &key, |own, other| Some(Object { body: own.body.clone(), ..other }));
                    }
                    answer
                }
            })
        },
    },
    Fault {
        id: "body-delete-deletes-all-bodies",
        summary: "With a body, those of all objects of the bucket are deleted.",
        operation: Some("body.delete"),
        topic: Topic::Place,
        violates: &["objects-are-apart"],
        hooks: |_| {
            let known = KnownKeys::default();
            noting(&known).body_delete(move |server, context, request| {
                let known = known.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let answer = server.body_delete(context, request).await;
                    if let BodyDeleteResponse::Deleted = &answer {
                        spill(&server, &known, &key, |_, other| Some(Object { body: None, ..other }));
                    }
                    answer
                }
            })
        },
    },
    Fault {
        id: "buckets-are-one",
        summary: "All buckets of a scope are the same.",
        operation: None,
        topic: Topic::Place,
        violates: &["buckets-are-apart"],
        hooks: |_| {
            Hooks::default().exchange(|mut request: Request, next| {
                path::rewrite(&mut request, "buckets", |bucket| {
                    let is_ordinary = (3..64).contains(&bucket.len()) && !bucket.contains(['%', '.', '!']);
                    is_ordinary.then(|| "the-only-one".to_owned())
                });
                next.run(request)
            })
        },
    },
    Fault {
        id: "user-buckets-are-those-of-the-application",
        summary: "What a user stores is stored in the application's buckets of the same names.",
        operation: None,
        topic: Topic::Place,
        violates: &["scopes-are-apart"],
        hooks: |fixture| {
            leading(fixture, |fixture, context| match &context.object_scope {
                ObjectScope::AppAndUser { app_id, user_id } if *user_id == fixture.owner.id => {
                    Some(ObjectScope::App { app_id: app_id.clone() })
                }
                ObjectScope::App { .. }
                | ObjectScope::AppAndUser { .. }
                | ObjectScope::AppAndGroup { .. }
                | ObjectScope::AppAndThing { .. } => None,
            })
        },
    },
    Fault {
        id: "group-buckets-are-those-of-the-user",
        summary: "What a group stores is stored in the buckets of its member.",
        operation: None,
        topic: Topic::Place,
        violates: &["scopes-are-apart"],
        hooks: |fixture| {
            leading(fixture, |fixture, context| match &context.object_scope {
                ObjectScope::AppAndGroup { app_id, group_id } if *group_id == fixture.group_id => {
                    Some(ObjectScope::AppAndUser { app_id: app_id.clone(), user_id: fixture.owner.id.clone() })
                }
                ObjectScope::App { .. }
                | ObjectScope::AppAndUser { .. }
                | ObjectScope::AppAndGroup { .. }
                | ObjectScope::AppAndThing { .. } => None,
            })
        },
    },
    Fault {
        id: "thing-buckets-are-those-of-the-group",
        summary: "What a thing stores is stored in the buckets of a group.",
        operation: None,
        topic: Topic::Place,
        violates: &["scopes-are-apart"],
        hooks: |fixture| {
            leading(fixture, |fixture, context| match &context.object_scope {
                ObjectScope::AppAndThing { app_id, thing_id } if *thing_id == fixture.thing.id => {
                    Some(ObjectScope::AppAndGroup { app_id: app_id.clone(), group_id: fixture.group_id.clone() })
                }
                ObjectScope::App { .. }
                | ObjectScope::AppAndUser { .. }
                | ObjectScope::AppAndGroup { .. }
                | ObjectScope::AppAndThing { .. } => None,
            })
        },
    },
];

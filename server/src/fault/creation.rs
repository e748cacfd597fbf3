//! Faults of creation: what `If-None-Match` and `If-Match` mean where nothing is, and what new objects are called.

use std::collections::{HashMap, HashSet};

use kii_server_stubs::{
    BodyDeleteResponse, BodyPutResponse, CollectionPostResponse, ObjectDeleteResponse, ObjectPatchResponse,
    ObjectPutResponse, ObjectStorage,
};
use kii_types::{BucketId, EntityTag, ObjectId, ObjectPutRequest, ObjectScope, Precondition, UriReference};
use serde_json::Map;

use super::{Fault, Topic, hooks::Hooks, memory::Memory};
use crate::key::ObjectKey;

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "object-put-ignores-if-none-match",
        summary: "An object that exists is replaced in spite of If-None-Match.",
        operation: Some("object.put"),
        topic: Topic::Creation,
        violates: &["if-none-match-replaces-nothing", "if-none-match-creates-once", "one-creator-wins"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, mut request| {
                if request.precondition == Precondition::IfNoneMatchAny {
                    request.precondition = Precondition::None;
                }
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "object-put-never-creates-under-if-none-match",
        summary: "With If-None-Match, everything is said to exist already.",
        operation: Some("object.put"),
        topic: Topic::Creation,
        violates: &["if-none-match-creates", "if-none-match-creates-once"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, request| {
                if request.precondition == Precondition::IfNoneMatchAny {
                    let key = ObjectKey::new(&context, request.bucket_id, request.object_id);
                    return ObjectPutResponse::AlreadyExists(key.already_exists());
                }
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "object-put-knows-no-second-creation",
        summary: "With If-None-Match, an object that was created so is not created again after its deletion.",
        operation: Some("object.put"),
        topic: Topic::Creation,
        violates: &["if-none-match-creates-once"],
        hooks: |_| {
            let created = Memory::<HashSet<ObjectKey>>::default();
            Hooks::default().object_put(move |server, context, request| {
                let created = created.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let is_conditional = request.precondition == Precondition::IfNoneMatchAny;
                    if is_conditional && !created.with(|created| created.insert(key.clone())) {
                        return ObjectPutResponse::AlreadyExists(key.already_exists());
                    }
                    server.object_put(context, request).await
                }
            })
        },
    },
    Fault {
        id: "object-put-creates-under-if-match",
        summary: "With If-Match, an object that does not exist is created.",
        operation: Some("object.put"),
        topic: Topic::Creation,
        violates: &["if-match-needs-something", "deleted-version-creates-nothing"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, mut request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                if server.store.begin().object(&key).is_none() {
                    request.precondition = Precondition::None;
                }
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "object-patch-creates-under-if-match",
        summary: "With If-Match, an update of an object that does not exist creates it.",
        operation: Some("object.patch"),
        topic: Topic::Creation,
        violates: &["if-match-needs-something"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, mut request| {
                let answer = server.object_patch(context.clone(), request.clone()).await;
                if matches!(answer, ObjectPatchResponse::ObjectMissing(_))
                    && matches!(request.precondition, Precondition::IfMatch(_))
                {
                    request.precondition = Precondition::None;
                    let creation = ObjectPutRequest {
                        scope: request.scope.clone(),
                        bucket_id: request.bucket_id.clone(),
                        object_id: request.object_id.clone(),
                        precondition: Precondition::None,
                        media_type: request.media_type.clone(),
                        content: Map::new(),
                    };
                    server.object_put(context.clone(), creation).await;
                    return server.object_patch(context, request).await;
                }
                answer
            })
        },
    },
    Fault {
        id: "body-put-creates-the-object",
        summary: "An upload to an object that does not exist creates it, whatever If-Match names.",
        operation: Some("body.put"),
        topic: Topic::Creation,
        violates: &["if-match-needs-something"],
        hooks: |_| {
            Hooks::default().body_put(async |server, context, mut request| {
                let creation = ObjectPutRequest {
                    scope: request.scope.clone(),
                    bucket_id: request.bucket_id.clone(),
                    object_id: request.object_id.clone(),
                    precondition: Precondition::IfNoneMatchAny,
                    media_type: None,
                    content: Map::new(),
                };
                let created = server.object_put(context.clone(), creation).await;
                if matches!(created, ObjectPutResponse::Created { .. }) {
                    request.precondition = Precondition::None;
                }
                server.body_put(context, request).await
            })
        },
    },
    Fault {
        id: "object-put-brings-deleted-versions-back",
        summary: "With If-Match, the version that an object had when it was deleted creates it again.",
        operation: Some("object.put"),
        topic: Topic::Creation,
        violates: &["deleted-version-creates-nothing"],
        hooks: |_| {
            let deleted = Memory::<HashMap<ObjectKey, EntityTag>>::default();
            let remembered = deleted.clone();
            let hooks = Hooks::default().object_delete(move |server, context, request| {
                let deleted = deleted.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let version = server.store.begin().object(&key).map(|object| object.version.entity_tag());
                    let answer = server.object_delete(context, request).await;
                    if let (ObjectDeleteResponse::Deleted, Some(version)) = (&answer, version) {
                        deleted.with(|deleted| deleted.insert(key, version));
                    }
                    answer
                }
            });
            hooks.object_put(move |server, context, mut request| {
                let deleted = remembered.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    if let Precondition::IfMatch(named) = &request.precondition
                        && deleted.with(|deleted| deleted.get(&key).is_some_and(|version| version.names(named)))
                        && server.store.begin().object(&key).is_none()
                    {
                        request.precondition = Precondition::None;
                    }
                    server.object_put(context, request).await
                }
            })
        },
    },
    Fault {
        id: "object-put-does-not-create",
        summary: "Without a condition, PUT answers that there is no object instead of creating it.",
        operation: Some("object.put"),
        topic: Topic::Creation,
        violates: &["put-creates"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                if request.precondition == Precondition::None && server.store.begin().object(&key).is_none() {
                    return ObjectPutResponse::ObjectMissing(key.object_not_found());
                }
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "object-delete-obeys-if-none-match",
        summary: "With If-None-Match, an object that exists is not deleted.",
        operation: Some("object.delete"),
        topic: Topic::Creation,
        violates: &["if-none-match-is-unconditional"],
        hooks: |_| {
            Hooks::default().object_delete(async |server, context, request| {
                if request.precondition == Precondition::IfNoneMatchAny {
                    let key = ObjectKey::new(&context, request.bucket_id, request.object_id);
                    return ObjectDeleteResponse::Stale(key.stale_object());
                }
                server.object_delete(context, request).await
            })
        },
    },
    Fault {
        id: "object-patch-obeys-if-none-match",
        summary: "With If-None-Match, an object that exists is not updated.",
        operation: Some("object.patch"),
        topic: Topic::Creation,
        violates: &["if-none-match-is-unconditional"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, request| {
                if request.precondition == Precondition::IfNoneMatchAny {
                    let key = ObjectKey::new(&context, request.bucket_id, request.object_id);
                    return ObjectPatchResponse::Stale(key.stale_object());
                }
                server.object_patch(context, request).await
            })
        },
    },
    Fault {
        id: "body-put-obeys-if-none-match",
        summary: "With If-None-Match, a body that exists is not replaced.",
        operation: Some("body.put"),
        topic: Topic::Creation,
        violates: &["if-none-match-is-unconditional"],
        hooks: |_| {
            Hooks::default().body_put(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let has_body = server.store.begin().object(&key).is_some_and(|object| object.body.is_some());
                if request.precondition == Precondition::IfNoneMatchAny && has_body {
                    return BodyPutResponse::Stale(key.stale_body());
                }
                server.body_put(context, request).await
            })
        },
    },
    Fault {
        id: "body-delete-obeys-if-none-match",
        summary: "With If-None-Match, a body that exists is not deleted.",
        operation: Some("body.delete"),
        topic: Topic::Creation,
        violates: &["if-none-match-is-unconditional"],
        hooks: |_| {
            Hooks::default().body_delete(async |server, context, request| {
                if request.precondition == Precondition::IfNoneMatchAny {
                    let key = ObjectKey::new(&context, request.bucket_id, request.object_id);
                    return BodyDeleteResponse::Stale(key.stale_body());
                }
                server.body_delete(context, request).await
            })
        },
    },
    Fault {
        id: "collection-post-chooses-one-id",
        summary: "All objects that are created in a bucket get the ID of the first.",
        operation: Some("collection.post"),
        topic: Topic::Creation,
        violates: &["chosen-ids-are-new"],
        hooks: |_| {
            let chosen = Memory::<HashMap<(ObjectScope, BucketId), ObjectId>>::default();
            Hooks::default().collection_post(move |server, context, request| {
                let chosen = chosen.clone();
                async move {
                    let bucket = (context.object_scope.clone(), request.bucket_id.clone());
                    let mut answer = server.collection_post(context.clone(), request).await;
                    if let CollectionPostResponse::Created { location, content, .. } = &mut answer
                        && let Ok(id) = ObjectId::parse(&content.object_id)
                    {
                        let first = chosen.with(|chosen| chosen.entry(bucket.clone()).or_insert(id.clone()).clone());
                        let mut store = server.store.begin();
                        let new = ObjectKey::new(&context, bucket.1.clone(), id.clone());
                        if let Some(object) = store.copy(&new) {
                            store.remove(&new);
                            store.insert(ObjectKey::new(&context, bucket.1, first.clone()), object);
                        }
                        *location = UriReference::from(location.as_str().replace(id.as_str(), first.as_str()));
                        content.object_id = first.to_string();
                    }
                    answer
                }
            })
        },
    },
    Fault {
        id: "collection-post-stores-an-empty-object",
        summary: "The object that POST creates has none of the members that were sent.",
        operation: Some("collection.post"),
        topic: Topic::Creation,
        violates: &["content-is-the-object", "location-answers"],
        hooks: |_| {
            Hooks::default().collection_post(async |server, context, mut request| {
                request.content.clear();
                server.collection_post(context, request).await
            })
        },
    },
    Fault {
        id: "collection-post-locates-a-neighbour",
        summary: "Location of a created object is an address at which there is nothing.",
        operation: Some("collection.post"),
        topic: Topic::Creation,
        violates: &["location-answers"],
        hooks: |_| {
            Hooks::default().collection_post(async |server, context, request| {
                let mut answer = server.collection_post(context, request).await;
                if let CollectionPostResponse::Created { location, .. } = &mut answer {
                    *location = UriReference::from(format!("{}0", location.as_str()));
                }
                answer
            })
        },
    },
    Fault {
        id: "object-put-locates-the-application",
        summary: "Location of a created object is in the application's scope, whatever scope it was created in.",
        operation: Some("object.put"),
        topic: Topic::Creation,
        violates: &["location-answers"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, request| {
                let (app, bucket, id) = (context.app_id.clone(), request.bucket_id.clone(), request.object_id.clone());
                let mut answer = server.object_put(context, request).await;
                if let ObjectPutResponse::Created { location, .. } = &mut answer {
                    *location = UriReference::from(format!("/api/apps/{app}/buckets/{bucket}/objects/{id}"));
                }
                answer
            })
        },
    },
];

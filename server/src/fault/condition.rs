//! Faults of `If-Match`: versions that are not looked at, and versions that should do and do not.

use std::collections::HashMap;

use kii_server_stubs::{
    BodyDeleteResponse, BodyGetResponse, BodyPutResponse, ObjectDeleteResponse, ObjectPatchResponse, ObjectPutResponse,
    ObjectStorage,
};
use kii_types::{EntityTag, Precondition};

use super::{Fault, Topic, hooks::Hooks, memory::Memory};
use crate::key::ObjectKey;

/// `If-Match: *` in place of any other `If-Match`: whatever exists will do.
fn any_version(precondition: Precondition) -> Precondition {
    match precondition {
        Precondition::IfMatch(named) => Precondition::IfMatch(EntityTag::new(b"*").unwrap_or(named)),
        Precondition::None => Precondition::None,
        Precondition::IfNoneMatchAny => Precondition::IfNoneMatchAny,
    }
}

/// The number in an entity tag of the reference server; 0 where there is none.
fn number(tag: &EntityTag) -> u64 {
    let digits = tag.as_bytes().iter().filter(|byte| byte.is_ascii_digit());
    digits.fold(0, |number: u64, digit| number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0')))
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "object-put-ignores-if-match",
        summary: "An object is replaced whatever version If-Match names.",
        operation: Some("object.put"),
        topic: Topic::Condition,
        violates: &["superseded-version-is-refused", "superseded-version-stays-refused", "foreign-version-is-refused"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, mut request| {
                request.precondition = any_version(request.precondition);
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "object-patch-ignores-if-match",
        summary: "An object is updated whatever version If-Match names.",
        operation: Some("object.patch"),
        topic: Topic::Condition,
        violates: &["superseded-version-is-refused", "superseded-version-stays-refused", "foreign-version-is-refused"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, mut request| {
                request.precondition = any_version(request.precondition);
                server.object_patch(context, request).await
            })
        },
    },
    Fault {
        id: "object-delete-ignores-if-match",
        summary: "An object is deleted whatever version If-Match names.",
        operation: Some("object.delete"),
        topic: Topic::Condition,
        violates: &["superseded-version-is-refused", "superseded-version-stays-refused", "foreign-version-is-refused"],
        hooks: |_| {
            Hooks::default().object_delete(async |server, context, mut request| {
                request.precondition = any_version(request.precondition);
                server.object_delete(context, request).await
            })
        },
    },
    Fault {
        id: "body-put-ignores-if-match",
        summary: "A body is replaced whatever version If-Match names.",
        operation: Some("body.put"),
        topic: Topic::Condition,
        violates: &["superseded-version-is-refused", "superseded-version-stays-refused", "foreign-version-is-refused"],
        hooks: |_| {
            Hooks::default().body_put(async |server, context, mut request| {
                request.precondition = any_version(request.precondition);
                server.body_put(context, request).await
            })
        },
    },
    Fault {
        id: "body-delete-ignores-if-match",
        summary: "A body is deleted whatever version If-Match names.",
        operation: Some("body.delete"),
        topic: Topic::Condition,
        violates: &["superseded-version-is-refused", "superseded-version-stays-refused", "foreign-version-is-refused"],
        hooks: |_| {
            Hooks::default().body_delete(async |server, context, mut request| {
                request.precondition = any_version(request.precondition);
                server.body_delete(context, request).await
            })
        },
    },
    Fault {
        id: "body-get-ignores-if-match",
        summary: "A body is read whatever version If-Match names.",
        operation: Some("body.get"),
        topic: Topic::Condition,
        violates: &["superseded-version-is-refused", "superseded-version-stays-refused", "foreign-version-is-refused"],
        hooks: |_| {
            Hooks::default().body_get(async |server, context, mut request| {
                request.if_match = None;
                server.body_get(context, request).await
            })
        },
    },
    Fault {
        id: "object-put-refuses-every-version",
        summary: "An object that exists is not replaced under If-Match, not even when its version is named.",
        operation: Some("object.put"),
        topic: Topic::Condition,
        violates: &["current-version-is-accepted", "refused-writer-can-go-on"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                if matches!(request.precondition, Precondition::IfMatch(_))
                    && server.store.begin().object(&key).is_some()
                {
                    return ObjectPutResponse::Stale(key.stale_object());
                }
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "object-patch-refuses-every-version",
        summary: "An object that exists is not updated under If-Match, not even when its version is named.",
        operation: Some("object.patch"),
        topic: Topic::Condition,
        violates: &["current-version-is-accepted"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                if matches!(request.precondition, Precondition::IfMatch(_))
                    && server.store.begin().object(&key).is_some()
                {
                    return ObjectPatchResponse::Stale(key.stale_object());
                }
                server.object_patch(context, request).await
            })
        },
    },
    Fault {
        id: "object-delete-refuses-every-version",
        summary: "An object that exists is not deleted under If-Match, not even when its version is named.",
        operation: Some("object.delete"),
        topic: Topic::Condition,
        violates: &["current-version-is-accepted"],
        hooks: |_| {
            Hooks::default().object_delete(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                if matches!(request.precondition, Precondition::IfMatch(_))
                    && server.store.begin().object(&key).is_some()
                {
                    return ObjectDeleteResponse::Stale(key.stale_object());
                }
                server.object_delete(context, request).await
            })
        },
    },
    Fault {
        id: "body-put-takes-the-version-of-the-object",
        summary: "A body is replaced under If-Match only when the version of the object is named.",
        operation: Some("body.put"),
        topic: Topic::Condition,
        violates: &["current-version-is-accepted"],
        hooks: |_| {
            Hooks::default().body_put(async |server, context, mut request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let version = server.store.begin().object(&key).map(|object| object.version.entity_tag());
                if let (Precondition::IfMatch(named), Some(version)) = (&request.precondition, version) {
                    if !named.names(&version) {
                        return BodyPutResponse::Stale(key.stale_body());
                    }
                    request.precondition = Precondition::None;
                }
                server.body_put(context, request).await
            })
        },
    },
    Fault {
        id: "body-get-refuses-every-version",
        summary: "A body is not read under If-Match, not even when its version is named.",
        operation: Some("body.get"),
        topic: Topic::Condition,
        violates: &["current-version-is-accepted"],
        hooks: |_| {
            Hooks::default().body_get(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let is_named = request.if_match.is_some();
                let answer = server.body_get(context, request).await;
                if is_named && matches!(answer, BodyGetResponse::Whole { .. } | BodyGetResponse::Part { .. }) {
                    return BodyGetResponse::Stale(key.stale_body());
                }
                answer
            })
        },
    },
    Fault {
        id: "body-delete-refuses-every-version",
        summary: "A body is not deleted under If-Match, not even when its version is named.",
        operation: Some("body.delete"),
        topic: Topic::Condition,
        violates: &["current-version-is-accepted"],
        hooks: |_| {
            Hooks::default().body_delete(async |server, context, mut request| {
                if matches!(request.precondition, Precondition::IfMatch(_)) {
                    request.precondition =
                        EntityTag::new(b"\"none\"").map_or_else(Default::default, Precondition::IfMatch);
                }
                server.body_delete(context, request).await
            })
        },
    },
    Fault {
        id: "object-put-needs-a-condition",
        summary: "An object that exists is replaced only under If-Match.",
        operation: Some("object.put"),
        topic: Topic::Condition,
        violates: &["no-condition-no-refusal"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                if request.precondition == Precondition::None && server.store.begin().object(&key).is_some() {
                    return ObjectPutResponse::Stale(key.stale_object());
                }
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "object-patch-needs-a-condition",
        summary: "An object is updated only under If-Match.",
        operation: Some("object.patch"),
        topic: Topic::Condition,
        violates: &["no-condition-no-refusal"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                if request.precondition == Precondition::None && server.store.begin().object(&key).is_some() {
                    return ObjectPatchResponse::Stale(key.stale_object());
                }
                server.object_patch(context, request).await
            })
        },
    },
    Fault {
        id: "body-delete-needs-a-condition",
        summary: "A body is deleted only under If-Match.",
        operation: Some("body.delete"),
        topic: Topic::Condition,
        violates: &["no-condition-no-refusal"],
        hooks: |_| {
            Hooks::default().body_delete(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let has_body = server.store.begin().object(&key).is_some_and(|object| object.body.is_some());
                if request.precondition == Precondition::None && has_body {
                    return BodyDeleteResponse::Stale(key.stale_body());
                }
                server.body_delete(context, request).await
            })
        },
    },
    Fault {
        id: "object-put-refuses-the-last-version-only",
        summary: "If-Match refuses the version before the current one and accepts all that are older.",
        operation: Some("object.put"),
        topic: Topic::Condition,
        violates: &["superseded-version-stays-refused"],
        hooks: |_| {
            let past = Memory::<HashMap<ObjectKey, Vec<EntityTag>>>::default();
            Hooks::default().object_put(move |server, context, mut request| {
                let past = past.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let is_old = |named: &EntityTag| {
                        past.with(|past| {
                            let versions = past.get(&key).map(Vec::as_slice).unwrap_or_default();
                            versions.iter().rev().skip(1).any(|version| version.names(named))
                        })
                    };
                    if matches!(&request.precondition, Precondition::IfMatch(named) if is_old(named)) {
                        request.precondition = Precondition::None;
                    }
                    let answer = server.object_put(context, request).await;
                    if let ObjectPutResponse::Created { e_tag, .. } | ObjectPutResponse::Replaced { e_tag, .. } =
                        &answer
                    {
                        past.with(|past| past.entry(key).or_default().push(e_tag.clone()));
                    }
                    answer
                }
            })
        },
    },
    Fault {
        id: "object-put-locks-refused-writers-out",
        summary: "Once a replacement was refused for its version, If-Match is refused whatever it names.",
        operation: Some("object.put"),
        topic: Topic::Condition,
        violates: &["refused-writer-can-go-on"],
        hooks: |_| {
            let locked = Memory::<HashMap<ObjectKey, ()>>::default();
            Hooks::default().object_put(move |server, context, request| {
                let locked = locked.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let is_conditional = matches!(request.precondition, Precondition::IfMatch(_));
                    if is_conditional && locked.with(|locked| locked.contains_key(&key)) {
                        return ObjectPutResponse::Stale(key.stale_object());
                    }
                    let answer = server.object_put(context, request).await;
                    if matches!(answer, ObjectPutResponse::Stale(_)) {
                        locked.with(|locked| locked.insert(key, ()));
                    }
                    answer
                }
            })
        },
    },
    Fault {
        id: "object-put-accepts-newer-versions",
        summary: "If-Match refuses older versions only, so that the version of an object that was written later will do.",
        operation: Some("object.put"),
        topic: Topic::Condition,
        violates: &["foreign-version-is-refused"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, mut request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let version = server.store.begin().object(&key).map(|object| object.version.entity_tag());
                if let (Precondition::IfMatch(named), Some(version)) = (&request.precondition, version)
                    && number(named) > number(&version)
                {
                    request.precondition = Precondition::None;
                }
                server.object_put(context, request).await
            })
        },
    },
    Fault {
        id: "body-put-accepts-versions-of-other-bodies",
        summary: "If-Match is content with the version of any body that there is.",
        operation: Some("body.put"),
        topic: Topic::Condition,
        violates: &["foreign-version-is-refused"],
        hooks: |_| {
            let known = Memory::<HashMap<EntityTag, ObjectKey>>::default();
            Hooks::default().body_put(move |server, context, mut request| {
                let known = known.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let is_foreign =
                        |named: &EntityTag| known.with(|known| known.get(named).is_some_and(|owner| *owner != key));
                    if matches!(&request.precondition, Precondition::IfMatch(named) if is_foreign(named)) {
                        request.precondition = Precondition::None;
                    }
                    let answer = server.body_put(context, request).await;
                    if let BodyPutResponse::Stored { e_tag, .. } = &answer {
                        known.with(|known| known.insert(e_tag.clone(), key));
                    }
                    answer
                }
            })
        },
    },
];

//! Faults of dates: of creation and of the last change.

use std::{collections::HashMap, time::Duration};

use kii_server_stubs::{
    BodyHeadResponse, BodyPutResponse, ObjectGetResponse, ObjectHeadResponse, ObjectPatchResponse, ObjectPutResponse,
    ObjectStorage,
};
use kii_types::EpochMilliseconds;

use super::{Fault, Topic, hooks::Hooks, memory::Memory};
use crate::{key::ObjectKey, object::Object};

/// Longer than any rounding.
const HOUR: Duration = Duration::from_secs(3600);

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "object-put-moves-the-creation",
        summary: "An object that is replaced was created at that time.",
        operation: Some("object.put"),
        topic: Topic::Date,
        violates: &["creation-date-stays"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let mut answer = server.object_put(context, request).await;
                if let ObjectPutResponse::Replaced { content, .. } = &mut answer {
                    let mut store = server.store.begin();
                    if let Some(object) = store.copy(&key) {
                        // A later date than any clock has shown, so that it does not depend on how fast the writes are.
                        let created_at = object.created_at + HOUR;
                        content.created_at = created_at.into();
                        store.insert(key, Object { created_at, ..object });
                    }
                }
                answer
            })
        },
    },
    Fault {
        id: "object-patch-moves-the-creation",
        summary: "An object that is updated was created at another time.",
        operation: Some("object.patch"),
        topic: Topic::Date,
        violates: &["creation-date-stays"],
        hooks: |_| {
            Hooks::default().object_patch(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let mut answer = server.object_patch(context, request).await;
                if let ObjectPatchResponse::Updated { content, .. } = &mut answer {
                    let mut store = server.store.begin();
                    if let Some(object) = store.copy(&key) {
                        let created_at = object.created_at + HOUR;
                        content.insert("_created".to_owned(), EpochMilliseconds::from(created_at).0.into());
                        store.insert(key, Object { created_at, ..object });
                    }
                }
                answer
            })
        },
    },
    Fault {
        id: "object-put-goes-back-in-time",
        summary: "An object that is replaced was last changed an hour before.",
        operation: Some("object.put"),
        topic: Topic::Date,
        violates: &["modification-date-advances"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let mut answer = server.object_put(context, request).await;
                if let ObjectPutResponse::Replaced { content, .. } = &mut answer {
                    let mut store = server.store.begin();
                    if let Some(object) = store.copy(&key) {
                        let modified_at = object.created_at - HOUR;
                        content.modified_at = modified_at.into();
                        store.insert(key, Object { modified_at, ..object });
                    }
                }
                answer
            })
        },
    },
    Fault {
        id: "object-put-keeps-the-modification",
        summary: "An object that is replaced keeps the date of its creation as that of its last change.",
        operation: Some("object.put"),
        topic: Topic::Date,
        violates: &["modification-date-moves"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, request| {
                let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                let mut answer = server.object_put(context, request).await;
                if let ObjectPutResponse::Replaced { content, .. } = &mut answer {
                    let mut store = server.store.begin();
                    if let Some(object) = store.copy(&key) {
                        content.modified_at = object.created_at.into();
                        store.insert(key, Object { modified_at: object.created_at, ..object });
                    }
                }
                answer
            })
        },
    },
    Fault {
        id: "object-put-answers-another-modification",
        summary: "The answer to a replacement names another date than the next reads.",
        operation: Some("object.put"),
        topic: Topic::Date,
        violates: &["modification-date-advances"],
        hooks: |_| {
            Hooks::default().object_put(async |server, context, request| {
                let mut answer = server.object_put(context, request).await;
                if let ObjectPutResponse::Created { content, .. } | ObjectPutResponse::Replaced { content, .. } =
                    &mut answer
                {
                    content.modified_at.0 -= 2000;
                }
                answer
            })
        },
    },
    Fault {
        id: "object-get-has-another-last-modified",
        summary: "Last-Modified and the member of the object name different dates.",
        operation: Some("object.get"),
        topic: Topic::Date,
        violates: &["modification-date-advances"],
        hooks: |_| {
            Hooks::default().object_get(async |server, context, request| {
                let mut answer = server.object_get(context, request).await;
                if let ObjectGetResponse::Found { last_modified, .. } = &mut answer {
                    *last_modified -= HOUR;
                }
                answer
            })
        },
    },
    Fault {
        id: "object-head-has-another-last-modified",
        summary: "HEAD names another date of the last change than GET.",
        operation: Some("object.head"),
        topic: Topic::Date,
        violates: &["modification-date-advances"],
        hooks: |_| {
            Hooks::default().object_head(async |server, context, request| {
                let mut answer = server.object_head(context, request).await;
                if let ObjectHeadResponse::Found { last_modified, .. } = &mut answer {
                    *last_modified -= HOUR;
                }
                answer
            })
        },
    },
    Fault {
        id: "body-head-has-another-last-modified",
        summary: "HEAD of a body names another date than the answer to the upload.",
        operation: Some("body.head"),
        topic: Topic::Date,
        violates: &["modification-date-advances"],
        hooks: |_| {
            Hooks::default().body_head(async |server, context, request| {
                let mut answer = server.body_head(context, request).await;
                if let BodyHeadResponse::Found { last_modified, .. } = &mut answer {
                    *last_modified -= HOUR;
                }
                answer
            })
        },
    },
    Fault {
        id: "body-put-answers-in-seconds",
        summary: "The answer to an upload names its date in seconds since 1970.",
        operation: Some("body.put"),
        topic: Topic::Date,
        violates: &["body.put/stored:member.modifiedAt"],
        hooks: |_| {
            Hooks::default().body_put(async |server, context, request| {
                let mut answer = server.body_put(context, request).await;
                if let BodyPutResponse::Stored { content, .. } = &mut answer {
                    content.modified_at.0 /= 1000;
                }
                answer
            })
        },
    },
    Fault {
        id: "object-get-changes-the-modification",
        summary: "Reading an object a second time counts as a change of it.",
        operation: Some("object.get"),
        topic: Topic::Date,
        violates: &["success-takes-effect"],
        hooks: |_| {
            let reads = Memory::<HashMap<ObjectKey, u32>>::default();
            Hooks::default().object_get(move |server, context, request| {
                let reads = reads.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let count = reads.with(|reads| {
                        let count = reads.entry(key).or_default();
                        *count += 1;
                        *count
                    });
                    let mut answer = server.object_get(context, request).await;
                    if let ObjectGetResponse::Found { last_modified, content, .. } = &mut answer {
                        *last_modified += (count - 1) * HOUR;
                        content.insert("_modified".to_owned(), EpochMilliseconds::from(*last_modified).0.into());
                    }
                    answer
                }
            })
        },
    },
];

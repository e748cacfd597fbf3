//! A tiny storage that stores nothing: what it answers follows from the names in a request.
//!
//! `missing` names an owner or an object that does not exist, `bare` an object without a body; everything else exists.
//! What a request carries comes back in the answer, so that a test sees whether it arrived.

use std::{sync::Arc, time::SystemTime};

use axum::Router;
use kii_client::Client;
use kii_server_stubs::*;
use kii_types::*;
use serde_json::json;

/// The storage.
pub(crate) struct Echo;

/// A second of a date that a header can carry without loss.
pub(crate) fn date() -> SystemTime {
    SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000)
}

/// The version of everything.
pub(crate) fn version() -> EntityTag {
    EntityTag::new(b"\"7\"").unwrap()
}

/// Serves a router on a free port and returns its address.
pub(crate) async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// Serves the storage.
pub(crate) async fn storage() -> String {
    serve(router(Arc::new(Echo))).await
}

pub(crate) fn http() -> reqwest::Client {
    // Only the first test of a process installs it; the others find it there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// A client of the server at this address, with a user's token.
pub(crate) fn client(address: String) -> Client {
    Client::new(http(), address, AppId::new("app"), Some(Authorization::Bearer("alice".into())))
}

pub(crate) fn bucket() -> BucketId {
    BucketId::parse("bucket").unwrap()
}

pub(crate) fn object(id: &str) -> ObjectId {
    ObjectId::parse(id).unwrap()
}

pub(crate) fn members(value: serde_json::Value) -> JsonObject {
    value.as_object().unwrap().clone()
}

/// What a request shows to be missing.
enum Missing {
    User(UserNotFound),
    Group(GroupNotFound),
    Thing(ThingNotFound),
    Object(ObjectNotFound),
    Body(ObjectBodyNotFound),
    Nothing,
}

fn missing(context: &Context, scope: &Scope, bucket_id: &BucketId, object_id: Option<&ObjectId>) -> Missing {
    let (message, app_id) = (String::from("missing"), context.app_id.to_string());
    let object_scope = context.object_scope.clone();
    let bucket_id = bucket_id.to_string();
    let value = String::from("missing");
    match (scope, object_id.map(ObjectId::as_str)) {
        (Scope::User { user_id }, _) if user_id.as_str() == "missing" => {
            Missing::User(UserNotFound { message, field: "userID".into(), value, app_id })
        }
        (Scope::Group { group_id }, _) if group_id.as_str() == "missing" => {
            Missing::Group(GroupNotFound { message, group_id: value, app_id })
        }
        (Scope::Thing { thing_id }, _) if thing_id.as_str() == "missing" => {
            Missing::Thing(ThingNotFound { message, field: "thingID".into(), value })
        }
        (_, Some("missing")) => Missing::Object(ObjectNotFound { message, object_scope, bucket_id, object_id: value }),
        (_, Some("bare")) => {
            Missing::Body(ObjectBodyNotFound { message, object_scope, bucket_id, object_id: "bare".into() })
        }
        _ => Missing::Nothing,
    }
}

/// Returns the answer of an operation's own enum when the owner or what the operation is about is missing.
macro_rules! refuse_missing {
    ($answer:ident, $context:expr, $request:expr, $object:expr $(, $missing:ident => $variant:ident)*) => {
        match missing(&$context, &$request.scope, &$request.bucket_id, $object) {
            Missing::User(error) => return $answer::UserNotFound(error),
            Missing::Group(error) => return $answer::GroupNotFound(error),
            Missing::Thing(error) => return $answer::ThingNotFound(error),
            $(Missing::$missing(error) => return $answer::$variant(error),)*
            _ => {}
        }
    };
}

impl ObjectStorage for Echo {
    async fn user_of_me(&self, _: &AppId, authorization: &Authorization) -> Result<UserId, OwnerError> {
        match authorization {
            Authorization::Bearer(token) if token == "lost" => {
                Err(ServerFailure::Unavailable { retry_after: None }.into())
            }
            Authorization::Bearer(token) => Ok(UserId::new(token)),
            Authorization::Basic { user, .. } => Err(OwnerError::Refused(UnauthorizedAccess {
                message: "not a user".into(),
                authenticated_app_id: Some(user.clone()),
                authenticated_principal_id: None,
            })),
        }
    }

    async fn collection_post(&self, context: Context, request: CollectionPostRequest) -> CollectionPostResponse {
        refuse_missing!(CollectionPostResponse, context, request, None);
        let object_id = object("chosen");
        let found = ObjectGetRequest { scope: request.scope, bucket_id: request.bucket_id, object_id };
        CollectionPostResponse::Created {
            location: UriReference::from(found.path(&context.app_id)),
            e_tag: version(),
            content: ObjectCreationResponse {
                object_id: "chosen".into(),
                created_at: EpochMilliseconds(1),
                data_type: request.media_type.unwrap().to_string(),
            },
        }
    }

    async fn object_delete(&self, context: Context, request: ObjectDeleteRequest) -> ObjectDeleteResponse {
        refuse_missing!(ObjectDeleteResponse, context, request, Some(&request.object_id), Object => ObjectMissing);
        ObjectDeleteResponse::Deleted
    }

    async fn object_get(&self, context: Context, request: ObjectGetRequest) -> ObjectGetResponse {
        assert_ne!(request.object_id.as_str(), "panic", "asked to panic");
        refuse_missing!(ObjectGetResponse, context, request, Some(&request.object_id), Object => ObjectMissing);
        ObjectGetResponse::Found {
            last_modified: date(),
            x_kii_body_type: None,
            e_tag: version(),
            media_type: MediaType::typed(&context.app_id, "game").unwrap(),
            content: members(json!({ "authorization": format!("{:?}", context.authorization) })),
        }
    }

    async fn object_head(&self, context: Context, request: ObjectHeadRequest) -> ObjectHeadResponse {
        match missing(&context, &request.scope, &request.bucket_id, Some(&request.object_id)) {
            Missing::Nothing => ObjectHeadResponse::Found {
                last_modified: date(),
                content_type: MediaType::plain(),
                x_kii_body_type: MediaType::parse("image/png"),
                e_tag: version(),
            },
            Missing::User(_) | Missing::Group(_) | Missing::Thing(_) | Missing::Object(_) | Missing::Body(_) => {
                ObjectHeadResponse::NotFound
            }
        }
    }

    async fn object_put(&self, context: Context, request: ObjectPutRequest) -> ObjectPutResponse {
        refuse_missing!(ObjectPutResponse, context, request, Some(&request.object_id), Object => ObjectMissing);
        let content = ObjectUpdateResponse { created_at: EpochMilliseconds(1), modified_at: EpochMilliseconds(2) };
        match request.precondition {
            Precondition::None => ObjectPutResponse::Replaced { e_tag: version(), content },
            Precondition::IfMatch(e_tag) => ObjectPutResponse::Replaced { e_tag, content },
            Precondition::IfNoneMatchAny => {
                ObjectPutResponse::Created { location: String::from("/new").into(), e_tag: version(), content }
            }
        }
    }

    async fn object_patch(&self, context: Context, request: ObjectPatchRequest) -> ObjectPatchResponse {
        refuse_missing!(ObjectPatchResponse, context, request, Some(&request.object_id), Object => ObjectMissing);
        let media_type = request.media_type.unwrap();
        let body_type = MediaType::parse("image/png");
        ObjectPatchResponse::Updated { body_type, e_tag: version(), media_type, content: request.content }
    }

    async fn body_head(&self, context: Context, request: BodyHeadRequest) -> BodyHeadResponse {
        match missing(&context, &request.scope, &request.bucket_id, Some(&request.object_id)) {
            Missing::Nothing => BodyHeadResponse::Found {
                last_modified: date(),
                e_tag: version(),
                content_type: MediaType::parse("image/png").unwrap(),
            },
            Missing::User(_) | Missing::Group(_) | Missing::Thing(_) | Missing::Object(_) | Missing::Body(_) => {
                BodyHeadResponse::NotFound
            }
        }
    }

    async fn body_get(&self, context: Context, request: BodyGetRequest) -> BodyGetResponse {
        let object_id = Some(&request.object_id);
        refuse_missing!(BodyGetResponse, context, request, object_id, Object => ObjectMissing, Body => BodyMissing);
        let e_tag = request.if_match.unwrap_or_else(version);
        let body = |bytes: &'static [u8]| BodyStream::from_bytes(MediaType::parse("image/png").unwrap(), bytes);
        match request.range.map(|range| range.resolve(10)) {
            None => BodyGetResponse::Whole { e_tag, content: body(b"0123456789") },
            Some(Some(range)) => {
                let (first, last) = (*range.start(), *range.end());
                let bytes = &b"0123456789"[usize::try_from(first).unwrap()..=usize::try_from(last).unwrap()];
                let content_range = Some(ContentRange { first, last, total: Some(10) });
                BodyGetResponse::Part { e_tag, content_range, content: body(bytes) }
            }
            Some(None) => BodyGetResponse::Unsatisfiable(ObjectBodyRangeNotSatisfiable {
                message: "behind the end".into(),
                object_scope: context.object_scope,
                bucket_id: request.bucket_id.to_string(),
                object_id: request.object_id.to_string(),
                from: 10,
                to: 10,
                total: 10,
            }),
        }
    }

    async fn body_put(&self, context: Context, request: BodyPutRequest) -> BodyPutResponse {
        refuse_missing!(BodyPutResponse, context, request, Some(&request.object_id), Object => ObjectMissing);
        // The version says what arrived.
        let length = request.content.length;
        let arrived = format!("{} {length:?} ", request.content.media_type);
        let bytes = request.content.collect().await.unwrap();
        BodyPutResponse::Stored {
            last_modified: date(),
            e_tag: EntityTag::new(&[arrived.as_bytes(), &bytes].concat()).unwrap(),
            content: ObjectBodyUpdateResponse { modified_at: EpochMilliseconds(3) },
        }
    }

    async fn body_delete(&self, context: Context, request: BodyDeleteRequest) -> BodyDeleteResponse {
        let object_id = Some(&request.object_id);
        refuse_missing!(BodyDeleteResponse, context, request, object_id, Object => ObjectMissing, Body => BodyMissing);
        BodyDeleteResponse::Deleted
    }

    async fn publish_post(&self, context: Context, request: PublishPostRequest) -> PublishPostResponse {
        let object_id = Some(&request.object_id);
        refuse_missing!(PublishPostResponse, context, request, object_id, Object => ObjectMissing, Body => BodyMissing);
        PublishPostResponse::Published {
            content: ObjectBodyPublicationResponse {
                publication_id: format!("{:?}", request.content),
                url: format!("http://{}{}", context.host.unwrap(), published_path(&PublicationId::new("p 1"))),
            },
        }
    }
}

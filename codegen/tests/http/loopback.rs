//! The generated client talks to the generated server: what one sends, the other receives, for every operation.

use crate::storage::{bucket, client, date, members, object, storage, version};
use kii_client::*;
use serde_json::json;

fn scopes(owner: &str) -> Vec<Scope> {
    vec![
        Scope::User { user_id: UserId::new(owner) },
        Scope::Group { group_id: GroupId::new(owner) },
        Scope::Thing { thing_id: ThingId::new(owner) },
        Scope::App,
        Scope::Me,
    ]
}

#[tokio::test]
async fn an_object_is_created_in_every_scope_and_its_location_names_that_scope() {
    let client = client(storage().await);
    let mut locations = Vec::new();
    for scope in scopes("some one") {
        let media_type = MediaType::typed(client.app_id(), "game");
        let request =
            CollectionPostRequest { scope, bucket_id: bucket(), media_type, content: members(json!({ "n": 1 })) };
        let answer = client.collection_post(request).await.unwrap();
        let CollectionPostAnswer::Created { location, e_tag, content } = answer else { panic!("{answer:?}") };
        assert_eq!(e_tag, version());
        assert_eq!(content.data_type, "application/vnd.app.game+json");
        locations.push(location.as_str().to_owned());
    }
    let prefixes = ["/users/some%20one", "/groups/some%20one", "/things/some%20one", "", "/users/me"];
    let expected = prefixes.map(|prefix| format!("/api/apps/app{prefix}/buckets/bucket/objects/chosen"));
    assert_eq!(locations, expected);
}

#[tokio::test]
async fn an_object_is_read_with_its_headers_and_its_own_media_type() {
    let client = client(storage().await);
    let request = ObjectGetRequest { scope: Scope::App, bucket_id: bucket(), object_id: object("one") };
    let answer = client.object_get(request).await.unwrap();
    let ObjectGetAnswer::Found { last_modified, x_kii_body_type, e_tag, media_type, content } = answer else {
        panic!("{answer:?}")
    };
    assert_eq!((last_modified, x_kii_body_type, e_tag), (date(), None, version()));
    assert_eq!(media_type.data_type(client.app_id()), Some("game"));
    assert_eq!(content["authorization"], "Bearer [redacted]");
}

#[tokio::test]
async fn head_has_headers_and_no_content() {
    let client = client(storage().await);
    let (scope, bucket_id, object_id) = (Scope::Me, bucket(), object("one"));
    let request =
        ObjectHeadRequest { scope: scope.clone(), bucket_id: bucket_id.clone(), object_id: object_id.clone() };
    let answer = client.object_head(request).await.unwrap();
    let ObjectHeadAnswer::Found { last_modified, content_type, x_kii_body_type, e_tag } = answer else {
        panic!("{answer:?}")
    };
    assert_eq!((last_modified, e_tag), (date(), version()));
    assert_eq!((content_type, x_kii_body_type), (MediaType::plain(), MediaType::parse("image/png")));
    let answer = client.body_head(BodyHeadRequest { scope, bucket_id, object_id }).await.unwrap();
    let BodyHeadAnswer::Found { content_type, .. } = answer else { panic!("{answer:?}") };
    assert!(content_type.is("image/png"));
}

#[tokio::test]
async fn head_tells_errors_by_their_status_alone() {
    let client = client(storage().await);
    let request = |id| ObjectHeadRequest { scope: Scope::App, bucket_id: bucket(), object_id: object(id) };
    let answer = client.object_head(request("missing")).await.unwrap();
    assert!(matches!(answer, ObjectHeadAnswer::NotFound), "{answer:?}");
    let answer = client.with_authorization(None).object_head(request("one")).await.unwrap();
    assert!(matches!(answer, ObjectHeadAnswer::Unauthorized), "{answer:?}");
}

#[tokio::test]
async fn a_version_keeps_its_bytes_and_a_condition_decides() {
    let client = client(storage().await);
    let request = |precondition| ObjectPutRequest {
        scope: Scope::App,
        bucket_id: bucket(),
        object_id: object("one"),
        precondition,
        media_type: None,
        content: members(json!({ "n": 1 })),
    };
    for bytes in [&b"\"3\""[..], b"3", b"W/\"odd \xe9\"", b"*"] {
        let sent = EntityTag::new(bytes).unwrap();
        let answer = client.object_put(request(Precondition::IfMatch(sent))).await.unwrap();
        let ObjectPutAnswer::Replaced { e_tag, content } = answer else { panic!("{answer:?}") };
        assert_eq!(e_tag.as_bytes(), bytes);
        assert_eq!(content.modified_at, EpochMilliseconds(2));
    }
    let answer = client.object_put(request(Precondition::IfNoneMatchAny)).await.unwrap();
    let ObjectPutAnswer::Created { location, .. } = answer else { panic!("{answer:?}") };
    assert_eq!(location.as_str(), "/new");
}

#[tokio::test]
async fn members_and_media_type_of_a_patch_arrive() {
    let client = client(storage().await);
    let content = members(json!({ "z": [1, null, "ü"], "a": { "b": 1.5 } }));
    let request = ObjectPatchRequest {
        scope: Scope::App,
        bucket_id: bucket(),
        object_id: object("one"),
        precondition: Precondition::None,
        media_type: MediaType::parse("application/json;charset=UTF-8"),
        content: content.clone(),
    };
    let answer = client.object_patch(request).await.unwrap();
    let ObjectPatchAnswer::Updated { body_type, media_type, content: patched, .. } = answer else {
        panic!("{answer:?}")
    };
    assert_eq!(body_type, MediaType::parse("image/png"));
    assert_eq!(media_type.as_str(), "application/json;charset=UTF-8");
    assert_eq!(patched, content);
}

#[tokio::test]
async fn a_body_goes_up_with_its_bytes_its_media_type_and_its_length() {
    let client = client(storage().await);
    let request = |content| BodyPutRequest {
        scope: Scope::App,
        bucket_id: bucket(),
        object_id: object("one"),
        precondition: Precondition::None,
        content,
    };
    let text = MediaType::parse("text/plain").unwrap();
    let answer = client.body_put(request(BodyStream::from_bytes(text, "hello"))).await.unwrap();
    let BodyPutAnswer::Stored { e_tag, content, .. } = answer else { panic!("{answer:?}") };
    assert_eq!(e_tag.as_bytes(), b"text/plain Some(5) hello");
    assert_eq!(content.modified_at, EpochMilliseconds(3));
}

#[tokio::test]
async fn a_body_comes_down_whole_or_in_part() {
    let client = client(storage().await);
    let request = |range| BodyGetRequest {
        scope: Scope::App,
        bucket_id: bucket(),
        object_id: object("one"),
        if_match: EntityTag::new(b"5"),
        range,
    };
    let answer = client.body_get(request(None)).await.unwrap();
    let BodyGetAnswer::Whole { e_tag, content } = answer else { panic!("{answer:?}") };
    assert_eq!((e_tag.as_bytes(), content.length), (&b"5"[..], Some(10)));
    assert!(content.media_type.is("image/png"));
    assert_eq!(content.collect().await.unwrap(), "0123456789");
    let answer = client.body_get(request(Some(ByteRange::Last { length: 3 }))).await.unwrap();
    let BodyGetAnswer::Part { content_range, content, .. } = answer else { panic!("{answer:?}") };
    assert_eq!(content_range, Some(ContentRange { first: 7, last: 9, total: Some(10) }));
    assert_eq!(content.collect().await.unwrap(), "789");
    let answer = client.body_get(request(Some(ByteRange::From { first: 10 }))).await.unwrap();
    let BodyGetAnswer::Unsatisfiable(error) = answer else { panic!("{answer:?}") };
    assert_eq!((error.from, error.to, error.total), (10, 10, 10));
}

#[tokio::test]
async fn what_is_deleted_answers_without_content() {
    let client = client(storage().await);
    let (scope, bucket_id, object_id, precondition) = (Scope::App, bucket(), object("one"), Precondition::None);
    let request = BodyDeleteRequest { scope, bucket_id, object_id, precondition };
    let answer = client.body_delete(request).await.unwrap();
    assert!(matches!(answer, BodyDeleteAnswer::Deleted), "{answer:?}");
    let (scope, bucket_id, object_id, precondition) = (Scope::App, bucket(), object("one"), Precondition::None);
    let request = ObjectDeleteRequest { scope, bucket_id, object_id, precondition };
    let answer = client.object_delete(request).await.unwrap();
    assert!(matches!(answer, ObjectDeleteAnswer::Deleted), "{answer:?}");
}

#[tokio::test]
async fn a_publication_lives_as_long_as_it_is_asked_to() {
    let client = client(storage().await);
    let lifetimes = [
        ObjectBodyPublicationRequest::Neither,
        ObjectBodyPublicationRequest::ExpiresAt(EpochMilliseconds(5)),
        ObjectBodyPublicationRequest::ExpiresIn(60),
    ];
    for content in lifetimes {
        let expected = format!("{content:?}");
        let (scope, bucket_id, object_id) = (Scope::Me, bucket(), object("one"));
        let request = PublishPostRequest { scope, bucket_id, object_id, content };
        let answer = client.publish_post(request).await.unwrap();
        let PublishPostAnswer::Published { content } = answer else { panic!("{answer:?}") };
        assert_eq!(content.publication_id, expected);
        assert!(content.url.ends_with("/api/x/p%201"), "{}", content.url);
    }
}

#[tokio::test]
async fn everything_that_can_be_missing_is_told_from_the_rest() {
    let client = client(storage().await);
    let get = |scope, id| {
        let request = BodyGetRequest { scope, bucket_id: bucket(), object_id: object(id), if_match: None, range: None };
        async { client.body_get(request).await.unwrap() }
    };
    let mut owners = Vec::new();
    for scope in scopes("missing") {
        owners.push(get(scope, "one").await);
    }
    let [user, group, thing, ..] = owners.as_slice() else { panic!("{owners:?}") };
    assert!(matches!(user, BodyGetAnswer::UserNotFound(error) if error.value == "missing"), "{user:?}");
    assert!(matches!(group, BodyGetAnswer::GroupNotFound(error) if error.group_id == "missing"), "{group:?}");
    assert!(matches!(thing, BodyGetAnswer::ThingNotFound(error) if error.value == "missing"), "{thing:?}");

    let object_missing = get(Scope::Me, "missing").await;
    let BodyGetAnswer::ObjectMissing(error) = object_missing else { panic!("{object_missing:?}") };
    let owner = ObjectScope::AppAndUser { app_id: "app".into(), user_id: "alice".into() };
    assert_eq!((error.object_scope, error.object_id.as_str()), (owner, "missing"));

    let body_missing = get(Scope::App, "bare").await;
    let BodyGetAnswer::BodyMissing(error) = body_missing else { panic!("{body_missing:?}") };
    assert_eq!(error.object_scope, ObjectScope::App { app_id: "app".into() });
}

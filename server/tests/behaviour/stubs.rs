//! The generated server stubs: a server that has some of the operations, and one with which something is wrong.

use std::{sync::Arc, time::Duration};

use axum::{body::Body, response::Response};
use http::{Request, StatusCode, header};
use kii_server_stubs::{
    Context, ObjectDeleteResponse, ObjectGetResponse, OwnerError, Partial, PartialObjectStorage, ServerFailure,
};
use kii_types::{AppId, Authorization, ObjectDeleteRequest, ObjectGetRequest, ObjectPutRequest, UserId};
use tower::ServiceExt as _;

/// A server that has two operations, and panics in a third.
struct Beginning;

impl PartialObjectStorage for Beginning {
    async fn user_of_me(&self, _: &AppId, _: &Authorization) -> Result<UserId, OwnerError> {
        panic!("no request of these tests asks for it")
    }

    async fn object_delete(&self, _: Context, _: ObjectDeleteRequest) -> ObjectDeleteResponse {
        ObjectDeleteResponse::Deleted
    }

    async fn object_get(&self, _: Context, _: ObjectGetRequest) -> ObjectGetResponse {
        ObjectGetResponse::Failed(ServerFailure::Unavailable { retry_after: Some(Duration::from_secs(7)) })
    }

    async fn object_put(&self, _: Context, _: ObjectPutRequest) -> kii_server_stubs::ObjectPutResponse {
        panic!("a defect of the handler, as this test wants it")
    }
}

async fn answer(method: &str) -> Response {
    let request = Request::builder()
        .method(method)
        .uri("/api/apps/a/buckets/bb/objects/o1")
        .header(header::AUTHORIZATION, "Bearer t")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from("{}"));
    kii_server_stubs::router(Arc::new(Partial(Beginning))).oneshot(request.unwrap()).await.unwrap()
}

#[tokio::test]
async fn an_operation_that_is_not_written_is_not_implemented() {
    assert_eq!(answer("DELETE").await.status(), StatusCode::NO_CONTENT);
    let missing = answer("PATCH").await;
    assert_eq!(missing.status(), StatusCode::NOT_IMPLEMENTED);
    assert_eq!(missing.headers()[header::CONTENT_TYPE], "application/json");
}

#[tokio::test]
async fn a_server_can_say_that_something_is_wrong_with_it() {
    let unavailable = answer("GET").await;
    assert_eq!(unavailable.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(unavailable.headers()[header::RETRY_AFTER], "7");
}

#[tokio::test]
async fn an_operation_that_panics_is_an_internal_error() {
    assert_eq!(answer("PUT").await.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Which operation answers where.

use std::sync::Arc;
use axum::{
    Router, extract::Request, response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter},
};
use http::StatusCode;
use crate::{
    incoming_request::IncomingRequest, operation, reply::Reply,
    scoped_path::{self, PathSegments, ScopedPath},
    service::ObjectStorage,
};

/// The routes of every operation in every scope.
pub fn router<S: ObjectStorage>(service: Arc<S>) -> Router {
    let mut router = Router::new();
    router = scoped(router, "/api/apps/{appID}", scoped_path::app, &service);
    router = scoped(
        router,
        "/api/apps/{appID}/users/{userID}",
        scoped_path::user,
        &service,
    );
    router = scoped(router, "/api/apps/{appID}/users/me", scoped_path::me, &service);
    router = scoped(
        router,
        "/api/apps/{appID}/groups/{groupID}",
        scoped_path::group,
        &service,
    );
    router = scoped(
        router,
        "/api/apps/{appID}/things/{thingID}",
        scoped_path::thing,
        &service,
    );
    router
        .fallback(async || Reply::undocumented(StatusCode::NOT_FOUND))
        .method_not_allowed_fallback(async || Reply::undocumented(
            StatusCode::METHOD_NOT_ALLOWED,
        ))
}

/// Adds the routes of every operation in one scope.
fn scoped<S: ObjectStorage>(
    router: Router,
    prefix: &str,
    read_scope: fn(&PathSegments) -> ScopedPath,
    service: &Arc<S>,
) -> Router {
    router
        .route(
            &format!("{prefix}/buckets/{{bucketID}}/objects/{{objectID}}/body"),
            MethodRouter::new()
                .on(
                    MethodFilter::HEAD,
                    {
                        let service = Arc::clone(service);
                        async move |request: Request| -> Response {
                            operation::body_head(
                                    service,
                                    IncomingRequest::new(read_scope, request),
                                )
                                .await
                                .into_response()
                        }
                    },
                )
                .on(
                    MethodFilter::GET,
                    {
                        let service = Arc::clone(service);
                        async move |request: Request| -> Response {
                            operation::body_get(
                                    service,
                                    IncomingRequest::new(read_scope, request),
                                )
                                .await
                                .into_response()
                        }
                    },
                )
                .on(
                    MethodFilter::PUT,
                    {
                        let service = Arc::clone(service);
                        async move |request: Request| -> Response {
                            operation::body_put(
                                    service,
                                    IncomingRequest::new(read_scope, request),
                                )
                                .await
                                .into_response()
                        }
                    },
                )
                .on(
                    MethodFilter::DELETE,
                    {
                        let service = Arc::clone(service);
                        async move |request: Request| -> Response {
                            operation::body_delete(
                                    service,
                                    IncomingRequest::new(read_scope, request),
                                )
                                .await
                                .into_response()
                        }
                    },
                ),
        )
        .route(
            &format!("{prefix}/buckets/{{bucketID}}/objects"),
            MethodRouter::new()
                .on(
                    MethodFilter::POST,
                    {
                        let service = Arc::clone(service);
                        async move |request: Request| -> Response {
                            operation::collection_post(
                                    service,
                                    IncomingRequest::new(read_scope, request),
                                )
                                .await
                                .into_response()
                        }
                    },
                ),
        )
        .route(
            &format!("{prefix}/buckets/{{bucketID}}/objects/{{objectID}}"),
            MethodRouter::new()
                .on(
                    MethodFilter::DELETE,
                    {
                        let service = Arc::clone(service);
                        async move |request: Request| -> Response {
                            operation::object_delete(
                                    service,
                                    IncomingRequest::new(read_scope, request),
                                )
                                .await
                                .into_response()
                        }
                    },
                )
                .on(
                    MethodFilter::GET,
                    {
                        let service = Arc::clone(service);
                        async move |request: Request| -> Response {
                            operation::object_get(
                                    service,
                                    IncomingRequest::new(read_scope, request),
                                )
                                .await
                                .into_response()
                        }
                    },
                )
                .on(
                    MethodFilter::HEAD,
                    {
                        let service = Arc::clone(service);
                        async move |request: Request| -> Response {
                            operation::object_head(
                                    service,
                                    IncomingRequest::new(read_scope, request),
                                )
                                .await
                                .into_response()
                        }
                    },
                )
                .on(
                    MethodFilter::PUT,
                    {
                        let service = Arc::clone(service);
                        async move |request: Request| -> Response {
                            operation::object_put(
                                    service,
                                    IncomingRequest::new(read_scope, request),
                                )
                                .await
                                .into_response()
                        }
                    },
                )
                .on(
                    MethodFilter::PATCH,
                    {
                        let service = Arc::clone(service);
                        async move |request: Request| -> Response {
                            operation::object_patch(
                                    service,
                                    IncomingRequest::new(read_scope, request),
                                )
                                .await
                                .into_response()
                        }
                    },
                ),
        )
        .route(
            &format!("{prefix}/buckets/{{bucketID}}/objects/{{objectID}}/body/publish"),
            MethodRouter::new()
                .on(
                    MethodFilter::POST,
                    {
                        let service = Arc::clone(service);
                        async move |request: Request| -> Response {
                            operation::publish_post(
                                    service,
                                    IncomingRequest::new(read_scope, request),
                                )
                                .await
                                .into_response()
                        }
                    },
                ),
        )
}

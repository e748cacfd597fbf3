// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Which operation answers where.

use std::sync::Arc;
use axum::{
    Router, extract::Request, response::Response, routing::{MethodFilter, MethodRouter},
};
use http::StatusCode;
use crate::{
    guard::guarded, incoming_request::IncomingRequest, operation, reply::Reply,
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
                            let answer = operation::body_head(
                                service,
                                IncomingRequest::new(read_scope, request),
                            );
                            guarded("body.head", answer).await
                        }
                    },
                )
                .on(
                    MethodFilter::GET,
                    {
                        let service = Arc::clone(service);
                        async move |request: Request| -> Response {
                            let answer = operation::body_get(
                                service,
                                IncomingRequest::new(read_scope, request),
                            );
                            guarded("body.get", answer).await
                        }
                    },
                )
                .on(
                    MethodFilter::PUT,
                    {
                        let service = Arc::clone(service);
                        async move |request: Request| -> Response {
                            let answer = operation::body_put(
                                service,
                                IncomingRequest::new(read_scope, request),
                            );
                            guarded("body.put", answer).await
                        }
                    },
                )
                .on(
                    MethodFilter::DELETE,
                    {
                        let service = Arc::clone(service);
                        async move |request: Request| -> Response {
                            let answer = operation::body_delete(
                                service,
                                IncomingRequest::new(read_scope, request),
                            );
                            guarded("body.delete", answer).await
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
                            let answer = operation::collection_post(
                                service,
                                IncomingRequest::new(read_scope, request),
                            );
                            guarded("collection.post", answer).await
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
                            let answer = operation::object_delete(
                                service,
                                IncomingRequest::new(read_scope, request),
                            );
                            guarded("object.delete", answer).await
                        }
                    },
                )
                .on(
                    MethodFilter::GET,
                    {
                        let service = Arc::clone(service);
                        async move |request: Request| -> Response {
                            let answer = operation::object_get(
                                service,
                                IncomingRequest::new(read_scope, request),
                            );
                            guarded("object.get", answer).await
                        }
                    },
                )
                .on(
                    MethodFilter::HEAD,
                    {
                        let service = Arc::clone(service);
                        async move |request: Request| -> Response {
                            let answer = operation::object_head(
                                service,
                                IncomingRequest::new(read_scope, request),
                            );
                            guarded("object.head", answer).await
                        }
                    },
                )
                .on(
                    MethodFilter::PUT,
                    {
                        let service = Arc::clone(service);
                        async move |request: Request| -> Response {
                            let answer = operation::object_put(
                                service,
                                IncomingRequest::new(read_scope, request),
                            );
                            guarded("object.put", answer).await
                        }
                    },
                )
                .on(
                    MethodFilter::PATCH,
                    {
                        let service = Arc::clone(service);
                        async move |request: Request| -> Response {
                            let answer = operation::object_patch(
                                service,
                                IncomingRequest::new(read_scope, request),
                            );
                            guarded("object.patch", answer).await
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
                            let answer = operation::publish_post(
                                service,
                                IncomingRequest::new(read_scope, request),
                            );
                            guarded("publish.post", answer).await
                        }
                    },
                ),
        )
}

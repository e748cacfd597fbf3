//! Hooks: what a fault puts around the operations of the reference server.

use std::{pin::Pin, sync::Arc};

use axum::{
    Router,
    extract::Request,
    middleware::{self, Next},
    response::Response,
};
use kii_server_stubs::{
    BodyDeleteResponse, BodyGetResponse, BodyHeadResponse, BodyPutResponse, CollectionPostResponse, Context,
    ObjectDeleteResponse, ObjectGetResponse, ObjectHeadResponse, ObjectPatchResponse, ObjectPutResponse, ObjectStorage,
    OwnerError, PublishPostResponse,
};
use kii_types::{
    AppId, Authorization, BodyDeleteRequest, BodyGetRequest, BodyHeadRequest, BodyPutRequest, CollectionPostRequest,
    ObjectDeleteRequest, ObjectGetRequest, ObjectHeadRequest, ObjectPatchRequest, ObjectPutRequest, PublishPostRequest,
    UnauthorizedAccess, UserId,
};

use crate::{challenge, reference::ReferenceServer};

/// An answer that is under way.
type Answer<R> = Pin<Box<dyn Future<Output = R> + Send>>;

/// What is done in place of an operation. It may ask the server that it is given, as often and for what it likes.
type Hook<Q, R> = Box<dyn Fn(ReferenceServer, Context, Q) -> Answer<R> + Send + Sync>;

/// A hook that changes the context of every request. It also gets the name of the operation.
type ContextHook = Box<dyn Fn(&'static str, &mut Context) + Send + Sync>;

/// What is done in place of finding out who `me` is.
type MeHook = Box<dyn Fn(&ReferenceServer, &AppId, &Authorization) -> Result<UserId, UnauthorizedAccess> + Send + Sync>;

/// What is done in place of everything, be it one of the operations or published content.
type ExchangeHook = Arc<dyn Fn(Request, Next) -> Answer<Response> + Send + Sync>;

/// A server that is the reference server but for its hooks. There is one such type, so the router is compiled but once.
struct Faulty {
    inner: ReferenceServer,
    hooks: Hooks,
}

macro_rules! hooks {
    ($($operation:ident $id:literal: $request:ident -> $response:ident;)*) => {
        /// What a fault puts around the operations of the reference server. Where there is no hook, that one answers.
        #[derive(Default)]
        pub(super) struct Hooks {
            exchange: Option<ExchangeHook>,
            context: Option<ContextHook>,
            me: Option<MeHook>,
            $($operation: Option<Hook<$request, $response>>,)*
        }

        impl Hooks {
            $(
                #[doc = concat!("Answers `", $id, "`.")]
                pub(super) fn $operation<F>(
                    mut self,
                    hook: impl Fn(ReferenceServer, Context, $request) -> F + Send + Sync + 'static,
                ) -> Self
                where
                    F: Future<Output = $response> + Send + 'static,
                {
                    self.$operation =
                        Some(Box::new(move |server, context, request| Box::pin(hook(server, context, request))));
                    self
                }
            )*
        }

        impl ObjectStorage for Faulty {
            async fn user_of_me(&self, app_id: &AppId, who: &Authorization) -> Result<UserId, OwnerError> {
                Ok(match &self.hooks.me {
                    Some(hook) => hook(&self.inner, app_id, who),
                    None => self.inner.user(app_id, who),
                }?)
            }

            $(
                async fn $operation(&self, mut context: Context, request: $request) -> $response {
                    if let Some(hook) = &self.hooks.context {
                        hook($id, &mut context);
                    }
                    match &self.hooks.$operation {
                        Some(hook) => hook(self.inner.clone(), context, request).await,
                        None => self.inner.$operation(context, request).await,
                    }
                }
            )*
        }
    };
}

hooks! {
    collection_post "collection.post": CollectionPostRequest -> CollectionPostResponse;
    object_get "object.get": ObjectGetRequest -> ObjectGetResponse;
    object_head "object.head": ObjectHeadRequest -> ObjectHeadResponse;
    object_put "object.put": ObjectPutRequest -> ObjectPutResponse;
    object_patch "object.patch": ObjectPatchRequest -> ObjectPatchResponse;
    object_delete "object.delete": ObjectDeleteRequest -> ObjectDeleteResponse;
    body_get "body.get": BodyGetRequest -> BodyGetResponse;
    body_head "body.head": BodyHeadRequest -> BodyHeadResponse;
    body_put "body.put": BodyPutRequest -> BodyPutResponse;
    body_delete "body.delete": BodyDeleteRequest -> BodyDeleteResponse;
    publish_post "publish.post": PublishPostRequest -> PublishPostResponse;
}

impl Hooks {
    /// Changes the context of every request before its operation is asked.
    pub(super) fn context(mut self, hook: impl Fn(&'static str, &mut Context) + Send + Sync + 'static) -> Self {
        self.context = Some(Box::new(hook));
        self
    }

    /// Says who `me` is.
    pub(super) fn me(
        mut self,
        hook: impl Fn(&ReferenceServer, &AppId, &Authorization) -> Result<UserId, UnauthorizedAccess>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        self.me = Some(Box::new(hook));
        self
    }

    /// Changes requests before anything has looked at them, or answers before anybody has seen them.
    pub(super) fn exchange<F>(mut self, hook: impl Fn(Request, Next) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Response> + Send + 'static,
    {
        self.exchange = Some(Arc::new(move |request, next| Box::pin(hook(request, next))));
        self
    }

    /// Everything that this server serves with these hooks around it.
    pub(super) fn router(mut self, inner: ReferenceServer) -> Router {
        let (exchange, publications) = (self.exchange.take(), inner.publications());
        let router = kii_server_stubs::router(Arc::new(Faulty { inner, hooks: self })).merge(publications);
        let router = match exchange {
            Some(hook) => router.layer(middleware::from_fn(move |request: Request, next: Next| hook(request, next))),
            None => router,
        };
        router.layer(middleware::map_response(async |response| challenge::named(response)))
    }
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, extract::Request};
    use http::{Method, StatusCode, header};
    use tower::ServiceExt;

    use super::*;
    use crate::fixture::Fixture;

    /// The status of an answer to the owner, about an object of the owner.
    async fn status(router: &Router, fixture: &Fixture, method: Method) -> StatusCode {
        let path = format!("/api/apps/{}/users/me/buckets/bucket/objects/object", fixture.app_id);
        let credentials = format!("Bearer {}", fixture.owner.token);
        let request = Request::builder().method(method).uri(path).header(header::AUTHORIZATION, credentials);
        router.clone().oneshot(request.body(Body::from("{}")).unwrap()).await.unwrap().status()
    }

    #[tokio::test]
    async fn without_hooks_the_reference_server_answers() {
        let fixture = Fixture::demo();
        let router = Hooks::default().router(ReferenceServer::new(fixture.clone()));
        for (method, expected) in [
            (Method::GET, StatusCode::NOT_FOUND),
            (Method::PUT, StatusCode::CREATED),
            (Method::PUT, StatusCode::OK),
            (Method::PATCH, StatusCode::OK),
            (Method::DELETE, StatusCode::NO_CONTENT),
            (Method::HEAD, StatusCode::NOT_FOUND),
        ] {
            assert_eq!(status(&router, &fixture, method.clone()).await, expected, "{method}");
        }
    }

    #[tokio::test]
    async fn a_hook_answers_its_own_operation_alone() {
        let fixture = Fixture::demo();
        let hooks = Hooks::default()
            .object_get(async |_, _, _| ObjectGetResponse::Unauthorized(crate::refusal::bad_credentials()));
        let router = hooks.router(ReferenceServer::new(fixture.clone()));
        assert_eq!(status(&router, &fixture, Method::GET).await, StatusCode::UNAUTHORIZED);
        assert_eq!(status(&router, &fixture, Method::PUT).await, StatusCode::CREATED);
        assert_eq!(status(&router, &fixture, Method::HEAD).await, StatusCode::NO_CONTENT);
    }

    #[tokio::test]
    async fn contexts_callers_and_exchanges_are_changed_before_the_operation_is_asked() {
        let fixture = Fixture::demo();
        let server = || ReferenceServer::new(fixture.clone());
        let unknown = Hooks::default().context(|operation, context| {
            if operation == "object.put" {
                context.authorization = Authorization::Bearer("unknown".to_owned());
            }
        });
        let unknown = unknown.router(server());
        assert_eq!(status(&unknown, &fixture, Method::PUT).await, StatusCode::UNAUTHORIZED);
        assert_eq!(status(&unknown, &fixture, Method::GET).await, StatusCode::NOT_FOUND);

        let refusing = Hooks::default().me(|_, _, _| Err(crate::refusal::bad_credentials())).router(server());
        assert_eq!(status(&refusing, &fixture, Method::GET).await, StatusCode::UNAUTHORIZED);

        let closed = Hooks::default().exchange(async |mut request, next| {
            request.headers_mut().remove(header::AUTHORIZATION);
            next.run(request).await
        });
        assert_eq!(status(&closed.router(server()), &fixture, Method::PUT).await, StatusCode::UNAUTHORIZED);
    }
}

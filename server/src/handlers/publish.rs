//! The publication of a body.

use kii_server_stubs::{Context, PublishPostResponse as Response};
use kii_types::{ObjectBodyPublicationResponse, PublishPostRequest, published_path};

use super::invalid_input;
use crate::{
    key::ObjectKey,
    permission::Access,
    publication::{Lifetime, Publication},
    reference::ReferenceServer,
    store::Transaction,
};

/// Publishes a body under a new address.
pub(super) async fn post(server: &ReferenceServer, context: &Context, request: PublishPostRequest) -> Response {
    // Whoever may read a body may show it to others.
    if let Err(refusal) = server.admit(context, Access::Read) {
        return refusal.into();
    }
    let key = ObjectKey::new(context, request.bucket_id, request.object_id);
    let (address, host, content) = (server.address.clone(), context.host.clone(), request.content);
    let change = move |store: &mut Transaction<'_>| {
        let Some(object) = store.object(&key) else { return Response::ObjectMissing(key.object_not_found()) };
        if object.body.is_none() {
            return Response::BodyMissing(key.body_not_found());
        }
        let lifetime = Lifetime::requested(&content, store.now());
        if lifetime.is_over(store.now()) {
            return Response::InvalidInput(invalid_input("The publication would expire before it begins."));
        }
        drop(object);
        let publication_id = store.publish(Publication { object: key, lifetime });
        let url = address.of(&published_path(&publication_id), host.as_deref());
        Response::Published {
            content: ObjectBodyPublicationResponse { publication_id: publication_id.to_string(), url },
        }
    };
    server.store.write(change).await
}

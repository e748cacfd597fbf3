//! Injects a wire fault into the responses of a target.

use std::sync::{Arc, Mutex, PoisonError};

use kii_spec::{HeaderValue, Response as Documented};
use url::Url;

use super::WireFault;
use crate::{
    cases::Suite,
    judge::recognise,
    run::cleanup::remove_named,
    send::{Client, Interceptor, Request, Response, route},
};

/// Sits between the suite and a target: changes every response that the fault is about, and passes on all others.
#[derive(Debug)]
pub struct Injector {
    suite: Arc<Suite>,
    base: Url,
    fault: WireFault,
    created: Mutex<Vec<(Request, Url)>>,
}

impl Injector {
    /// An injector of a fault for the target at `base`.
    #[must_use]
    pub fn new(suite: Arc<Suite>, base: Url, fault: WireFault) -> Self {
        Self { suite, base, fault, created: Mutex::default() }
    }

    /// Removes what was created under addresses that the fault changed, so that no case knows them. Returns the addresses of
    /// what could not be removed.
    pub async fn sweep(&self, client: &Client) -> Vec<String> {
        let created = std::mem::take(&mut *self.created.lock().unwrap_or_else(PoisonError::into_inner));
        let mut left = Vec::new();
        let Some(scope) = self.suite.api.service.scopes.get(&self.fault.scope) else { return left };
        for (request, url) in created {
            left.extend(remove_named(&self.suite.api, client, &request, scope, url).await);
        }
        left
    }

    /// Remembers the address of an object that a request has created, as the target named it.
    fn note_created(&self, given: &Documented, request: &Request, answer: &Response) {
        let named = given.headers.iter().filter(|header| matches!(header.value, HeaderValue::Uri(_)));
        let addresses = named.filter_map(|header| {
            let address = answer.headers.get(&*header.name)?.to_str().ok()?;
            request.url.join(address).ok().filter(|url| url.origin() == request.url.origin())
        });
        let created = addresses.map(|address| (request.clone(), address));
        self.created.lock().unwrap_or_else(PoisonError::into_inner).extend(created);
    }

    fn mutate(&self, request: &Request, answer: &Response) -> Option<Response> {
        let api = &self.suite.api;
        let (operation, scope) = route(api, &self.base, &request.method, &request.url)?;
        if operation.id != self.fault.operation || scope.name != self.fault.scope {
            return None;
        }
        let given = recognise(api, operation, scope, answer)?;
        if given.name != self.fault.response {
            return None;
        }
        self.note_created(given, request, answer);
        self.fault.mutation.apply(&request.method, answer)
    }
}

impl Interceptor for Injector {
    fn intercept(&self, request: &Request, answer: Response) -> Response {
        self.mutate(request, &answer).unwrap_or(answer)
    }
}

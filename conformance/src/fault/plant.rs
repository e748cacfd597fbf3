//! Puts a wire fault between the suite and a target.

use std::sync::{Arc, Mutex, PoisonError};

use url::Url;

use super::{WireFault, route::route};
use crate::{
    check::recognise,
    client::Between,
    exchange::{Exchange, Request, Response},
    suite::Suite,
};

/// A wire fault in its place: every answer that it is about arrives distorted, every other one as it was sent.
#[derive(Debug)]
pub struct Plant {
    suite: Arc<Suite>,
    base: Url,
    fault: WireFault,
    last: Mutex<Option<Passing>>,
}

/// An answer that arrived distorted.
#[derive(Clone, Debug)]
pub struct Passing {
    /// The request, and the answer as the suite saw it.
    pub exchange: Exchange,
    /// The answer as the target gave it.
    pub given: Response,
}

impl Plant {
    /// A fault between the suite and the target at `base`.
    #[must_use]
    pub fn new(suite: Arc<Suite>, base: Url, fault: WireFault) -> Self {
        Self { suite, base, fault, last: Mutex::default() }
    }

    /// The answer that was distorted last; `None` when there was none.
    #[must_use]
    pub fn last(&self) -> Option<Passing> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn distort(&self, request: &Request, answer: &Response) -> Option<Response> {
        let api = &self.suite.api;
        let (operation, scope) = route(api, &self.base, &request.method, &request.url)?;
        if operation.id != self.fault.operation || scope.name != self.fault.scope {
            return None;
        }
        let given = recognise(api, operation, scope, answer)?;
        (given.name == self.fault.response).then(|| self.fault.distortion.apply(&request.method, answer))?
    }
}

impl Between for Plant {
    fn pass(&self, request: &Request, answer: Response) -> Response {
        let Some(distorted) = self.distort(request, &answer) else { return answer };
        let exchange = Exchange { request: request.clone(), response: distorted.clone() };
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Passing { exchange, given: answer });
        distorted
    }
}

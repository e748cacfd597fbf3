//! Puts a wire fault between the suite and a target.

use std::sync::Arc;

use url::Url;

use super::{WireFault, route::route};
use crate::{
    check::recognise,
    client::Between,
    exchange::{Request, Response},
    suite::Suite,
};

/// A wire fault in its place: every answer that it is about arrives distorted, every other one as it was sent.
#[derive(Debug)]
pub struct Plant {
    suite: Arc<Suite>,
    base: Url,
    fault: WireFault,
}

impl Plant {
    /// A fault between the suite and the target at `base`.
    #[must_use]
    pub fn new(suite: Arc<Suite>, base: Url, fault: WireFault) -> Self {
        Self { suite, base, fault }
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
        self.distort(request, &answer).unwrap_or(answer)
    }
}

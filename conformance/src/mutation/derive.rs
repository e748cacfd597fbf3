//! Wire faults that follow from the spec: for every operation, scope and documented response, everything that can be wrong
//! with its parts. What the spec leaves open is not a fault.

mod content;
mod headers;
mod members;
mod status;
mod wire;

use kii_spec::{Api, Level, Statement};

use super::{AnswerMutation, Fault, FaultId, FaultKind, WireFault, fault_context::FaultContext};

/// Derives the wire faults of an API, in the spec's order.
#[must_use]
pub fn derive(api: &Api) -> Vec<WireFault> {
    let mut all = Vec::new();
    for operation in api.operations.values() {
        for scope in api.service.scopes.values() {
            for response in operation.responses.values() {
                let Some(context) = FaultContext::new(api, operation, scope, response) else { continue };
                let mut faults = ResponseFaults { context: &context, faults: &mut all };
                status::derive(&mut faults);
                content::derive(&mut faults);
                headers::derive(&mut faults);
                members::derive(&mut faults);
                wire::derive(&mut faults);
            }
        }
    }
    all
}

/// Collects the faults of one response.
struct ResponseFaults<'a, 'f> {
    context: &'a FaultContext<'a>,
    faults: &'f mut Vec<WireFault>,
}

/// A fault of the response: the last part of its ID, and a description.
struct Defect {
    kind: FaultKind,
    /// `header.ETag=missing`.
    name: String,
    /// What is wrong; completes a sentence that ends in "with".
    words: String,
    violates: Vec<Statement>,
    /// How strictly the documents forbid it; `None` when they allow it.
    level: Option<Level>,
    mutation: AnswerMutation,
}

impl ResponseFaults<'_, '_> {
    fn add(&mut self, defect: Defect) {
        let Defect { kind, name, words, violates, level, mutation } = defect;
        let Some(level) = level else { return };
        let FaultContext { operation, scope, response, .. } = *self.context;
        let fault = Fault {
            id: FaultId(format!("{}/{}@{}:{name}", operation.id, response.name, scope.name)),
            kind,
            operation: Some(operation.id.clone()),
            scope: Some(scope.name.clone()),
            summary: format!("`{}` of {} in scope {} comes with {words}.", response.name, operation.id, scope.name),
            level: Fault::strictest(self.context.api, &violates, level).max(level),
            violates,
        };
        self.faults.push(WireFault {
            fault,
            operation: operation.id.clone(),
            scope: scope.name.clone(),
            response: response.name.clone(),
            mutation,
        });
    }
}

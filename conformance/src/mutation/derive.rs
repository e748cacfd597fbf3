//! Wire faults that follow from the spec: for every operation, scope and documented response, everything that can be wrong
//! with its parts. What the spec leaves open is no fault, so it is not derived.

mod content;
mod headers;
mod members;
mod status;

use kii_spec::{Api, Level, Statement};

use super::{AnswerMutation, Fault, FaultId, FaultKind, WireFault, fault_context::FaultContext};

/// Derives the wire faults of an API, in the spec's order.
#[must_use]
pub fn derive(api: &Api) -> Vec<WireFault> {
    let mut faults = Vec::new();
    for operation in api.operations.values() {
        for scope in api.service.scopes.values() {
            for response in operation.responses.values() {
                let Some(ground) = FaultContext::new(api, operation, scope, response) else { continue };
                let mut sheet = Sheet { ground: &ground, faults: &mut faults };
                status::derive(&mut sheet);
                content::derive(&mut sheet);
                headers::derive(&mut sheet);
                members::derive(&mut sheet);
            }
        }
    }
    faults
}

/// The faults of one response, as they are written down.
struct Sheet<'a, 'f> {
    ground: &'a FaultContext<'a>,
    faults: &'f mut Vec<WireFault>,
}

/// What a fault does: its name behind the response's, and in words.
struct Defect {
    kind: FaultKind,
    /// `header.ETag=missing`.
    name: String,
    /// What is wrong, to stand behind "with".
    words: String,
    violates: Vec<Statement>,
    /// How binding it is that the answer is not so; `None` when it may be.
    level: Option<Level>,
    mutation: AnswerMutation,
}

impl Sheet<'_, '_> {
    fn note(&mut self, defect: Defect) {
        let Defect { kind, name, words, violates, level, mutation } = defect;
        let Some(level) = level else { return };
        let FaultContext { operation, scope, response, .. } = *self.ground;
        let fault = Fault {
            id: FaultId(format!("{}/{}@{}:{name}", operation.id, response.name, scope.name)),
            kind,
            operation: Some(operation.id.clone()),
            scope: Some(scope.name.clone()),
            summary: format!("`{}` of {} in scope {} comes with {words}.", response.name, operation.id, scope.name),
            level: Fault::strictest(self.ground.api, &violates, level).max(level),
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

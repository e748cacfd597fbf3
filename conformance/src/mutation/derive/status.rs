//! Another status, or another documented refusal, than the one that is due.

use http::StatusCode;
use kii_spec::Part;

use super::{Defect, ResponseFaults};
use crate::mutation::{AnswerMutation, FaultKind, fault_context::FaultContext};

/// Statuses of each class; those that are easily confused come first.
const STATUSES: &[u16] = &[200, 201, 202, 204, 302, 307, 400, 404, 403, 422, 500, 503];

pub(super) fn derive(faults: &mut ResponseFaults<'_, '_>) {
    let FaultContext { operation, response, .. } = *faults.context;
    let known = |status: StatusCode| operation.responses.values().any(|other| other.status == status);
    let statuses = STATUSES.iter().filter_map(|status| StatusCode::from_u16(*status).ok());
    let others: Vec<StatusCode> = statuses.filter(|status| *status != response.status).collect();
    let class = |status: &StatusCode| status.as_u16() / 100;
    let own: Vec<StatusCode> =
        others.iter().copied().filter(|status| class(status) == class(&response.status)).collect();
    // Of its own class, one that the operation has and one that it does not have; of each other class, the first.
    let mut chosen: Vec<StatusCode> = Vec::new();
    chosen.extend(own.iter().find(|status| known(**status)));
    chosen.extend(own.iter().find(|status| !known(**status)));
    for status in others {
        if !chosen.iter().any(|chosen| class(chosen) == class(&status)) && class(&status) != class(&response.status) {
            chosen.push(status);
        }
    }
    for status in chosen {
        faults.add(Defect {
            kind: FaultKind::Status,
            name: format!("status={}", status.as_u16()),
            words: format!("status {}", status.as_u16()),
            violates: vec![faults.context.part(Part::Status)],
            level: faults.context.forbids(status),
            mutation: AnswerMutation::Status(status),
        });
    }
    refusals(faults);
}

/// A refusal counts only for the documented reason.
fn refusals(faults: &mut ResponseFaults<'_, '_>) {
    let FaultContext { api, operation, scope, response, .. } = *faults.context;
    let Some(own) = api.error(response, scope) else { return };
    let given = operation.responses.values().filter(|other| api.unprovoked(operation, other, scope).is_none());
    let others = given.filter_map(|other| api.error(other, scope)).filter(|other| other.name != own.name);
    for other in others {
        let part = if other.status == own.status { Part::MediaType } else { Part::Status };
        faults.add(Defect {
            kind: FaultKind::Refusal,
            name: format!("refusal={}", other.code),
            words: format!("status, media type and code of {}", other.code),
            violates: vec![faults.context.part(part)],
            level: faults.context.forbids(other.status),
            mutation: AnswerMutation::Refusal {
                status: other.status,
                media: other.media.clone(),
                member: api.service.error_code.clone(),
                code: other.code.clone(),
            },
        });
    }
}

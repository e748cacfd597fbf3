//! Cases about callers without rights, who stay without them whatever happens to an object: while it is created, changed, given a
//! body, published, deleted and created again, they try everything.

use kii_spec::{
    DerivedCheck, Operation, Scope, State, Statement,
    axis::{Axis, CallerId, Object, Point},
};

use super::{
    due_responses::DueResponses,
    history::{Effect, Histories},
    observation::Observer,
    row::{call, expect, step},
};
use crate::cases::case::{Action, Case, CaseId, Expect, Role, Sent, Stage};

use Effect::{Delete, DeleteBody, Merge, Publish, Replace, Upload};

/// What happens between two rounds of attempts. The object is created before each round that finds none, and the first round
/// is in an unused bucket.
const ROUNDS: [&[Effect]; 6] =
    [&[Replace, Replace], &[Merge, Upload, Publish], &[Upload, Merge], &[DeleteBody], &[Delete], &[Upload, Publish]];

/// A case for each scope and each caller whom the scope refuses.
pub(super) fn cases(known: &DueResponses<'_>) -> Vec<Case> {
    let histories = Histories::of(known.api);
    let scopes = known.api.service.scopes.values();
    let refused = scopes.flat_map(|scope| {
        let mut callers: Vec<CallerId> = Vec::new();
        for permission in [&scope.read, &scope.write] {
            let named = permission.refused.iter().flatten().copied();
            callers.extend(named.filter(|caller| !callers.contains(caller)).collect::<Vec<_>>());
        }
        callers.into_iter().map(move |caller| (scope, caller))
    });
    refused.filter_map(|(scope, caller)| Life { known, histories: &histories, scope, caller }.case()).collect()
}

/// The life of an object in a scope, before the eyes of a caller.
struct Life<'k, 'a> {
    known: &'k DueResponses<'a>,
    histories: &'k Histories<'a>,
    scope: &'k Scope,
    caller: CallerId,
}

impl<'a> Life<'_, 'a> {
    fn case(&self) -> Option<Case> {
        let api = self.known.api;
        let origin = self.histories.origins.first()?;
        let rule = api.rule_of(DerivedCheck::RefusalChangesNothing)?;
        let mut actions = Vec::new();
        let mut state = State::default();
        self.attempts(&state, &mut actions);
        for effects in ROUNDS {
            if state.point().object == Object::Absent {
                state = self.usual(origin.creator, &state, &mut actions)?;
            }
            for effect in effects {
                state = self.usual(self.histories.operation(*effect)?, &state, &mut actions)?;
            }
            self.attempts(&state, &mut actions);
        }
        let caller = api.caller(&Point::default().called_by(self.caller));
        Some(Case {
            id: CaseId(format!("{}/stays-refused[caller={}]", origin.creator.id, caller.name)),
            scope: self.scope.name.clone(),
            operation: origin.creator.id.clone(),
            level: rule.level,
            covers: [Statement::Rule(rule.id.clone())].into(),
            stages: [Stage { actions }].into(),
        })
    }

    /// A request by the usual caller, and the state after it.
    fn usual(&self, operation: &'a Operation, state: &State<()>, actions: &mut Vec<Action>) -> Option<State<()>> {
        let point = point(state);
        let due = self.known.in_scope(self.scope, operation, point);
        let response = due.success()?.response;
        actions.push(call(step(Role::SetUp, operation, point, Sent::default(), expect(&due))));
        Some(state.after_response(response))
    }

    /// The caller tries everything that would be refused to it; then the usual caller looks, and others who may.
    fn attempts(&self, state: &State<()>, actions: &mut Vec<Action>) {
        let api = self.known.api;
        let point = point(state);
        let begins = actions.len();
        let (safe, unsafe_ones): (Vec<_>, Vec<_>) = api.operations.values().partition(|operation| operation.is_safe());
        // What deletes comes last, so that the others find everything.
        let (last, first): (Vec<_>, Vec<_>) = unsafe_ones.into_iter().partition(|operation| {
            [Delete, DeleteBody]
                .iter()
                .any(|effect| self.histories.operation(*effect).is_some_and(|deletes| deletes.id == operation.id))
        });
        for operation in safe.into_iter().chain(first).chain(last) {
            let point = point.called_by(self.caller);
            let due = self.known.in_scope(self.scope, operation, point);
            if due.is_defined() && due.success().is_none() && operation.has_axis(Axis::CALLER) {
                actions.push(call(step(Role::Act, operation, point, Sent::default(), Expect::Due)));
            }
        }
        let observer = Observer {
            known: self.known,
            scope: self.scope,
            address: api.axes.address(point),
            state: Point { object: point.object, body: point.body, ..Point::default() },
        };
        let purpose = format!("{} {:?} {begins}", self.scope.name, self.caller);
        actions.extend(observer.nothing_new(Role::Verify(DerivedCheck::RefusalChangesNothing), &purpose));
    }
}

/// A usual request in a state.
fn point(state: &State<()>) -> Point {
    let Point { object, body, .. } = state.point();
    Point { object, body, ..Point::default() }
}

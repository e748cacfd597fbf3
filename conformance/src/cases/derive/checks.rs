//! Which checks a derived case makes: those for which its steps give values to compare an answer with.

use std::collections::BTreeSet;

use http::StatusCode;
use kii_spec::{
    Api, BodyChange, DerivedCheck, HeaderValue, MemberValue, ObjectChange, Operation, Representation, Response,
    ResponseContent, Scope, State, Version,
    axis::{Body, Object, Point},
};

use super::due_responses::DueResponses;
use crate::cases::case::{Action, Expect, Role, Step};

/// The checks that follow from what a stage does, and from what the answer that is due to its act says.
pub(super) fn checks(
    known: &DueResponses<'_>,
    scope: &Scope,
    due: &Response,
    actions: &[Action],
) -> BTreeSet<DerivedCheck> {
    let api = known.api;
    let done = actions.iter().filter_map(Action::role).filter_map(|role| match role {
        Role::Verify(check) => Some(check),
        Role::Follow => Some(DerivedCheck::LocationAnswers),
        Role::SetUp | Role::Beside | Role::Control | Role::Act | Role::Again => None,
    });
    let says = |known| names_member(api, due, scope, &known);
    let names_version = due.headers.iter().any(|header| matches!(header.value, HeaderValue::Version(_)));
    let names_date = due.headers.iter().any(|header| header.value == HeaderValue::Date);
    let said = [
        (DerivedCheck::NewVersion, names_version),
        (DerivedCheck::SameVersion, names_version),
        (DerivedCheck::VersionForm, names_version),
        (DerivedCheck::RefusalLeaksNothing, !due.is_success()),
        (DerivedCheck::ContentReturns, due.content == ResponseContent::Object),
        (DerivedCheck::BytesReturn, matches!(due.content, ResponseContent::Body | ResponseContent::BodyPart)),
        (DerivedCheck::CreationDateStays, says(MemberValue::CreationDate)),
        (DerivedCheck::ModificationDateAdvances, names_date || says(MemberValue::ModificationDate)),
        (DerivedCheck::ChallengeNamed, due.status == StatusCode::UNAUTHORIZED),
        (DerivedCheck::SingleLines, true),
        (DerivedCheck::OneFraming, true),
        (DerivedCheck::TrueCoding, due.content != ResponseContent::None),
    ];
    let mut simulation = Simulation { known, scope, state: State::default(), made: BTreeSet::new() };
    for action in actions {
        match action {
            Action::Call(step) => simulation.call(step),
            Action::BreakOff(_) | Action::Fetch(_) | Action::Wait(_) | Action::Race(_) => {}
        }
    }
    let said = said.into_iter().filter_map(|(check, said)| said.then_some(check));
    done.chain(said.filter(|check| simulation.made.contains(check))).collect()
}

/// A request whose content is unknown.
#[derive(Clone, Default)]
struct AnyRequest;

/// Which dates of an object have been named.
#[derive(Clone, Copy, Default)]
struct NamedDates {
    creation: bool,
    /// That of the present state, or of an earlier one.
    modification: bool,
}

impl Representation for AnyRequest {
    type Object = NamedDates;
    type Version = ();

    fn replace(&self, before: Option<&NamedDates>) -> NamedDates {
        before.copied().unwrap_or_default()
    }

    fn merge(&self, before: Option<&NamedDates>) -> NamedDates {
        self.replace(before)
    }

    fn touch(_: &mut NamedDates) {}
}

/// Follows the state of a stage, if every answer is the one that is due.
struct Simulation<'k, 'a> {
    known: &'k DueResponses<'a>,
    scope: &'k Scope,
    state: State<AnyRequest>,
    made: BTreeSet<DerivedCheck>,
}

impl<'a> Simulation<'_, 'a> {
    fn call(&mut self, step: &Step) {
        let api = self.known.api;
        let Some(operation) = api.operations.get(&step.operation) else { return };
        let Some(response) = self.due(operation, step) else { return };
        let before = self.state.point();
        let is_stored = before.object == Object::Exists || before.body == Body::Exists;
        self.state = self.state.after(response.then, &AnyRequest);
        let examined = match step.role {
            Role::SetUp | Role::Beside | Role::Control => false,
            Role::Act | Role::Again | Role::Verify(_) | Role::Follow => true,
        };
        let mut made = BTreeSet::from([DerivedCheck::SingleLines, DerivedCheck::OneFraming]);
        if response.status == StatusCode::UNAUTHORIZED {
            made.insert(DerivedCheck::ChallengeNamed);
        }
        if response.content != ResponseContent::None {
            made.insert(DerivedCheck::TrueCoding);
        }
        if !response.is_success() && is_stored {
            made.insert(DerivedCheck::RefusalLeaksNothing);
        }
        match response.content {
            ResponseContent::Object => drop(made.insert(DerivedCheck::ContentReturns)),
            ResponseContent::Body | ResponseContent::BodyPart => drop(made.insert(DerivedCheck::BytesReturn)),
            ResponseContent::None
            | ResponseContent::Json(_)
            | ResponseContent::Error(_)
            | ResponseContent::OwnerMissing => {}
        }
        self.versions(response, &mut made);
        self.dates(response, &mut made);
        if examined {
            self.made.extend(made);
        }
    }

    fn due(&self, operation: &'a Operation, step: &Step) -> Option<&'a Response> {
        match &step.expect {
            Expect::Response { name, .. } => operation.responses.get(name),
            Expect::AnySuccess => None,
            Expect::Due => {
                let Point { object, body, .. } = self.state.point();
                let due = self.known.in_scope(self.scope, operation, Point { object, body, ..step.point });
                // Which of several refusals is given nobody knows, and none of them changes anything.
                due.responses.first().map(|due| due.response)
            }
        }
    }

    fn versions(&mut self, response: &Response, made: &mut BTreeSet<DerivedCheck>) {
        let point: Point = self.state.point();
        for header in response.headers.iter().filter(|header| header.is_sent_at(&point)) {
            let HeaderValue::Version(version) = header.value else { continue };
            made.insert(DerivedCheck::VersionForm);
            let writes = match version {
                Version::Object => matches!(response.then.object, Some(ObjectChange::Sent | ObjectChange::Merged)),
                Version::Body => response.then.body == Some(BodyChange::Sent),
            };
            let known = self.state.versions(version);
            if writes && !known.superseded.is_empty() {
                made.insert(DerivedCheck::NewVersion);
            }
            if known.current.is_some() {
                made.insert(DerivedCheck::SameVersion);
            }
            self.state.note(version, ());
        }
    }

    fn dates(&mut self, response: &Response, made: &mut BTreeSet<DerivedCheck>) {
        let names_date = response.headers.iter().any(|header| header.value == HeaderValue::Date);
        let [creation, modification] = [MemberValue::CreationDate, MemberValue::ModificationDate]
            .map(|known| names_member(self.known.api, response, self.scope, &known));
        let Some(dates) = &mut self.state.object else { return };
        if creation && dates.creation {
            made.insert(DerivedCheck::CreationDateStays);
        }
        dates.creation |= creation;
        if (names_date || modification) && (dates.creation || dates.modification) {
            made.insert(DerivedCheck::ModificationDateAdvances);
        }
        dates.modification |= names_date || modification;
    }
}

/// Whether a response has a member with this known value.
fn names_member(api: &Api, response: &Response, scope: &Scope, known: &MemberValue) -> bool {
    let members = api.members(response, scope).into_iter().flat_map(|members| members.values());
    members.filter_map(|member| member.value.as_ref()).any(|value| value == known)
}

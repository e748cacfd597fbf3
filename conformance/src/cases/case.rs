//! A case: the requests that it sends, the states before them, and the documented responses that are due.

use std::{fmt, sync::Arc, time::Duration};

use http::HeaderName;
use indexmap::IndexMap;
use kii_spec::{
    Chosen, DerivedCheck, Level, OperationId, ResponseName, RuleId, ScopeName, Tolerance,
    axis::{CallerId, Point},
};
use serde_json::{Map, Value};

use kii_spec::Statement;

use crate::cases::place::Place;

/// `operation/what-is-checked`, the same in every scope. Never changes once released.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseId(pub String);

/// One case in one scope. A clone shares what happens.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its id, without the scope.
    pub id: CaseId,
    /// The scope it runs in.
    pub scope: ScopeName,
    /// The operation it is about.
    pub operation: OperationId,
    /// How binding it is: whether breaking it fails or warns.
    pub level: Level,
    /// The statements that it checks, beside those that every answer is checked against.
    pub covers: Arc<[Statement]>,
    /// What happens; each stage has its own state.
    pub stages: Arc<[Stage]>,
}

/// Steps that share a state: one new bucket with a random name.
#[derive(Clone, Debug)]
pub struct Stage {
    /// What happens, in order.
    pub actions: Vec<Action>,
}

/// Something that happens in a case.
#[derive(Clone, Debug)]
pub enum Action {
    /// A request to an operation.
    Call(Box<Step>),
    /// A request to an operation that the client breaks off: it closes the connection when half of the content has been sent.
    BreakOff(Box<Step>),
    /// A request for published content.
    Fetch(Fetch),
    /// A pause.
    Wait(Until),
    /// A race: requests of several clients at the same time.
    Race(Vec<RaceClient>),
}

/// What ends a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// The end of the publications to which the case gave the shortest lifetime; if there are none, a date in whole seconds that
    /// is another one.
    Moment,
    /// The end of all cases of the run that do not wait for others. What a server forgets in time, or when much else has
    /// been stored, is forgotten by then.
    OtherCases,
}

/// A request for published content, and what is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// Why it is made.
    pub role: Role,
    /// The object whose body was published.
    pub place: Place,
    /// Which of its publications it is, counted from 1; the last one when left out.
    pub publication: Option<usize>,
    /// Whose credentials it has; none when left out. They are sent only to the host that has given them.
    pub caller: Option<CallerId>,
    /// What is due.
    pub expect: Published,
}

/// What is due at the address of published content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Published {
    /// The body, byte by byte, with its media type.
    Served,
    /// A refusal (4xx): the content is not published, or no longer.
    Gone,
    /// What the earlier answers demand: a body that has been stored since the publication, or a refusal once one has been
    /// deleted.
    Due,
}

/// A client of a race: it sends its requests one after the other, while the other clients send theirs.
#[derive(Clone, Debug)]
pub struct RaceClient {
    /// The requests. What is due to each depends on the others, so the whole race is judged at once.
    pub steps: Vec<Step>,
    /// How it sends the content of its first request.
    pub pace: Pace,
}

/// How a client of a race sends the content of its first request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// As fast as it can.
    #[default]
    AtOnce,
    /// In two halves. Between these, the other clients get the answers to their first requests, if the server gives them.
    Halved,
}

/// One request and the answer that is due.
#[derive(Clone, Debug)]
pub struct Step {
    /// Why the step is there.
    pub role: Role,
    /// The operation.
    pub operation: OperationId,
    /// The scope, when it is not the case's own.
    pub scope: Option<ScopeName>,
    /// The state that should exist before the request, and how the request differs from a plain one.
    pub point: Point,
    /// What it sends in place of, or beside, what the point says.
    pub sent: Sent,
    /// The answers that are accepted.
    pub expect: Expect,
    /// Headers of the answer to remember, by the name under which later steps use them.
    pub keep: IndexMap<String, String>,
    /// Members that the answer must have, with these values.
    pub see: Map<String, Value>,
}

/// Why a step is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It creates the state in which the case begins.
    SetUp,
    /// It makes a neighbour: another object, without which the case can do.
    Beside,
    /// It shows that the request succeeds without the fault that the case is about.
    Control,
    /// It is what the case is about.
    Act,
    /// It is the act once more, at a neighbour: what refuses it is the same there.
    Again,
    /// It reads the state after the act.
    Verify(DerivedCheck),
    /// It sends a request to the address that the answer to the act named.
    Follow,
}

/// What a step sends in place of, or beside, what the point says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sent {
    /// The representatives that stand for the values of the point.
    pub representatives: Chosen,
    /// The content as JSON.
    pub json: Option<Value>,
    /// Request headers; a value that begins with `$` is one that was kept.
    pub headers: IndexMap<HeaderName, String>,
    /// The lifetime of a publication whose request names one, when the case waits for its end.
    pub lifetime: Option<Duration>,
    /// The bucket and the object that it is about.
    pub place: Place,
    /// The scope whose owner's ID stands for an owner that does not exist: in another scope, it is nobody's.
    pub owner: Option<ScopeName>,
}

/// The answers that a step accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expect {
    /// This response.
    Response {
        /// Its name.
        name: ResponseName,
        /// What else is accepted.
        tolerance: Tolerance,
        /// How binding it is.
        level: Level,
    },
    /// Any documented success.
    AnySuccess,
    /// What is due to the request, as it is made, in the state after the earlier answers.
    Due,
}

/// A documented response that no case provokes in a scope, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// The operation.
    pub operation: OperationId,
    /// The scope.
    pub scope: ScopeName,
    /// The response.
    pub response: ResponseName,
    /// Why not.
    pub reason: String,
}

impl Action {
    /// Why it happens; a race and a pause are always part of what the case is about.
    #[must_use]
    pub const fn role(&self) -> Option<Role> {
        match self {
            Self::Call(step) | Self::BreakOff(step) => Some(step.role),
            Self::Fetch(fetch) => Some(fetch.role),
            Self::Wait(_) | Self::Race(_) => None,
        }
    }

    /// The place that it is about. Races and pauses are always about the case's own.
    #[must_use]
    pub fn place(&self) -> Place {
        match self {
            Self::Call(step) | Self::BreakOff(step) => step.sent.place,
            Self::Fetch(fetch) => fetch.place,
            Self::Wait(_) | Self::Race(_) => Place::default(),
        }
    }
}

impl Case {
    /// The name under which libtest lists it: `operation/what-is-checked@scope`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}@{}", self.id, self.scope)
    }

    /// Every request to an operation, in every stage.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.actions().flat_map(|action| match action {
            Action::Call(step) | Action::BreakOff(step) => vec![step.as_ref()],
            Action::Race(clients) => clients.iter().flat_map(|client| &client.steps).collect(),
            Action::Fetch(_) | Action::Wait(_) => Vec::new(),
        })
    }

    /// Whether it contains a pause, so that a run should start it early.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.actions().any(|action| matches!(action, Action::Wait(_)))
    }

    /// Whether it waits for the end of the others.
    #[must_use]
    pub fn outlasts_others(&self) -> bool {
        self.actions().any(|action| matches!(action, Action::Wait(Until::OtherCases)))
    }

    fn actions(&self) -> impl Iterator<Item = &Action> {
        self.stages.iter().flat_map(|stage| &stage.actions)
    }

    /// The rules among the statements that it covers.
    pub fn rules(&self) -> impl Iterator<Item = &RuleId> {
        self.covers.iter().filter_map(Statement::rule)
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Expect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Response { name, .. } => write!(f, "`{name}`"),
            Self::AnySuccess => f.write_str("a success"),
            Self::Due => f.write_str("what the state demands"),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SetUp => "set-up",
            Self::Beside => "making a neighbour",
            Self::Control => "positive control",
            Self::Act => "act",
            Self::Again => "act at a neighbour",
            Self::Verify(_) => "verification",
            Self::Follow => "following the address",
        })
    }
}

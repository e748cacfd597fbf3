//! The Kii Cloud object-storage API, written down once: the model of `spec/api`, and the only code that reads it.
//!
//! Files are read in two layers: private wire types exactly as written, and [`Api`], the model as meant, in which every
//! reference is looked up. A spec that cannot be resolved gets all its problems at once.

mod api;
pub mod axis;
mod capability;
mod change;
#[cfg(feature = "cli")]
pub mod command_line;
mod diagnostics;
pub mod document;
mod due;
mod files;
mod from_yaml;
mod load;
mod operation;
pub mod parallel;
mod plan;
mod principal;
mod problem;
mod representative;
mod request_axis;
mod request_change;
mod resolve;
mod service;
mod source;
mod state;
mod statement;
mod suggestion;
mod types;
mod wire;
pub mod words;
mod yaml;

pub use api::Api;
pub use capability::{Capabilities, Capability, CapabilityName, Demand};
pub use change::{BodyChange, Change, ObjectChange};
pub use due::{DocumentedPoints, Due};
pub use operation::{
    Access, Choice, Condition, ExpectedResponse, Header, HeaderValue, Leniency, Level, Operation, OperationId,
    PathTemplate, Precondition, Region, Request, RequestContent, Response, ResponseContent, ResponseName, Segment,
    Tolerance, Version,
};
pub use plan::{PlannedRequest, Planner};
pub use principal::{Caller, CallerName, Callers, Credentials, Grant, Principal, PrincipalName, Principals};
pub use problem::{Problem, Problems};
pub use representative::{Chosen, Representative};
pub use request_axis::{Applies, Axes, AxisValue, RequestAxis, RequestPart};
pub use request_change::{
    BodyForm, HeaderTemplate, IdentifierForm, NamedVersions, ObjectForm, RequestChange, TemplatePart, TokenForm,
    Transfer, VersionForm,
};
pub use service::{
    Identifier, IdentifierRole, Login, NoOwner, ObjectSize, OwnerKind, Permission, Scope, ScopeName, Service,
    TypedMedia,
};
pub use source::{
    Answers, Authority, Checked, Decision, DecisionId, DerivedCheck, Inventory, InventoryId, Occurrence, Origin, Page,
    PageId, Rule, RuleId, Source, StatementKind,
};
pub use state::{Representation, State, Versions};
pub use statement::{Part, Statement};
pub use suggestion::{is_near, nearest, suggestion};
pub use types::{ErrorName, ErrorType, Example, Meaning, Member, MemberValue, Presence, Shape, Type, TypeName};

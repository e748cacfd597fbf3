//! From a step of a case to an exchange: the request of the step in a state, and the client that sends it.
//!
//! Takes a step, a target and a state, gives an [`exchange::Exchange`]. Judges nothing.

mod changes;
mod client;
mod coding;
mod credentials;
mod excerpt;
mod exchange;
mod interruption;
mod merge;
mod other_objects;
mod places;
mod publications;
pub(crate) mod request;
mod route;
mod server_clock;
pub(crate) mod state;
mod wire_form;

pub(crate) use self::{
    changes::names_version,
    client::{Halfway, MOST_IN_FLIGHT, Sign, Usage, is_unavailable},
    excerpt::excerpt,
    exchange::KEPT,
    places::Places,
    publications::Addresses,
    request::{PrepareError, PreparedRequest, plain, prepare},
    route::{parameters, route},
    state::same_second,
};
pub use self::{
    client::{Answers, Client, Concurrency, Interceptor, LARGEST_CONTENT, LoadControl, SendError, SendErrorKind},
    credentials::{CredentialsOf, SentCredentials},
    exchange::{Coding, Exchange, Request, Response},
    interruption::Interruption,
    request::KnownValues,
    state::{CaseState, Dates, Moment, StoredObject},
    wire_form::{Delivery, NameCase, WireForm},
};

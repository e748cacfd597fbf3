//! Exchanges that others have made, held against the spec: the traffic of any client with any server.
//!
//! Takes a HAR file or the exchanges of a proxy, gives a [`TrafficReport`]. What is stored on the server is learned from the
//! traffic as it goes. What is not known is not judged: an answer is wrong only if it is wrong in every state that the earlier
//! answers allow.

mod archive;
mod base;
mod client_fault;
mod due_answers;
mod inspector;
mod knowledge;
mod place;
mod places;
mod published;
mod recorded;
mod request_reading;
mod sequence;
#[cfg(test)]
mod tests;
mod traffic_report;
mod world;

pub(crate) use self::{
    archive::Recording,
    base::find_base,
    inspector::Inspector,
    recorded::{RecordedExchange, RecordedResponse},
    traffic_report::{Side, TrafficReport},
};

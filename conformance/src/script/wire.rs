//! A hand-written case exactly as it is written.

use kii_spec::{
    document::{At, Entries, Words},
    forms,
};
use serde_json::{Map, Value};

forms! {
    /// A hand-written case.
    struct Case {
        /// The operation that it is about, a slash, and what it shows.
        id: At<String>,
        /// The rules that it checks, the one that it is about first.
        covers: Words,
        /// The scopes that it is for; all when left out.
        scopes: Option<Words>,
        /// The requests, in their order.
        steps: Vec<Step>,
    }

    /// A request, and what is special about its answer.
    struct Step {
        /// The operation that is called.
        operation["do"]: At<String>,
        /// The request axes that leave their defaults.
        with: Option<Entries<At<String>>>,
        /// The members that are sent.
        json: Option<Map<String, Value>>,
        /// Headers to send, by field name.
        headers: Option<Entries<String>>,
        /// A documented response; any documented success when left out.
        expect: Option<At<String>>,
        /// Headers of the answer to remember, by the name under which later steps use them.
        keep: Option<Entries<String>>,
        /// Members that the answer must have.
        see: Option<Map<String, Value>>,
    }
}

//! A hand-written case exactly as it is written.

use kii_spec::{
    document::{At, Entries, Words},
    yaml_structs, yaml_words,
};
use serde_json::{Map, Value};

use crate::cases::{case::Published, place::Which};

yaml_structs! {
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

    /// A request and what is special about its answer, or one of the other things that can happen: exactly one of `do`,
    /// `race`, `fetch` and `wait`.
    struct Step {
        /// The operation that is called.
        operation["do"]: Option<At<String>>,
        /// Requests that are sent at the same time.
        race: Option<At<Vec<RaceGroup>>>,
        /// What is due at the address of the content that was published last.
        fetch: Option<At<Published>>,
        /// The length of a pause, in seconds.
        wait: Option<At<usize>>,
        /// The scope, when it is not the case's own.
        scope: Option<At<String>>,
        /// The bucket, when it is not the case's own.
        bucket: Option<At<Which>>,
        /// The object, when it is not the case's own.
        object: Option<At<Which>>,
        /// The request axes that leave their defaults.
        with: Option<Entries<At<String>>>,
        /// The members that are sent.
        json: Option<Map<String, Value>>,
        /// Headers to send, by field name.
        headers: Option<Entries<String>>,
        /// How many seconds a publication lives that is given an end or a lifetime.
        lifetime: Option<usize>,
        /// A documented response, no more binding than the case; any documented success when left out.
        expect: Option<At<String>>,
        /// Headers of the answer to remember, by the name under which later steps use them.
        keep: Option<Entries<String>>,
        /// Members that the answer must have.
        see: Option<Map<String, Value>>,
    }

    /// Identical requests, sent at the same time as those of the other groups.
    struct RaceGroup {
        /// The operation that is called.
        operation["do"]: At<String>,
        /// How many requests there are; one when left out.
        times: Option<At<usize>>,
        /// The request axes that leave their defaults.
        with: Option<Entries<At<String>>>,
        /// The members that are sent.
        json: Option<Map<String, Value>>,
        /// The documented response that exactly one of them gets.
        winner: Option<At<String>>,
        /// The documented response that the others get; any documented success when left out.
        expect: Option<At<String>>,
    }
}

yaml_words! {
    Published: "what is due at a published address" {
        "served" => Published::Served,
        "gone" => Published::Gone,
    }

    Which: "a choice of two" {
        "own" => Which::Own,
        "other" => Which::Other,
    }
}

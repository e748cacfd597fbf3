//! A hand-written case exactly as it is written.

use kii_spec::{
    document::{At, Entries, Words},
    yaml_structs, yaml_words,
};
use serde_json::{Map, Value};

use crate::cases::{
    case::{Pace, Published},
    place::Which,
};

yaml_structs! {
    /// A hand-written case.
    struct Case {
        /// The operation that it is about, a slash, and what it shows; `walk`, a slash and a number if it is a walk.
        id: At<String>,
        /// The rules that it checks, the one that it is about first.
        covers: Words,
        /// The scopes that it is for; all when left out.
        scopes: Option<Words>,
        /// What a program has computed from the steps of a walk, so that they stay as they are.
        digest: Option<At<String>>,
        /// The requests, in their order.
        steps: Vec<Step>,
    }

    /// A request and what is special about its answer, or one of the other things that can happen: exactly one of `do`,
    /// `race`, `clients`, `fetch` and `wait`.
    struct Step {
        /// The operation that is called.
        operation["do"]: Option<At<String>>,
        /// Requests that are sent at the same time.
        race: Option<At<Vec<RaceGroup>>>,
        /// Clients that send requests at the same time, each one after the other.
        clients: Option<At<Vec<RaceClient>>>,
        /// What is due at the address of published content.
        fetch: Option<At<Published>>,
        /// Which publication of the object it is, counted from 1; the last one when left out.
        publication: Option<At<usize>>,
        /// Whose credentials a request for published content has; none when left out.
        caller: Option<At<String>>,
        /// A pause, and what ends it.
        wait: Option<At<Until>>,
        /// How often the request, or that for published content, is sent, one after the other; once when left out.
        times: Option<At<usize>>,
        /// The scope, when it is not the case's own; all steps of a case that name one name the same. For published content, it is
        /// that of another owner.
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
        /// How long a publication lives that is given an end or a lifetime; an hour when left out.
        lifetime: Option<At<Length>>,
        /// A documented response, no more binding than the case; what is due in the state when left out, or any documented
        /// success if the step has `headers`.
        expect: Option<At<String>>,
        /// Headers of the answer to remember, by the name under which later steps use them.
        keep: Option<Entries<String>>,
        /// Members that the answer must have.
        see: Option<Map<String, Value>>,
    }

    /// Clients that send the same single request, at the same time as all others.
    struct RaceGroup {
        /// The operation that is called.
        operation["do"]: At<String>,
        /// How many clients there are; one when left out.
        times: Option<At<usize>>,
        /// The request axes that leave their defaults.
        with: Option<Entries<At<String>>>,
        /// The members that are sent.
        json: Option<Map<String, Value>>,
    }

    /// A client that sends several requests, one after the other.
    struct RaceClient {
        /// The requests, in their order.
        steps: Vec<RaceStep>,
        /// How the content of the first request is sent; at once when left out.
        pace: Option<At<Pace>>,
    }

    /// A request of a client in a race.
    struct RaceStep {
        /// The operation that is called.
        operation["do"]: At<String>,
        /// The bucket, when it is not the case's own. All requests of a client are about one place.
        bucket: Option<At<Which>>,
        /// The object, when it is not the case's own.
        object: Option<At<Which>>,
        /// The request axes that leave their defaults.
        with: Option<Entries<At<String>>>,
        /// The members that are sent.
        json: Option<Map<String, Value>>,
    }
}

/// What ends a pause.
#[derive(Clone, Copy, Debug)]
pub(super) enum Until {
    /// The end of the publications to which earlier steps gave the shortest lifetime.
    End,
    /// A date in whole seconds that is another one.
    Second,
    /// The end of all cases of the run that do not wait for others.
    OtherCases,
}

/// The length of a lifetime.
#[derive(Clone, Copy, Debug)]
pub(super) enum Length {
    /// The least that the spec lets one ask for.
    Shortest,
    /// A second more.
    Longer,
}

yaml_words! {
    Until: "what ends a pause" {
        "end" => Until::End,
        "second" => Until::Second,
        "other_cases" => Until::OtherCases,
    }

    Length: "the length of a lifetime" {
        "shortest" => Length::Shortest,
        "longer" => Length::Longer,
    }

    Pace: "a pace" {
        "at_once" => Pace::AtOnce,
        "halved" => Pace::Halved,
    }

    Published: "what is due at a published address" {
        "served" => Published::Served,
        "gone" => Published::Gone,
        "due" => Published::Due,
    }

    Which: "a choice of two" {
        "own" => Which::Own,
        "other" => Which::Other,
    }
}

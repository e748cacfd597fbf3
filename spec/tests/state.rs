//! The transition of the state, along random walks, held against what a `then` of the spec says.

use std::sync::LazyLock;

use kii_spec::{
    Api, BodyChange, Change, ObjectChange, Operation, Representation, Scope, State, Version,
    axis::{Body, Object, Point},
};
use proptest::{
    prelude::*,
    test_runner::{Config, RngSeed},
};

/// A request that sends members and the bytes of a body; a number tells it from all others.
#[derive(Clone, Debug, PartialEq)]
struct Upload {
    members: Vec<u8>,
    serial: u8,
}

/// An object: its members, and how often its body has changed.
#[derive(Clone, Debug, PartialEq)]
struct Stored {
    members: Vec<u8>,
    touched: usize,
}

impl Representation for Upload {
    type Object = Stored;
    type Version = u8;

    fn replace(&self, _: Option<&Stored>) -> Stored {
        Stored { members: self.members.clone(), touched: 0 }
    }

    fn merge(&self, before: Option<&Stored>) -> Stored {
        let kept = before.into_iter().flat_map(|before| before.members.clone());
        Stored { members: kept.chain(self.members.clone()).collect(), touched: 0 }
    }

    fn touch(object: &mut Stored) {
        object.touched += 1;
    }
}

/// A request that was answered: what its response changes, what it sent, and the versions that the answer names.
#[derive(Clone, Debug)]
struct Answered {
    change: Change,
    sent: Upload,
    names: [Option<u8>; 2],
}

fn change() -> impl Strategy<Value = Change> {
    let objects = [None, Some(ObjectChange::Sent), Some(ObjectChange::Merged), Some(ObjectChange::Deleted)];
    let bodies = [None, Some(BodyChange::Sent), Some(BodyChange::Deleted)];
    let (object, body) = (prop::sample::select(objects.to_vec()), prop::sample::select(bodies.to_vec()));
    (object, body).prop_map(|(object, body)| Change { object, body })
}

fn answered() -> impl Strategy<Value = Answered> {
    let sent = (prop::collection::vec(any::<u8>(), 0..3), any::<u8>());
    // Few versions, so that a server often names one again.
    let names = [prop::option::of(0..4_u8), prop::option::of(0..4_u8)];
    (change(), sent, names).prop_map(|(change, (members, serial), names)| Answered {
        change,
        sent: Upload { members, serial },
        names,
    })
}

/// The same walks every time.
fn config(cases: u32) -> Config {
    Config { cases, rng_seed: RngSeed::Fixed(9), failure_persistence: None, ..Config::default() }
}

fn named(state: &State<Upload>, names: [Option<u8>; 2]) -> State<Upload> {
    let mut state = state.clone();
    for (version, named) in [Version::Object, Version::Body].into_iter().zip(names) {
        named.into_iter().for_each(|named| state.note(version, named));
    }
    state
}

static API: LazyLock<Api> = LazyLock::new(|| Api::embedded().unwrap_or_else(|problems| panic!("{problems}")));

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn a_change_does_what_it_says_and_nothing_else(walk in prop::collection::vec(answered(), 1..12)) {
        let mut state = State::<Upload>::default();
        for Answered { change, sent, names } in walk {
            let after = state.after(change, &sent);
            contents(&state, &after, change, &sent)?;
            versions(&state, &after, change)?;
            state = named(&after, names);
        }
    }

    #[test]
    fn what_the_planner_knows_is_the_outline_of_what_the_runner_knows(walk in prop::collection::vec(answered(), 1..12)) {
        let (mut runner, mut planner) = (State::<Upload>::default(), State::<()>::default());
        for Answered { change, sent, names } in walk {
            runner = named(&runner.after(change, &sent), names);
            planner = planner.after(change, &());
            for (version, named) in [Version::Object, Version::Body].into_iter().zip(names) {
                named.into_iter().for_each(|_| planner.note(version, ()));
            }
            prop_assert_eq!(&runner.outline(), &planner);
            prop_assert_eq!(runner.point(), planner.point());
        }
    }

}

proptest! {
    #![proptest_config(config(25))]

    /// A walk over the spec's own operations: at every point one of the successes that are expected there.
    #[test]
    fn planner_and_runner_agree_along_the_operations_of_the_spec(choices in prop::collection::vec(any::<prop::sample::Index>(), 1..16)) {
        let api = &*API;
        for scope in api.service.scopes.values() {
            let (mut runner, mut planner) = (State::<Upload>::default(), State::<()>::default());
            for (serial, choice) in choices.iter().enumerate() {
                let successes = successes(api, scope, planner.point());
                let (_, response) = successes[choice.index(successes.len())];
                let sent = Upload { members: vec![serial as u8], serial: serial as u8 };
                runner = runner.after(response.then, &sent);
                let next = planner.after_response(response);
                for version in [Version::Object, Version::Body] {
                    if next.versions(version).current.is_some() && runner.versions(version).current.is_none() {
                        runner.note(version, serial as u8);
                    }
                }
                prop_assert_eq!(&runner.outline(), &next);
                // What a usual request can see is what the response's `then` makes of the point.
                prop_assert_eq!(next.point(), response.point_after(planner.point()));
                planner = next;
            }
        }
    }
}

fn successes<'a>(api: &'a Api, scope: &Scope, point: Point) -> Vec<(&'a Operation, &'a kii_spec::Response)> {
    let expected = api
        .operations
        .values()
        .filter_map(|operation| Some((operation, api.expected(operation, scope, point)?.response)));
    expected.filter(|(_, response)| response.is_success()).collect()
}

/// What is stored after a change.
fn contents(before: &State<Upload>, after: &State<Upload>, change: Change, sent: &Upload) -> Result<(), TestCaseError> {
    let members = |state: &State<Upload>| state.object.as_ref().map(|object| object.members.clone());
    let expected = match change.object {
        None => members(before),
        Some(ObjectChange::Sent) => Some(sent.members.clone()),
        Some(ObjectChange::Merged) => Some([members(before).unwrap_or_default(), sent.members.clone()].concat()),
        Some(ObjectChange::Deleted) => None,
    };
    prop_assert_eq!(members(after), expected);
    let expected = match (change.body, change.object) {
        (Some(BodyChange::Sent), _) => Some(sent.clone()),
        (Some(BodyChange::Deleted), _) | (None, Some(ObjectChange::Deleted)) => None,
        (None, None | Some(ObjectChange::Sent | ObjectChange::Merged)) => before.body.clone(),
    };
    prop_assert_eq!(&after.body, &expected);
    let touched = |state: &State<Upload>| state.object.as_ref().map(|object| object.touched);
    if let (None, Some(_), Some(touched_before)) = (change.object, change.body, touched(before)) {
        prop_assert_eq!(touched(after), Some(touched_before + 1), "a new body is a change of the object");
    }
    let point = after.point();
    prop_assert_eq!(point.object == Object::Exists, after.object.is_some());
    prop_assert_eq!(point.body == Body::Exists, after.body.is_some());
    Ok(())
}

/// Which versions are known after a change, before an answer has named one.
fn versions(before: &State<Upload>, after: &State<Upload>, change: Change) -> Result<(), TestCaseError> {
    let object = [&before.object_versions, &after.object_versions];
    let deleted = change.object == Some(ObjectChange::Deleted);
    let written = change.object.is_some() && !deleted;
    thing(object, before.object.is_some(), written, deleted)?;
    prop_assert!(
        (change.body.is_none() && !written) || after.object_versions.current.is_none(),
        "no answer has named the version since"
    );
    if change.is_none() {
        prop_assert_eq!(before, after);
    }
    let body = [&before.body_versions, &after.body_versions];
    let existed = before.body.is_some() && !deleted;
    match change.body {
        Some(change) => thing(body, existed, change == BodyChange::Sent, change == BodyChange::Deleted)?,
        None => thing(body, existed, false, deleted)?,
    }
    Ok(())
}

fn thing(
    [before, after]: [&kii_spec::Versions<u8>; 2],
    existed: bool,
    written: bool,
    deleted: bool,
) -> Result<(), TestCaseError> {
    if written && existed {
        prop_assert_eq!(after.superseded.last(), before.current.as_ref().or(before.superseded.last()));
        let known = before.superseded.iter().chain(&before.current);
        prop_assert!(known.into_iter().all(|known| after.superseded.contains(known)), "no version is forgotten");
    } else if written || deleted {
        prop_assert!(after.superseded.is_empty(), "a new thing may have any version that an old one had");
    } else {
        prop_assert_eq!(&before.superseded, &after.superseded);
    }
    if written {
        prop_assert_eq!(after.current, None, "a write gives a new version");
    }
    let mut once = after.superseded.clone();
    once.sort_unstable();
    once.dedup();
    prop_assert_eq!(once.len(), after.superseded.len(), "each version once");
    Ok(())
}

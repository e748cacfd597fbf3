//! What fuzzers look for, with inputs that are the same in every run: the corpus in `fuzz/corpus`, and changes of it.

#![expect(clippy::unwrap_used, reason = "what a test needs is there, or the test fails")]

use std::{
    collections::BTreeSet,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use kii_server::fuzzing::{TARGETS, Target};
use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{Config, RngSeed, TestRunner},
};

/// How many changed inputs of each kind are tried.
const CHANGED: u32 = 200;

/// Bytes that mean something to a parser.
const TELLING: &[u8] = b"\"'*,-=/:;%+.{}[]\\ \t\n0129azAZ_\0\xff";

/// What is done to an input, at a place in it.
#[derive(Clone, Copy, Debug)]
enum Edit {
    Replace(u8),
    Insert(u8),
    Remove,
    /// What follows is there once more.
    Repeat,
}

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz")
}

/// The names in a folder, without what follows a dot.
fn names(folder: &Path) -> BTreeSet<String> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

/// The inputs of a kind, with their names.
fn corpus(target: &Target) -> Vec<(String, Vec<u8>)> {
    let folder = fuzz().join("corpus").join(target.name);
    names(&folder).into_iter().map(|name| (name.clone(), fs::read(folder.join(name)).unwrap())).collect()
}

fn edit() -> impl Strategy<Value = Edit> {
    let byte = || prop_oneof![prop::sample::select(TELLING), any::<u8>()];
    prop_oneof![byte().prop_map(Edit::Replace), byte().prop_map(Edit::Insert), Just(Edit::Remove), Just(Edit::Repeat)]
}

fn changed(mut input: Vec<u8>, edits: &[(Index, Edit)]) -> Vec<u8> {
    for (place, edit) in edits {
        let place = place.index(input.len() + 1);
        match edit {
            Edit::Replace(byte) => input.splice(place..(place + 1).min(input.len()), [*byte]).for_each(drop),
            Edit::Insert(byte) => input.insert(place, *byte),
            Edit::Remove => input.drain(place..(place + 1).min(input.len())).for_each(drop),
            Edit::Repeat => input.extend_from_within(place..),
        }
    }
    input
}

#[test]
fn everything_in_the_corpus_is_served_as_it_has_to_be() {
    for target in &TARGETS {
        let inputs = corpus(target);
        assert!(!inputs.is_empty(), "{}", target.name);
        for (name, input) in inputs {
            let examined = catch_unwind(AssertUnwindSafe(|| (target.examine)(&input)));
            assert!(examined.is_ok(), "see above: fuzz/corpus/{}/{name}", target.name);
        }
    }
}

#[test]
fn changes_of_the_corpus_are_served_as_they_have_to_be() {
    for target in &TARGETS {
        let inputs: Vec<_> = corpus(target).into_iter().map(|(_, input)| input).collect();
        let strategy = (prop::sample::select(inputs), prop::collection::vec((any::<Index>(), edit()), 1..6))
            .prop_map(|(input, edits)| changed(input, &edits));
        let config =
            Config { cases: CHANGED, rng_seed: RngSeed::Fixed(9), failure_persistence: None, ..Config::default() };
        let tried = TestRunner::new(config).run(&strategy, |input| {
            (target.examine)(&input);
            Ok(())
        });
        assert!(tried.is_ok(), "{}: {}", target.name, tried.unwrap_err());
    }
}

#[test]
fn each_kind_of_input_has_a_fuzz_target_and_a_corpus() {
    let kinds: BTreeSet<String> = TARGETS.iter().map(|target| target.name.to_owned()).collect();
    assert_eq!(names(&fuzz().join("corpus")), kinds);
    assert_eq!(names(&fuzz().join("fuzz_targets")), kinds);
    let manifest: toml::Table = fs::read_to_string(fuzz().join("Cargo.toml")).unwrap().parse().unwrap();
    let listed = manifest["bin"].as_array().unwrap().iter().map(|bin| bin["name"].as_str().unwrap().to_owned());
    assert_eq!(listed.collect::<BTreeSet<_>>(), kinds);
}

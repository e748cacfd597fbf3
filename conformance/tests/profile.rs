//! Profiles are frozen: what a version scores never changes, and nothing that it scores goes away.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{fs, path::PathBuf};

use kii_conformance::{
    Case, Profile, Suite,
    testing::{FrozenProfile, Subject},
};

fn lists() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/profiles"))
}

fn suite() -> Suite {
    Suite::load().unwrap_or_else(|error| panic!("{error}"))
}

/// Every list in the checkout: the program may have been built before the newest.
fn frozen() -> Vec<(PathBuf, String, FrozenProfile)> {
    let files = fs::read_dir(lists()).unwrap().map(|entry| entry.unwrap().path());
    let read = files.map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let profile = FrozenProfile::read(&name, &text).unwrap_or_else(|| panic!("{name} is no NAME-VERSION.txt"));
        (path, text, profile)
    });
    read.collect()
}

/// A version is frozen once: `INSTA_UPDATE=always` fills a list that is empty, and no other.
#[test]
fn lists_are_as_they_were_frozen() {
    const UPDATE: &str = "INSTA_UPDATE=always cargo test -p kii-conformance --test profile";
    let suite = suite();
    let update = std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always");
    for (path, text, profile) in frozen() {
        let name = profile.name();
        if text.is_empty() && update {
            let profile = FrozenProfile::freeze(profile.subject(), profile.version(), &suite.api, &suite.cases);
            fs::write(&path, profile.list()).unwrap();
            continue;
        }
        assert!(!text.is_empty(), "{name} is empty: {UPDATE} fills it");
        let diff = similar::TextDiff::from_lines(&text, profile.list().as_str()).unified_diff().to_string();
        assert!(
            diff.is_empty(),
            "{name} is frozen, and its list is not what its first line says; put it back:\n{diff}\nA list with other cases is a \
             new version: make an empty {}-{}.txt beside it, and {UPDATE} fills it",
            profile.subject().word(),
            profile.version() + 1
        );
    }
}

#[test]
fn every_case_that_a_version_scores_is_there() {
    let suite = suite();
    for (_, _, profile) in frozen() {
        let there = FrozenProfile::freeze(Subject::Full, 0, &suite.api, &suite.cases);
        let gone: Vec<_> = profile.cases().difference(there.cases()).collect();
        assert!(gone.is_empty(), "{} scores cases that are gone: {gone:#?}", profile.name());
    }
}

#[test]
fn the_program_holds_the_lists_of_the_checkout() {
    let mut names: Vec<String> = frozen().iter().map(|(_, _, profile)| profile.name()).collect();
    names.sort();
    assert_eq!(FrozenProfile::all().iter().map(FrozenProfile::name).collect::<Vec<_>>(), names);
    for subject in Subject::ALL {
        assert!(Profile::find(subject.word()).is_ok(), "{}", subject.word());
    }
}

#[test]
fn a_name_alone_is_the_newest_version_of_that_profile() {
    for subject in Subject::ALL {
        let versions = frozen().into_iter().filter(|(_, _, profile)| profile.subject() == *subject);
        let versions: Vec<u32> = versions.map(|(_, _, profile)| profile.version()).collect();
        let (name, newest) = (subject.word(), versions.iter().max().unwrap());
        assert_eq!(Profile::find(name).unwrap().to_string(), format!("{name}@{newest}"));
        for version in versions {
            let name = format!("{name}@{version}");
            assert_eq!(Profile::find(&name).unwrap().to_string(), name);
        }
    }
}

#[test]
fn an_unknown_profile_is_refused_with_those_that_there_are() {
    for wrong in ["everything", "full@0", "full@", "@1", "full@1@1", "", "next", "everything@next"] {
        let message = Profile::find(wrong).expect_err(wrong);
        for (_, _, profile) in frozen() {
            assert!(message.contains(&profile.name()), "{message}");
        }
        assert!(message.contains("name@next"), "{message}");
    }
}

#[test]
fn the_next_version_scores_what_no_version_lists() {
    let suite = suite();
    let listed = &suite.cases[0];
    let newer = Case { id: kii_conformance::CaseId("object.get/newer".to_owned()), ..listed.clone() };
    let scores = |profile: &str, case: &Case| Profile::find(profile).unwrap().scores(&suite.api, case);
    assert!(scores("full@1", listed) && !scores("full@1", &newer), "a released version scores what it lists");
    assert!(scores("full@next", listed) && scores("full@next", &newer));
    let outside = suite.cases.iter().find(|case| !Subject::Seed.includes(&suite.api, case)).unwrap();
    assert!(!scores("seed@next", outside), "what it is about stays the same");
}

#[test]
fn the_seed_profile_has_each_operation_where_a_page_shows_it() {
    let suite = suite();
    let shown = |case: &&Case| Subject::Seed.includes(&suite.api, case);
    let shown: Vec<&Case> = suite.cases.iter().filter(shown).collect();
    for operation in suite.api.operations.values() {
        let mut own = shown.iter().filter(|case| case.operation == operation.id).peekable();
        assert!(own.peek().is_some(), "{} is left out", operation.id);
        assert!(own.all(|case| case.scope == operation.documented_scope), "{}", operation.id);
    }
    let names: Vec<String> = shown.iter().map(|case| case.name()).collect();
    let has = |name: &str| names.iter().any(|known| known == name);
    // A page shows it, a page lacks its number alone, hand-written from a page.
    for name in
        ["object.put/stale@user", "collection.post/created@app", "object.patch/keeps-what-it-does-not-name@user"]
    {
        assert!(has(name), "{name} is left out");
    }
    // Decided, decided for all operations, of another page.
    for name in ["object.put/already_exists@user", "object.get/invalid_object_id[object_id=space]@user"] {
        assert!(suite.cases.iter().any(|case| case.name() == name), "{name} is no case");
        assert!(!has(name), "{name} is not what the pages show");
    }
}

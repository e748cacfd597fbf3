//! Races whose answers are made by hand: which of them an order of the requests explains.

mod fixture;

use self::fixture::{
    ADDRESS, End, Sending, afterwards, at_once, body, created, deleted, end, end_with, is_explained, object, published,
    reading, refused, replaced, stale, stored,
};
use super::search::MOST_CALLS;

#[test]
fn any_of_two_writers_may_have_been_the_last() {
    for (version, place) in [("\"p0\"", 0), ("\"p1\"", 1)] {
        let explained = end(vec![
            at_once("object.put", replaced("\"p0\"", 1_700_000_000_400)),
            at_once("object.put", replaced("\"p1\"", 1_700_000_000_300)),
            afterwards("object.get", object(version, &[place])),
        ]);
        let End::Explained(members, body) = explained else { panic!("{explained:?}") };
        assert_eq!(members, [format!("m{place}")], "what is read afterwards is what is stored");
        assert_eq!(body.as_deref(), Some(&b"old"[..]));
    }
}

#[test]
fn a_mixture_of_two_writers_is_found() {
    let mixed = |version, places: &[usize]| {
        is_explained(vec![
            at_once("object.put", replaced("\"p0\"", 1_700_000_000_400)),
            at_once("object.put", replaced("\"p1\"", 1_700_000_000_400)),
            afterwards("object.get", object(version, places)),
        ])
    };
    assert!(mixed("\"p1\"", &[1]));
    assert!(!mixed("\"p1\"", &[0]), "the content of one with the version of the other");
    assert!(!mixed("\"p1\"", &[0, 1]));
    assert!(!mixed("\"o\"", &[]), "both are lost");
}

/// The version was checked before the plain writer wrote, and the content written after it.
#[test]
fn a_conditional_write_that_overwrites_what_came_in_between_is_found() {
    let race = |version, places: &[usize]| {
        is_explained(vec![
            at_once("object.put", replaced("\"p0\"", 1_700_000_000_400)).if_match("\"o\""),
            at_once("object.put", replaced("\"p1\"", 1_700_000_000_400)),
            afterwards("object.get", object(version, places)),
        ])
    };
    assert!(race("\"p1\"", &[1]), "the plain writer may come last");
    assert!(!race("\"p0\"", &[0]), "the conditional one may not");
}

#[test]
fn of_writers_who_name_the_same_version_exactly_one_succeeds() {
    let conditional = |answer| at_once("object.put", answer).if_match("\"o\"");
    let won = || replaced("\"p0\"", 1_700_000_000_400);
    assert!(is_explained(vec![conditional(won()), conditional(stale()), conditional(stale())]));
    assert!(!is_explained(vec![conditional(won()), conditional(replaced("\"p1\"", 1)), conditional(stale())]));
    assert!(!is_explained(vec![conditional(stale()), conditional(stale())]), "somebody must");
}

#[test]
fn a_loser_who_gets_the_wrong_refusal_says_nothing_of_who_won() {
    let conditional = |answer| at_once("object.put", answer).if_match("\"o\"");
    let won = || replaced("\"p0\"", 1_700_000_000_400);
    let wrong = || refused("StaleVersionedObjectException", "OBJECT_VERSION_IS_STALE", 412);
    for race in [
        vec![conditional(won()), conditional(wrong()), conditional(stale())],
        vec![conditional(won()), conditional(wrong()), conditional(wrong())],
    ] {
        let ended = end(race);
        let End::Wrong(statement, expected) = &ended else { panic!("{ended:?}") };
        assert_eq!(statement, "object.put/stale:status");
        assert!(expected.contains("409") && !expected.contains("200"), "{expected}");
    }
    // With two winners the race itself went wrong, whatever the others got.
    let two = end(vec![conditional(won()), conditional(replaced("\"p1\"", 1)), conditional(stale())]);
    assert!(matches!(two, End::Unexplained(_)), "{two:?}");
}

#[test]
fn an_upload_loses_no_update_of_the_object() {
    let race = |places: &[usize], text| {
        is_explained(vec![
            at_once("body.put", stored("\"b0\"")),
            at_once("object.patch", object("\"p1\"", &[1])),
            afterwards("object.get", object("\"p1\"", places)),
            afterwards("body.get", body("\"b0\"", text)),
        ])
    };
    assert!(race(&[1], "new 0"));
    assert!(!race(&[], "new 0"), "the update is lost");
    assert!(!race(&[1], "old"), "the upload is lost");
}

#[test]
fn an_upload_brings_no_deleted_object_back() {
    let gone = || refused("ObjectNotFoundException", "OBJECT_NOT_FOUND", 404);
    let race = |uploaded, read| {
        is_explained(vec![
            at_once("object.delete", deleted()),
            at_once("body.put", uploaded),
            afterwards("object.get", read),
        ])
    };
    assert!(race(stored("\"b1\""), gone()), "uploaded, then deleted");
    assert!(race(gone(), gone()), "deleted first");
    assert!(!race(stored("\"b1\""), object("\"o\"", &[])));
}

/// The versions of an object that is created again may be those that the deleted one had.
#[test]
fn a_new_life_begins_with_a_creation() {
    let race = |answer, read| {
        is_explained(vec![
            at_once("object.delete", deleted()),
            at_once("object.put", answer),
            afterwards("object.get", read),
        ])
    };
    let bare = |version| {
        let mut read = object(version, &[1]);
        read.headers.remove("x-kii-bodytype");
        read
    };
    assert!(race(created("\"o\""), bare("\"o\"")), "deleted, then created");
    assert!(!race(created("\"o\""), bare("\"x\"")), "another version");
    assert!(!race(replaced("\"p1\"", 1_700_000_000_400), bare("\"p1\"")), "replaced, then deleted: nothing is there");
}

#[test]
fn a_torn_read_is_found() {
    let race = |version, text| {
        is_explained(vec![at_once("body.put", stored("\"b0\"")), at_once("body.get", body(version, text))])
    };
    assert!(race("\"b\"", "old"));
    assert!(race("\"b0\"", "new 0"));
    for (version, text) in [("\"b\"", "ne"), ("\"b0\"", "nld"), ("\"b0\"", "old"), ("\"b\"", "new 0")] {
        assert!(!race(version, text), "{version} {text}");
    }
}

#[test]
fn readers_do_not_see_an_older_state_after_a_newer_one() {
    let read = |begun, version, text| Sending {
        operation: "body.get",
        if_match: None,
        begun,
        answer: Some((begun + 1, body(version, text))),
    };
    let upload = || at_once("body.put", stored("\"b0\""));
    assert!(is_explained(vec![upload(), read(2, "\"b\"", "old"), read(4, "\"b0\"", "new 0")]));
    assert!(!is_explained(vec![upload(), read(2, "\"b0\"", "new 0"), read(4, "\"b\"", "old")]));
}

#[test]
fn two_writes_have_two_versions() {
    let race = |second| {
        is_explained(vec![
            at_once("object.put", replaced("\"p0\"", 1_700_000_000_400)),
            at_once("object.put", replaced(second, 1_700_000_000_400)),
        ])
    };
    assert!(race("\"p1\""));
    assert!(!race("\"p0\""));
    assert!(!race("\"o\""), "it had this one before");
}

#[test]
fn a_request_without_an_answer_may_have_taken_effect_or_not() {
    let lost = |begun| Sending { operation: "object.put", if_match: None, begun, answer: None };
    let read = |places| afterwards("object.get", object("\"x\"", places));
    let first = || at_once("object.patch", object("\"p1\"", &[1]));
    let merged = || object("\"p1\"", &[0, 1]);
    assert!(
        is_explained(vec![lost(0), at_once("object.patch", merged()), afterwards("object.get", merged())]),
        "first"
    );
    assert!(is_explained(vec![lost(0), first(), read(&[0])]), "it came last");
    assert!(is_explained(vec![lost(0), first(), afterwards("object.get", object("\"p1\"", &[1]))]), "it never came");
    assert!(!is_explained(vec![lost(40), first(), read(&[0])]), "it was sent after that was read");
    assert!(!is_explained(vec![lost(0), first(), read(&[2])]), "nobody has sent that");
}

/// A flaw in the form of an answer is for the cases that are about this answer.
#[test]
fn how_an_answer_is_flawed_does_not_matter() {
    let mut flawed = object("\"p0\"", &[0]);
    flawed.headers.remove("x-kii-bodytype");
    flawed.headers.remove("last-modified");
    let race = vec![at_once("object.put", replaced("\"p0\"", 1)), afterwards("object.get", flawed)];
    assert!(is_explained(race));
}

#[test]
fn a_publication_serves_what_is_published_and_ends_with_the_body() {
    let is_explained = |sendings, readings| match end_with(sendings, readings) {
        End::Explained(..) => true,
        End::Unexplained(_) | End::Wrong(..) => false,
        End::Undecided(why) => panic!("{why}"),
    };
    let gone = || refused("Gone", "GONE", 410);
    let upload = || vec![at_once("body.put", stored("\"b0\""))];
    let read = |times, text| vec![reading(ADDRESS, times, body("\"b\"", text))];
    assert!(is_explained(upload(), read((2, 3), "old")));
    assert!(is_explained(upload(), read((20, 30), "old")), "whether a new body takes its place, the pages do not say");
    assert!(is_explained(upload(), read((2, 3), "new 0")));
    assert!(!is_explained(upload(), read((2, 3), "newd")), "torn");
    assert!(!is_explained(upload(), vec![reading(ADDRESS, (2, 3), gone())]), "it does not end");
    let deletion = || vec![at_once("body.delete", deleted())];
    assert!(is_explained(deletion(), read((2, 3), "old")), "read before");
    assert!(!is_explained(deletion(), read((20, 30), "old")), "it must have ended");
    let race = |response| {
        let publication = at_once("publish.post", published("http://target/new"));
        let deletion = at_once("body.delete", deleted());
        is_explained(vec![publication, deletion], vec![reading("http://target/new", (20, 30), response)])
    };
    assert!(race(gone()), "published, then deleted");
    assert!(!race(body("\"b\"", "old")), "no order leaves a publication without a body");
}

#[test]
fn the_failure_tells_only_what_contradicts_itself() {
    let ended = end(vec![
        at_once("object.put", replaced("\"p0\"", 1_700_000_000_400)).if_match("\"o\""),
        at_once("object.put", replaced("\"p1\"", 1_700_000_000_400)).if_match("\"o\""),
        at_once("body.put", stored("\"b2\"")),
        at_once("body.get", body("\"b\"", "old")),
    ]);
    let End::Unexplained(found) = ended else { panic!("{ended:?}") };
    // Where an excerpt ends is marked for the removal of secrets.
    let found: String = found.chars().filter(|letter| !('\u{fdd0}'..='\u{fdef}').contains(letter)).collect();
    let lines: Vec<&str> = found.lines().collect();
    let expected = [
        "no order explains these 2 responses, whatever the others of the race were:",
        "client 1, 0.0 to 10.0 ms: object.put if_match=current (\"o\"), 8 bytes `{\\\"m0\\\":0}` -> 200 etag \"p0\", application/vnd.kii.ObjectUpdateResponse+json",
        "client 2, 0.0 to 10.0 ms: object.put if_match=current (\"o\"), 8 bytes `{\\\"m1\\\":1}` -> 200 etag \"p1\", application/vnd.kii.ObjectUpdateResponse+json",
    ];
    assert_eq!(lines.len(), expected.len() + 2, "{found}");
    for (line, expected) in lines.iter().zip(expected) {
        assert!(line.starts_with(expected), "{line}");
    }
    assert_eq!(lines[3], "at the same time as 1 other change:");
    assert!(lines[4].starts_with("client 3, 0.0 to 10.0 ms: body.put"), "{}", lines[4]);
}

#[test]
fn what_cannot_be_decided_is_no_pass() {
    let reads = (0..=MOST_CALLS).map(|_| at_once("body.get", body("\"b\"", "old")));
    let ended = end(reads.collect());
    assert!(matches!(ended, End::Undecided(_)), "{ended:?}");
}

//! Targets that have too much to do when many requests are in flight. That is never their failure.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use crate::{
    link::Treatment,
    suite::{Linked, Run},
};

/// The most requests that were under way from one second after the first.
#[derive(Clone, Default)]
struct Later(Arc<(Mutex<Option<Instant>>, AtomicUsize)>);

impl Later {
    fn note(&self, at_once: usize) {
        let (begun, most) = &*self.0;
        if begun.lock().unwrap().get_or_insert_with(Instant::now).elapsed() > Duration::from_secs(1) {
            most.fetch_max(at_once, Ordering::SeqCst);
        }
    }

    fn most(&self) -> usize {
        self.0.1.load(Ordering::SeqCst)
    }
}

/// A link that answers with this head if more than 8 requests are under way, and else takes some time.
fn taking_eight(head: &'static str) -> (Linked, Later) {
    let later = Later::default();
    let noted = later.clone();
    let linked = Linked::new(move |incoming| {
        noted.note(incoming.at_once);
        match incoming.at_once > 8 {
            true => Treatment::IsAnswered(format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\n\r\n")),
            false => Treatment::Passes(Duration::from_millis(10)),
        }
    });
    (linked, later)
}

/// No case may fail because of what the suite itself sends at the same time.
fn assert_gentle(run: &Run, later: &Later, bound: &str) {
    run.assert_conforms();
    assert!((1..=16).contains(&later.most()), "{} at once\n{}", later.most(), run.printed);
    assert_eq!(run.report["load"]["bound"], bound, "{}", run.printed);
}

#[test]
fn a_target_that_refuses_above_eight_requests_gets_no_more() {
    for head in ["503 Service Unavailable", "503 Service Unavailable\r\nretry-after: 1"] {
        let (linked, later) = taking_eight(head);
        let run = linked.run(&["object.put/stale@", "object.put/created@", "object.get/"]);
        assert_gentle(&run, &later, "unavailable");
        assert!(run.printed.contains("in flight, bounded by overload: 502, 503 or 504"), "{}", run.printed);
    }
}

#[test]
fn a_target_that_says_too_many_requests_without_a_delay_is_asked_again() {
    let (linked, later) = taking_eight("429 Too Many Requests");
    let run = linked.run(&["object.put/stale@", "object.put/created@", "object.get/"]);
    assert_gentle(&run, &later, "too_many_requests");
}

#[test]
fn a_distant_target_gets_more_requests_at_once_than_a_near_one_needs() {
    let linked = Linked::new(|_| Treatment::Passes(Duration::from_millis(50)));
    let run = linked.run(&["object.get/"]);
    run.assert_conforms();
    assert!(linked.link.most_at_once() >= 32, "{}", run.printed);
    assert_eq!(run.count("flaky"), 0, "{}", run.printed);
}

#[test]
fn a_fixed_number_of_requests_is_never_exceeded() {
    let linked = Linked::new(|_| Treatment::Passes(Duration::from_millis(10)));
    let run = linked.run(&["--concurrency", "3", "object.get/"]);
    run.assert_conforms();
    assert_eq!(linked.link.most_at_once(), 3);
    assert_eq!(run.report["load"], serde_json::json!({ "most_in_flight": 3, "bound": "concurrency" }));
}

#[test]
fn an_answer_that_never_comes_in_time_while_others_are_in_flight_is_asked_for_again_alone() {
    // Too slow with company, quick without; and at work for a while on what nobody waits for any more.
    let linked = Linked::new(|incoming| match incoming.at_once > 6 {
        true => Treatment::Passes(Duration::from_secs(3)),
        false => Treatment::Passes(Duration::from_millis(5)),
    });
    let run = linked.run(&["--timeout", "2", "object.put/stale@", "object.put/created@", "object.get/found@"]);
    run.assert_conforms();
    assert!(run.retries().iter().any(|why| why.contains("while other requests were in flight")), "{:?}", run.retries());
}

#[test]
fn a_target_that_reads_a_point_in_time_only_when_it_is_past_is_asked_again_alone() {
    // The first request for a publication with an end takes longer than the time until that end.
    let slow = AtomicUsize::new(0);
    let linked = Linked::new(move |incoming| {
        let is_slow = incoming.line.contains("/publish ") && slow.fetch_add(1, Ordering::SeqCst) == 0;
        Treatment::Passes(Duration::from_secs(if is_slow { 5 } else { 0 }))
    });
    let run = linked.run(&["publish.post/end-comes@"]);
    run.assert_conforms();
    assert!(run.retries().iter().any(|why| why.contains("the case took too long")), "{:?}", run.retries());
}

/// Whatever deletes is answered with this head.
#[track_caller]
fn refuses_to_delete(head: &'static str) {
    let linked = Linked::new(move |incoming| match incoming.line.starts_with("DELETE ") {
        true => Treatment::IsAnswered(format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\n\r\n")),
        false => Treatment::Passes(Duration::ZERO),
    });
    let run = linked.run(&["object.delete/deleted@", "object.get/found@"]);
    assert_eq!(run.code, Some(1), "{}", run.printed);
    let right = run.count("passed") + run.count("flaky");
    assert!(run.count("failed") > 0 && right > 0, "{}", run.printed);
}

// Each waits until the suite gives up, so they are two tests, which may wait at the same time.
#[test]
fn a_target_that_is_always_unavailable_to_one_operation_does_not_conform() {
    refuses_to_delete("503 Service Unavailable");
}

#[test]
fn a_target_that_never_has_the_time_for_one_operation_does_not_conform() {
    refuses_to_delete("429 Too Many Requests");
}

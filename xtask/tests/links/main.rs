//! The suite over links that are not perfect: what passes over loopback passes over these, and the reports show
//! what was sent again.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

mod link;
mod overload;
mod suite;

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use self::{
    link::{IncomingRequest, Treatment},
    suite::Linked,
};

/// An answer of a gateway that throttles.
fn throttled() -> Treatment {
    Treatment::IsAnswered("HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n".to_owned())
}

/// Each of these requests is lost, by its place in the order of incoming. The pre-flight comes first.
fn losing(lost: impl Fn(usize) -> bool + Send + Sync + 'static) -> Linked {
    Linked::new(
        move |incoming| if lost(incoming.request) { Treatment::IsLost } else { Treatment::Passes(Duration::ZERO) },
    )
}

/// The place of the first request after the pre-flight's, which every case that is asked for alone begins with.
fn first_of_a_case(case: &str) -> usize {
    let linked = losing(|_| false);
    linked.run(&["--exact", case]).assert_conforms();
    let with_one = linked.link.requests();
    let linked = losing(|_| false);
    linked.run(&["--exact", case, "--repeat", "2"]).assert_conforms();
    // One run of the case is what the second adds.
    with_one - (linked.link.requests() - with_one)
}

const CASE: &str = "object.put/stale@group";

#[test]
fn latency_changes_nothing() {
    let linked = Linked::new(|_| Treatment::Passes(Duration::from_millis(50)));
    let run = linked.run(&["object.get/found@", "object.put/one-creator-wins"]);
    run.assert_conforms();
    assert_eq!(run.count("flaky"), 0, "{}", run.printed);
    assert!(run.count("passed") > 5, "{}", run.printed);
}

/// At most 20 requests in each second.
fn throttling() -> Linked {
    let window: Mutex<(Instant, usize)> = Mutex::new((Instant::now(), 0));
    Linked::new(move |_| {
        let mut window = window.lock().unwrap();
        if window.0.elapsed() >= Duration::from_secs(1) {
            *window = (Instant::now(), 0);
        }
        window.1 += 1;
        if window.1 > 20 { throttled() } else { Treatment::Passes(Duration::ZERO) }
    })
}

#[test]
fn throttled_requests_are_sent_again_and_reported() {
    let linked = Linked::new(|incoming| match incoming.request % 20 {
        19 => throttled(),
        _ => Treatment::Passes(Duration::ZERO),
    });
    let run = linked.run(&["object.put/stale@", "object.put/created@"]);
    run.assert_conforms();
    assert!(run.count("flaky") > 0, "{}", run.printed);
    assert!(run.retries().iter().all(|why| why.contains("429")), "{:?}", run.retries());
    assert!(run.printed.contains(&format!("{} flaky", run.count("flaky"))), "{}", run.printed);
}

#[test]
fn a_request_that_names_a_moment_names_another_when_it_is_sent_again() {
    // The publication would end a second after the request was made, which is as long as each of them is put off.
    let first = first_of_a_case(CASE);
    let linked = Linked::new(move |incoming| match incoming.request >= first && incoming.request % 2 == first % 2 {
        true => throttled(),
        false => Treatment::Passes(Duration::ZERO),
    });
    let run = linked.run(&["--exact", "publish.post/end-comes@group"]);
    run.assert_conforms();
    assert!(run.retries().len() > 2, "{:?}", run.retries());
}

#[test]
fn a_run_is_as_gentle_as_is_asked_for() {
    let linked = losing(|_| false);
    let begun = Instant::now();
    linked.run(&["--rate", "50", "object.put/stale@"]).assert_conforms();
    let least = Duration::from_millis(20) * u32::try_from(linked.link.requests() - 1).unwrap();
    assert!(linked.link.requests() > 20 && begun.elapsed() >= least, "{:?}", begun.elapsed());

    let linked = losing(|_| false);
    linked.run(&["--max-connections", "1", "--test-threads", "4", "object.put/one-creator-wins"]).assert_conforms();
    assert_eq!(linked.link.most_at_once(), 1);
}

#[test]
fn connections_that_break_make_cases_flaky_and_nothing_worse() {
    // A case that takes many requests may well lose one of them several times over, and some take more than a hundred.
    let linked = losing(|place| place > 10 && place % 50 == 0);
    let run = linked.run(&["--retries", "10", "object.put/", "--skip", "/stays-refused"]);
    run.assert_conforms();
    assert!(run.count("flaky") > 0, "{}", run.printed);
    assert!(run.printed.contains("conforms: ") && run.printed.contains(" flaky"), "{}", run.printed);
    assert!(run.junit.contains("<flakyError"), "{}", run.junit);
}

#[test]
fn a_case_is_run_again_from_its_beginning() {
    // Whether the last lost request was carried out is not visible to the suite; the server has carried it out.
    let first = first_of_a_case(CASE);
    let linked = Linked::new(move |incoming| match incoming.request == first {
        true => Treatment::IsLostOnTheWayBack,
        false => Treatment::Passes(Duration::ZERO),
    });
    let run = linked.run(&["--exact", CASE]);
    run.assert_conforms();
    assert_eq!((run.count("passed"), run.count("flaky")), (0, 1), "{}", run.printed);
    assert!(run.printed.contains("conforms: 1 case passed, 1 flaky"), "{}", run.printed);
    let [why] = run.retries()[..] else { panic!("{:?}", run.retries()) };
    assert!(why.contains("reset before the headers"), "{why}");
}

#[test]
fn whichever_request_is_lost_nothing_is_left_behind() {
    // Set-up, control and act, the last of which names a place that cannot be; in time, each of them is lost.
    let linked = Linked::new(|incoming| match incoming.request > 20 && incoming.request % 11 == 0 {
        true => Treatment::IsLostOnTheWayBack,
        false => Treatment::Passes(Duration::ZERO),
    });
    let case = "object.put/invalid_bucket[bucket_id=too_short]@group";
    let run = linked.run(&["--repeat", "30", "--retries", "10", "--exact", case]);
    run.assert_conforms();
    assert!(run.retries().len() > 5, "{:?}", run.retries());
}

#[test]
fn without_retries_nothing_is_sent_again() {
    let first = first_of_a_case(CASE);
    let run = losing(move |place| place == first).run(&["--retries", "0", "--exact", CASE]);
    assert_eq!(run.code, Some(2), "{}", run.printed);
    assert!(run.printed.contains("ended without a result") && run.retries().is_empty(), "{}", run.printed);
    let linked = Linked::new(
        move |incoming| if incoming.request == first { throttled() } else { Treatment::Passes(Duration::ZERO) },
    );
    let run = linked.run(&["--retries", "0", "--exact", CASE]);
    assert_eq!(run.code, Some(1), "{}", run.printed);
    assert!(run.printed.contains("429") && run.retries().is_empty(), "{}", run.printed);
}

#[test]
fn a_case_is_not_run_again_for_ever() {
    let first = first_of_a_case(CASE);
    let run = losing(move |place| place >= first).run(&["--retries", "1", "--exact", CASE]);
    assert_eq!(run.code, Some(2), "{}", run.printed);
    assert_eq!((run.count("suite_errors"), run.retries().len()), (1, 1), "{}", run.printed);
    assert!(run.printed.contains("sent again the connection was reset"), "{}", run.printed);
}

#[test]
fn repeats_that_differ_only_in_attempts_do_not_flip() {
    let first = first_of_a_case(CASE);
    let run = losing(move |place| place == first).run(&["--repeat", "3", "--exact", CASE]);
    run.assert_conforms();
    assert_eq!(run.count("flaky"), 1, "{}", run.printed);
}

/// What the summary of a run says last.
fn summarise(linked: &Linked, args: &[&str]) -> String {
    let begun = Instant::now();
    let run = linked.run(args);
    run.assert_conforms();
    let conclusion = run.printed.lines().find(|line| line.starts_with("conforms")).unwrap().to_owned();
    let sent = linked.link.requests();
    format!("{conclusion}; {sent} requests, {} sent again, {:.0?}", run.retries().len(), begun.elapsed())
}

#[test]
#[ignore = "the whole suite takes ten minutes and more: `cargo test --workspace --test links -- --ignored`, before a release"]
fn the_whole_suite_passes_when_throttled() {
    println!("{}", summarise(&throttling(), &[]));
}

#[test]
#[ignore = "the whole suite takes minutes: `cargo test --workspace --test links -- --ignored`, before a release"]
fn the_whole_suite_passes_when_connections_break() {
    let one_in_fifty = |incoming: IncomingRequest| match incoming.connection % 50 {
        3 => Treatment::IsLost,
        _ => Treatment::Passes(Duration::ZERO),
    };
    println!("{}", summarise(&Linked::new(one_in_fifty), &[]));
    println!("{}", summarise(&losing(|request| request > 10 && request % 50 == 0), &["--retries", "10"]));
}

//! Whole runs against the reference server: whether they remove their objects when they end early, leave other objects
//! alone, and can be reproduced.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

mod deployment;

use std::{
    fs,
    sync::{Arc, Mutex},
};

use kii_conformance::{Client, Interceptor, Request, Response, RunContext, RunId, Seed, Session, Suite, Target, cli};
use kii_server::Fixture;
use serde_json::Value;

use self::deployment::{Deployment, code};

#[cfg(unix)]
#[test]
fn a_run_that_is_interrupted_leaves_nothing_and_no_verdict() {
    for signal in ["INT", "TERM"] {
        let deployment = Deployment::start();
        let foreign = deployment.put_foreign();
        // Slow enough that it cannot be over before it is interrupted.
        let run = deployment.begin(&["--rate", "300", "--report-json", "report.json", "--report-junit", "report.xml"]);
        let run = run.once(|| deployment.server.objects() > foreign.len() + 3);
        run.signal(signal);
        let (ended, printed) = run.end();
        assert_eq!(ended, Some(2), "{printed}");
        assert!(printed.contains(&format!("could not be trusted: interrupted by SIG{signal}")), "{printed}");
        assert!(!printed.contains("left behind") && !printed.contains("sweep"), "{printed}");
        deployment.assert_holds_only(&foreign);
        assert_eq!(deployment.journals(), Vec::<String>::new());

        let report: Value = serde_json::from_str(&deployment.read("report.json")).unwrap();
        assert_eq!(report["verdict"]["word"], "untrusted");
        let outcomes = report["outcomes"].as_array().unwrap();
        assert_eq!(report["selected"], outcomes.len(), "what was not sent is reported as well");
        let interrupted = outcomes.iter().filter(|outcome| outcome["outcome"] == "suite error");
        let reasons: Vec<&str> = interrupted.map(|outcome| outcome["reason"].as_str().unwrap()).collect();
        assert!(reasons.len() > 100 && reasons.iter().all(|reason| reason.contains("interrupted")), "{reasons:?}");
        assert!(deployment.read("report.xml").contains("interrupted by"), "{signal}");
    }
}

#[cfg(unix)]
#[test]
fn a_case_on_its_way_sends_nothing_more() {
    let deployment = Deployment::start();
    // So slow that there are seconds between its first object and its end.
    let args = ["--rate", "2", "--report-json", "report.json", "--exact", "object.put/stale@user"];
    let run = deployment.begin(&args).once(|| deployment.server.objects() > 0);
    run.signal("INT");
    let (ended, printed) = run.end();
    assert_eq!(ended, Some(2), "{printed}");
    let report: Value = serde_json::from_str(&deployment.read("report.json")).unwrap();
    let outcome = &report["outcomes"][0];
    assert_eq!(outcome["outcome"], "suite error", "{printed}");
    assert!(outcome["reason"].as_str().unwrap().contains("interrupted; the suite sends no more requests"), "{outcome}");
    assert_eq!(deployment.server.objects(), 0);
}

#[cfg(unix)]
#[test]
fn what_a_killed_run_has_left_is_swept_and_nothing_else() {
    let deployment = Deployment::start();
    let foreign = deployment.put_foreign();
    // The server chooses the IDs of objects that a POST creates. Without an answer, the suite cannot remove such an object.
    let args = ["--rate", "300", "--run-id", "killed42", "--skip", "collection.post"];
    let run = deployment.begin(&args).once(|| deployment.server.objects() > foreign.len() + 3);
    run.signal("KILL");
    assert_eq!(run.end().0, None);
    assert!(deployment.server.objects() > foreign.len(), "there is something to sweep");
    assert_eq!(deployment.journals(), ["killed42.jsonl"]);

    assert_eq!(deployment.sweep("unknown1"), code(2));
    assert_eq!(deployment.sweep("killed42"), code(0));
    deployment.assert_holds_only(&foreign);
    assert_eq!(deployment.journals(), Vec::<String>::new());
    assert_eq!(deployment.sweep("killed42"), code(2), "the journal is gone");
}

#[test]
fn what_was_there_before_is_left_as_it_was() {
    let deployment = Deployment::start();
    let foreign = deployment.put_foreign();
    let (ended, printed) = deployment.begin(&["object.", "collection.post"]).end();
    assert_eq!(ended, Some(0), "{printed}");
    deployment.assert_holds_only(&foreign);
    assert_eq!(deployment.journals(), Vec::<String>::new());
}

/// The same cases on one machine and in three shards: the target no longer deviates as the first entry says, whose cases lie
/// in several shards, and does not offer what some cases need.
#[test]
fn shards_give_what_one_machine_gives() {
    let deployment = Deployment::start();
    let entry = |about: &str| {
        format!("- {about}\n  reason: r\n  link: https://example.com/\n  owner: o\n  expires: 2999-01-01\n")
    };
    let deviations = entry("rule: object.get/found:status") + &entry("case: object.put/stale");
    fs::write(deployment.folder.path().join("deviations.yaml"), deviations).unwrap();
    let made = |name: &str, args: &[&str]| {
        let (json, junit) = (format!("{name}.json"), format!("{name}.xml"));
        // How many requests are in flight differs from run to run, unless there is one.
        let named = [
            "--run-id",
            "sharded1",
            "--seed",
            "7",
            "--concurrency",
            "1",
            "--deviations",
            "deviations.yaml",
            "object.get/",
        ];
        let reports = ["--report-json", &json, "--report-junit", &junit];
        deployment.begin(&[&named[..], &reports, args].concat()).end()
    };
    let (ended, printed) = made("whole", &[]);
    assert_eq!(ended, Some(1), "{printed}");
    assert!(printed.contains("surprise pass: 1 known deviation no longer there"), "{printed}");
    for shard in ["1", "2", "3"] {
        let (ended, printed) = made(shard, &["--shard", &format!("{shard}/3")]);
        assert_eq!(ended, Some(0), "no shard has all cases of an entry: {printed}");
    }
    assert_eq!(deployment.merge(&["3.json", "1.json", "2.json"]), code(1));
    let [whole, joined]: [Value; 2] = ["whole.json", "merged.json"].map(|name| {
        let mut report: Value = serde_json::from_str(&deployment.read(name)).unwrap();
        report["started_at"] = Value::Null;
        report["time_ms"] = Value::Null;
        // Each shard looks for one object of each kind after its removal.
        report["requests"] = Value::Null;
        report["outcomes"].as_array_mut().unwrap().iter_mut().for_each(|outcome| {
            outcome["time_ms"] = Value::Null;
            outcome["requests"] = Value::Null;
        });
        report
    });
    assert_eq!(whole, joined);
    let [whole, joined] = ["whole.xml", "merged.xml"].map(|name| {
        let without = |text: &str, attribute: &str| {
            let mut parts = text.split(attribute);
            let first = parts.next().unwrap().to_owned();
            first + &parts.map(|part| part.split_once('"').unwrap().1).collect::<String>()
        };
        without(&without(&deployment.read(name), " time=\""), " timestamp=\"")
    });
    assert_eq!(whole, joined);
}

/// Keeps what requests say, but for what the target has chosen: versions, and what differs with every deployment.
#[derive(Debug, Default)]
struct Recorder(Mutex<Vec<String>>);

impl Interceptor for Recorder {
    fn intercept(&self, request: &Request, answer: Response) -> Response {
        let aside = ["authorization", "if-match", "if-none-match"];
        let mut headers: Vec<String> = request
            .headers
            .iter()
            .filter(|(name, _)| !aside.contains(&name.as_str()))
            .map(|header| format!("{header:?}"))
            .collect();
        headers.sort();
        let Request { method, url, content, .. } = request;
        self.0.lock().unwrap().push(format!("{method} {} {headers:?} {content:?}", url.path()));
        answer
    }
}

#[test]
fn a_run_can_be_had_again_with_its_id_and_seed() {
    let suite = Arc::new(Suite::load().unwrap());
    let cases = suite.cases.iter().filter(|case| case.id.0.starts_with("object.p") && !case.waits());
    let cases: Vec<_> =
        cases.filter(|case| case.steps().all(|step| step.operation.to_string().starts_with("object."))).collect();
    assert!(cases.len() > 100, "{}", cases.len());
    let fixture = Fixture::demo();
    let sent = |id: &str, seed: &str| {
        let deployment = Deployment::of(fixture.clone());
        let target = Target::from_toml(&suite.api, &deployment.read("target.toml"), "the server").unwrap();
        let recorder = Arc::new(Recorder::default());
        let client = Client::new(std::time::Duration::from_secs(10), &target.connection).unwrap();
        let client = client.with_interceptor(Arc::clone(&recorder) as _);
        let run_context = RunContext::new(RunId::parse(id).unwrap(), Seed::parse(seed).unwrap(), Arc::default());
        let session = Session::new(Arc::clone(&suite), client, Arc::new(target), run_context);
        let mut sent = Vec::new();
        deployment.runtime.block_on(async {
            for case in &cases {
                session.run(case).await;
                let mut requests = std::mem::take(&mut *recorder.0.lock().unwrap());
                // Requests at the same time are answered in any order.
                requests.sort();
                sent.extend(requests);
            }
        });
        sent
    };
    let first = sent("abcd1234", "7");
    let again = sent("abcd1234", "7");
    assert!(first.len() > 400, "{}", first.len());
    for (first, again) in first.iter().zip(&again) {
        assert_eq!(first, again);
    }
    assert_eq!(first.len(), again.len());
    let bucket = |requests: &[String]| requests[0].split('/').find(|part| part.starts_with("cf-")).map(str::to_owned);
    assert!(bucket(&first).is_some_and(|bucket| bucket.starts_with("cf-abcd1234-")), "{}", first[0]);
    let other_seed = sent("abcd1234", "8");
    assert!(first.iter().all(|request| !request.contains("cf-") || !other_seed.contains(request)));
}

#[test]
fn the_traffic_of_a_run_against_a_right_server_is_clean() {
    let deployment = Deployment::start();
    let cases = ["collection.post/", "object.put/replaced", "body.get/part", "body.get/unsatisfiable"];
    let (ended, printed) = deployment.begin(&[&cases[..], &["--report-dir", "reports"]].concat()).end();
    assert_eq!(ended, Some(0), "{printed}");
    let har = deployment.folder.path().join("reports/transcript.har");
    // The client is the suite, which makes mistakes on purpose.
    let args = ["check".into(), har.into_os_string(), "--side".into(), "server".into()];
    assert_eq!(format!("{:?}", cli::check::main(args)), code(0));
}

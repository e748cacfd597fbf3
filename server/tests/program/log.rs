//! The log: what was asked and how it went, and no secret.

use std::{fs, io::Write, process::Stdio};

use serde_json::Value;

use crate::process::{Initialised, ServerProcess, program, request, rest};

/// The lines that a server writes while it answers some requests, and the secrets of these.
fn lines(format: &str) -> (Vec<String>, Vec<String>) {
    lines_of(&Initialised::new(), format)
}

fn lines_of(place: &Initialised, format: &str) -> (Vec<String>, Vec<String>) {
    let server = place.start(&["--log", format]);
    let token = place.text("principals.owner.token");
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let query = format!("{}?access_token=query-secret", place.object());
    assert_eq!(server.send("PUT", &query, &headers, "{\"a\":\"content-secret\"}").status, 201);
    assert_eq!(server.send("PUT", &format!("{}/body", place.object()), &headers, "body-secret").status, 200);
    let published = server.send("POST", &format!("{}/body/publish", place.object()), &headers, "{}");
    let published: Value = serde_json::from_str(&published.content).unwrap();
    let address = published["url"].as_str().unwrap().to_owned();
    let path = &address[address.find("/api/").unwrap()..];
    assert_eq!(server.send("GET", path, &[], "").status, 200);
    let (name, password) = place.login("owner");
    let login = format!("username={name}&password={password}");
    assert_eq!(server.send("POST", "/api/oauth2/token", &[], &login).status, 200);
    assert_eq!(server.get(&place.object(), "wrong-secret").status, 401);
    let id = published["publicationID"].as_str().unwrap().to_owned();
    let secrets = ["query-secret", "content-secret", "body-secret", "wrong-secret"].map(str::to_owned);
    let secrets = secrets.into_iter().chain([token, password, id]).collect();
    (server.stop().lines().map(str::to_owned).collect(), secrets)
}

#[test]
fn json_has_an_object_for_each_request() {
    let (lines, _) = lines("json");
    let lines: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 6, "{lines:#?}");
    let first = &lines[0];
    assert_eq!(
        (&first["method"], &first["operation"], &first["status"]),
        (&"PUT".into(), &"object.put".into(), &201.into())
    );
    assert!(first["caller"].as_str().unwrap().starts_with("user:user-"), "{first}");
    assert!(first["seconds"].is_f64() && first["timestamp"].is_string(), "{first}");
    assert_ne!(first["request_id"], lines[1]["request_id"]);
    assert_eq!(lines[3]["path"], "/api/x/...", "the address of published content is a secret");
    assert_eq!((&lines[5]["caller"], &lines[5]["status"]), (&"unknown".into(), &401.into()));
}

#[test]
fn each_line_names_the_application() {
    let (place, other) = (Initialised::new(), Initialised::new());
    let with_other = |place: &Initialised| {
        let text = fs::read_to_string(other.path("server.toml")).unwrap();
        place.append(&text[text.find("[[apps]]").unwrap()..]);
    };
    let apps = |place: &Initialised| -> Vec<Value> {
        let (lines, _) = lines_of(place, "json");
        lines.iter().map(|line| serde_json::from_str::<Value>(line).unwrap()["app"].clone()).collect()
    };
    let app = Value::from(place.text("app_id"));
    // The login is to the only application, and that of published content is not in the path.
    assert_eq!(apps(&place), vec![app.clone(); 6]);
    with_other(&place);
    let server = place.start(&["--log", "json"]);
    let (key, path) = (other.text("app_key"), "/api/oauth2/token");
    let headers = [("X-Kii-AppID", &*other.text("app_id")), ("X-Kii-AppKey", &*key)];
    let (name, password) = other.login("owner");
    assert_eq!(server.send("POST", path, &headers, &format!("username={name}&password={password}")).status, 200);
    assert_eq!(server.send("POST", path, &[], "username=me&password=you").status, 400);
    assert_eq!(server.get("/api/apps/none/buckets/bb/objects/o1", "").status, 401);
    let log = server.stop();
    let apps = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["app"].clone());
    assert_eq!(apps.collect::<Vec<_>>(), [other.text("app_id"), "none".to_owned(), "none".to_owned()]);
}

#[test]
fn no_format_shows_a_secret() {
    for format in ["text", "json"] {
        let (lines, secrets) = lines(format);
        assert!(lines.len() >= 6, "{lines:#?}");
        for secret in secrets {
            assert!(lines.iter().all(|line| !line.contains(&secret)), "{secret} is in\n{lines:#?}");
        }
    }
}

#[test]
fn off_writes_nothing() {
    assert_eq!(lines("off").0, [""; 0]);
}

#[test]
fn an_answer_names_the_line_of_its_request() {
    let place = Initialised::new();
    let server = place.start(&["--log", "json"]);
    let answer = server.get(&place.object(), "");
    let id = answer.head.lines().find_map(|line| line.strip_prefix("x-request-id: ")).unwrap().to_owned();
    assert!(server.stop().contains(&id));
}

#[test]
fn a_log_that_nobody_reads_holds_up_no_request_and_not_the_end() {
    /// More lines than a pipe and the queue behind it take.
    const REQUESTS: usize = 12_000;

    let mut command = program();
    command.args(["serve", "--address", "127.0.0.1:0", "--log", "json"]).stdout(Stdio::null());
    let (mut server, _unread) = ServerProcess::spawn_with_a_reader_that_stalls(&mut command);
    let one = "GET /api/apps/none/buckets/bb/objects/o1 HTTP/1.1\r\nHost: kii.test\r\n\r\n";
    let requests = one.repeat(REQUESTS) + &request("GET", "/healthz", &[], "");
    let mut stream = server.connect();
    let mut writer = stream.try_clone().unwrap();
    let sending = std::thread::spawn(move || writer.write_all(requests.as_bytes()));
    let answers = String::from_utf8(rest(&mut stream)).unwrap();
    sending.join().unwrap().unwrap();
    assert_eq!(answers.matches("HTTP/1.1 401 ").count(), REQUESTS);
    assert!(answers.ends_with("ok\n"), "{answers}");
    server.terminate();
    assert_eq!(server.exit_code(), Some(0));
}

//! A disk that does not take what is written.

use std::{io::Write, process::Command};

use crate::process::{Initialised, ServerProcess, request, rest, without_settings};

#[test]
fn a_file_that_may_grow_no_further_is_a_full_disk() {
    let place = Initialised::new();
    let (config, data) = (place.path("server.toml"), place.path("data"));
    let program = env!("CARGO_BIN_EXE_kii-server");
    // 20 or 40 MB, as shells have blocks of 512 or 1024 bytes.
    let mut command = without_settings(Command::new("sh"));
    command.args(["-c", "ulimit -f 40000; exec \"$@\"", "sh", program, "serve"]);
    let server = ServerProcess::spawn(command.args(["--config", &config, "--data", &data, "--log", "json"]));
    let token = format!("Bearer {}", place.text("principals.owner.token"));
    let (object, headers) = (place.object(), [("Authorization", token.as_str())]);
    let body = format!("{object}/body");
    assert_eq!(server.send("PUT", &object, &headers, "{}").status, 201);
    assert_eq!(server.send("PUT", &body, &headers, "small").status, 200);
    let mut stream = server.connect();
    // The refusal may come before the whole content is sent, and is lost then.
    if stream.write_all(request("PUT", &body, &headers, &"a".repeat(50_000_000)).as_bytes()).is_ok() {
        let refused = String::from_utf8(rest(&mut stream)).unwrap();
        assert!(refused.is_empty() || refused.starts_with("HTTP/1.1 503 "), "{refused}");
    }
    assert_eq!(server.send("GET", &body, &headers, "").content, "small");
    let log = server.stop();
    assert!(log.contains("a body cannot be written") && log.contains("File too large"), "{log}");
}

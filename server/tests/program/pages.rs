//! What docs/server.md shows of the program is what it prints.

use std::{
    fs::{self, File},
    path::Path,
};

use crate::process::{Initialised, ServerProcess, program, run};

#[test]
fn a_text_without_a_line_is_refused_as_the_page_shows() {
    let place = Initialised::new();
    let (config, data, copy) = (place.path("server.toml"), place.path("data"), place.path("copy"));
    let server = ServerProcess::start(&["--config", &config, "--data", &data]);
    let token = format!("Bearer {}", place.text("principals.owner.token"));
    let (object, headers) = (place.object(), [("Authorization", token.as_str())]);
    assert_eq!(server.send("PUT", &object, &headers, "{}").status, 201);
    assert_eq!(server.send("PUT", &format!("{object}/body"), &headers, "small").status, 200);
    server.stop();
    let exported = run(&["export", &data]);
    assert!(exported.status.success(), "{exported:?}");
    let text = String::from_utf8(exported.stdout).unwrap();
    let without_bytes = text.lines().filter(|line| !line.starts_with("{\"bytes\""));
    let without_bytes: String = without_bytes.map(|line| format!("{line}\n")).collect();
    assert_ne!(text, without_bytes);
    fs::write(place.path("backup.jsonl"), without_bytes).unwrap();

    let backup = File::open(place.path("backup.jsonl")).unwrap();
    let output = program().args(["import", &copy]).stdin(backup).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let printed = String::from_utf8(output.stderr).unwrap().replace(&copy, "/home/me/kii-copy");
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/server.md")).unwrap();
    let (_, block) = page.split_once("```text\n").unwrap();
    let (shown, _) = block.split_once("```").unwrap();
    assert!(printed.ends_with(shown), "docs/server.md shows:\n{shown}\nand this is printed:\n{printed}");
}

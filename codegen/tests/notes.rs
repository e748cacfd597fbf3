//! Code is generated for other specs than the project's own: one about notes, and what remains of it without its parts.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::path::Path;

use kii_codegen::generate;
use kii_spec::Api;

fn notes() -> Api {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/tests/notes");
    Api::load(&path).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn another_spec_gives_code() {
    let files = generate(&notes()).unwrap();
    if let Some(dir) = std::env::var_os("NOTES") {
        kii_codegen::write(Path::new(&dir), &files).unwrap();
    }
}

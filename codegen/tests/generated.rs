//! The checked-in files are what the spec and the templates make.

use std::path::Path;

use kii_codegen::{check, generate};
use kii_spec::Api;

#[test]
fn generated_is_fresh() {
    let files = generate(&Api::embedded().unwrap()).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated");
    let drift: String = check(&root, &files).unwrap().iter().map(ToString::to_string).collect();
    assert!(drift.is_empty(), "generated/ is not what spec/ asks for; run `cargo xtask codegen`\n{drift}");
}

#[test]
fn the_same_spec_gives_the_same_bytes() {
    let once = generate(&Api::embedded().unwrap()).unwrap();
    assert_eq!(once, generate(&Api::embedded().unwrap()).unwrap());
}

#[test]
fn every_file_says_that_it_is_generated() {
    for file in generate(&Api::embedded().unwrap()).unwrap() {
        let banner = file.text.lines().next().unwrap_or_default();
        assert!(banner.contains("cargo xtask codegen"), "{}: {banner}", file.path.display());
    }
}

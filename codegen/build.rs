//! Builds the crate again when a template comes or goes: `include_dir!` notices only changes of those it knows.

#[expect(clippy::print_stdout, reason = "this is how a build script talks to Cargo")]
fn main() {
    println!("cargo::rerun-if-changed=templates");
}

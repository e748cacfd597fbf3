//! Builds the crate again when a template comes or goes: `include_dir!` notices only changes of those it knows.

fn main() {
    println!("cargo::rerun-if-changed=templates");
}

//! Rebuilds the crate when a file of cases is added or removed, which `include_dir` alone does not notice.

fn main() {
    println!("cargo::rerun-if-changed=cases");
}

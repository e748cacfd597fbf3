//! Rebuilds the crate when an embedded file is added or removed, which `include_dir` alone does not notice.

fn main() {
    for embedded in ["cases", "profiles", "faults"] {
        println!("cargo::rerun-if-changed={embedded}");
    }
}

//! The suite as a test target, so that `cargo nextest run -p kii-conformance --test deployment` runs each case in a process
//! of its own, with retries, time limits and reports of nextest's. The target comes from the environment: `KII_TARGET`
//! names a target file, `KII_BASE_URL` and its like give single values.

use std::{env, iter, process::ExitCode};

use kii_conformance::{Key, cli};

fn main() -> ExitCode {
    let command = "cargo test -p kii-conformance --test deployment --".into();
    cli::main(iter::once(command).chain(env::args_os().skip(1)), || {
        Err(format!("no target is named: set KII_TARGET to a target file, or {}", Key::BaseUrl.variable()))
    })
}

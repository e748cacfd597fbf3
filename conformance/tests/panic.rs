//! A panic of the suite is neither a failure of the target nor a success. Alone in its file, as `main` sets the panic hook.

use std::process::ExitCode;

use kii_conformance::cli;

#[test]
fn a_panic_is_no_verdict() {
    let code = cli::main(["suite".into()], || panic!("this test panics on purpose"));
    assert_eq!(code, ExitCode::from(2));
}

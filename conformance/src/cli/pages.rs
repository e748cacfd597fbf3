//! The pages for people show commands; this test parses those of the suite.

// The same for all packages that have commands.
#[path = "../../../xtask/tests/pages/commands.rs"]
mod commands;

use clap::Command;

use super::program;

/// The commands of the suite. `run` has another name in a checkout.
fn known(run: &'static str) -> Command {
    let commands = program::commands().into_iter();
    let named = commands.map(|(name, command)| command.name(if name == "run" { run } else { name }));
    Command::new("suite").subcommand_required(true).subcommands(named)
}

#[test]
fn every_command_on_the_pages_is_one() {
    let installed = known("run");
    let in_a_checkout = known("conformance");
    let is_own = |name: &str| in_a_checkout.find_subcommand(name).is_some();
    let count = commands::check("kii-conformance", &installed, |_| true)
        + commands::check("cargo xtask", &in_a_checkout, is_own);
    assert!(count > 100, "only {count} commands were found");
}

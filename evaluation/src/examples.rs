//! Examples of each command, for its help.

pub(crate) const COVERAGE: &str = concat!(
    "  cargo xtask coverage                # which cases checked each statement, and which pairs of settings meet\n",
    "  cargo xtask coverage --format json  # the same for programs",
);

pub(crate) const DOCS: &str = concat!(
    "  cargo xtask docs                        # writes target/docs/index.html\n",
    "  cargo xtask docs --out statements.html  # writes another file",
);

pub(crate) const MUTANTS: &str = concat!(
    "  cargo xtask mutants object.put/stale       # the faults whose IDs contain this text\n",
    "  cargo xtask mutants --conditional by-post  # the conditional faults whose IDs contain this text\n",
    "  cargo xtask mutants --check                # whether KILL_RATE.md is still right",
);

pub(crate) const WRONG_SERVERS: &str = concat!(
    "  cargo xtask wrong-servers                  # every wrong server, with the case that catches it\n",
    "  cargo xtask wrong-servers race --times 20  # the servers whose IDs contain this text, 20 times each",
);

pub(crate) const LAWFUL: &str = concat!(
    "  cargo xtask lawful chunks       # the servers whose IDs contain this text\n",
    "  cargo xtask lawful --one-in 80  # every server, each with a sample of the cases",
);

pub(crate) const FINDINGS: &str = concat!(
    "  cargo xtask findings                   # 200 faults, and 200 pairs of faults\n",
    "  cargo xtask findings object.put/stale  # these faults, with the findings of each",
);

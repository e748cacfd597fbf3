//! Read access by caller and scope: the table of `target check`, made with requests that change nothing.
//!
//! Whether a principal works follows from its probe at home, as before a run. The table only shows answers that differ from
//! the spec; the cases judge them.

use std::{collections::BTreeMap, fmt};

use kii_spec::{Api, Caller, Credentials, Scope, ScopeName};

use crate::{
    deployment::Key,
    run::{
        login::LoginFailure,
        preflight::{self, Problem},
        probe::{self, ProbeResult},
        session::Session,
    },
};

/// Read access by caller and scope.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    /// The names of the callers, in the order of the columns.
    callers: Vec<String>,
    rows: Vec<(ScopeName, Vec<Cell>)>,
    /// The values of the target that do not work, and what to correct.
    wrong: Vec<String>,
    /// Answers that differ from the spec.
    unexpected: Vec<String>,
    /// How many cases are not applicable, by reason.
    not_applicable: BTreeMap<String, usize>,
    cases: usize,
}

/// The read access of a caller in a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    /// The target admits the caller, as documented.
    Reads,
    /// The target refuses the caller, as documented.
    Refused,
    /// The target admits a caller that it should refuse.
    ReadsWrongly,
    /// The target refuses a caller that it should admit.
    RefusedWrongly,
    /// The target answers with a server error, or not as the API does.
    Fails,
    /// The target does not give the credentials or the owner, or does not offer the scope.
    NotConfigured,
    /// A value of the target does not work.
    Wrong,
    /// The spec does not say whether the target should admit the caller.
    Unstated,
}

impl Access {
    /// Probes every scope as every caller.
    ///
    /// # Errors
    /// When the target does not answer, or answers every probe with a server error.
    pub(crate) async fn probe(session: &Session, failures: &[LoginFailure]) -> Result<Self, String> {
        let (api, target, cases) = (session.api(), &session.target, &session.suite.cases);
        let problems = preflight::problems(session).await?;
        let callers = callers(api);
        let (mut rows, mut unexpected) = (Vec::new(), Vec::new());
        for scope in api.service.scopes.values() {
            let mut cells = Vec::new();
            for caller in &callers {
                let cell = match (expected(scope, caller), is_broken(session, failures, &problems, scope, caller)) {
                    (None, _) => Cell::Unstated,
                    (Some(_), true) => Cell::Wrong,
                    (Some(admitted), false) => {
                        let (cell, answer) = judge(admitted, probe::send(session, scope, caller).await?);
                        let caller = &caller.name;
                        unexpected.extend(answer.map(|answer| format!("{caller} in scope {}: {answer}", scope.name)));
                        cell
                    }
                };
                cells.push(cell);
            }
            rows.push((scope.name.clone(), cells));
        }
        let answered = |cell: &&Cell| !matches!(cell, Cell::NotConfigured | Cell::Wrong | Cell::Unstated);
        let mut answered = rows.iter().flat_map(|(_, cells)| cells).filter(answered).peekable();
        if let (Some(first), true) =
            (unexpected.first(), answered.peek().is_some() && answered.all(|cell| *cell == Cell::Fails))
        {
            return Err(format!(
                "the target answers every probe with a server error, so the check cannot show who has access\n  {first}\n  \
                 see whether the target is in order, and try again"
            ));
        }
        let mut not_applicable = BTreeMap::new();
        for lack in cases.iter().filter_map(|case| target.missing_prerequisite(api, case)) {
            *not_applicable.entry(lack.reason).or_default() += 1;
        }
        let wrong = failures.iter().map(|failure| failure.message.clone());
        let wrong = wrong.chain(problems.into_iter().map(|problem| problem.message)).collect();
        let callers = callers.iter().map(|caller| caller.name.to_string()).collect();
        Ok(Self { callers, rows, wrong, unexpected, not_applicable, cases: cases.len() })
    }

    /// Whether every value of the target works.
    #[must_use]
    pub(crate) const fn is_usable(&self) -> bool {
        self.wrong.is_empty()
    }
}

/// The callers for which at least one scope says whether they can read.
fn callers(api: &Api) -> Vec<&Caller> {
    let is_stated = |caller: &&Caller| api.service.scopes.values().any(|scope| expected(scope, caller).is_some());
    api.service.callers.values().filter(is_stated).collect()
}

/// Whether the target should admit a caller for reading in a scope, if the spec says so.
fn expected(scope: &Scope, caller: &Caller) -> Option<bool> {
    match (probe::admits(scope, caller), probe::refuses(scope, caller)) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    }
}

/// Whether the credentials of a caller or the owner of a scope do not work.
fn is_broken(
    session: &Session,
    failures: &[LoginFailure],
    problems: &[Problem],
    scope: &Scope,
    caller: &Caller,
) -> bool {
    let name = caller.principal(scope);
    let principal = name.and_then(|name| session.api().service.principals.get(name));
    let credentials = match principal {
        Some(principal) => [Some(session.target.credentials(principal)), Key::id(principal)],
        None => [(caller.credentials == Credentials::Application).then_some(Key::AppKey), None],
    };
    let keys = credentials.into_iter().chain([Key::owner_id(scope)]).flatten();
    failures.iter().any(|failure| Some(&failure.principal) == name) || { keys }
        .any(|key| problems.iter().any(|problem| problem.key == key))
}

/// The cell for the result of a probe, and the answer if it differs from the spec.
fn judge(admitted: bool, result: ProbeResult) -> (Cell, Option<String>) {
    match (admitted, result) {
        (_, ProbeResult::NotConfigured) => (Cell::NotConfigured, None),
        (true, ProbeResult::Allowed) => (Cell::Reads, None),
        (false, ProbeResult::Allowed) => {
            (Cell::ReadsWrongly, Some("the target admits it and should refuse it".to_owned()))
        }
        (true, ProbeResult::Refused(answer)) => (Cell::RefusedWrongly, Some(answer)),
        (false, ProbeResult::Refused(_)) => (Cell::Refused, None),
        (_, ProbeResult::OwnerMissing(answer)) => (Cell::RefusedWrongly, Some(answer)),
        (_, ProbeResult::ServerError(answer) | ProbeResult::Foreign(answer)) => (Cell::Fails, Some(answer)),
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Reads => "reads",
            Self::Refused => "refused",
            Self::ReadsWrongly => "reads !",
            Self::RefusedWrongly => "refused !",
            Self::Fails => "fails !",
            Self::NotConfigured => "not given",
            Self::Wrong => "WRONG",
            Self::Unstated => "-",
        })
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.rows.iter().map(|(scope, _)| scope.0.len()).max().unwrap_or_default();
        let line = |f: &mut fmt::Formatter<'_>, name: &str, cells: Vec<String>| {
            let cells = self.callers.iter().zip(cells);
            let text = cells.fold(format!("  {name:first$}"), |text, (caller, cell)| {
                format!("{text}  {cell:width$}", width = caller.len().max(9))
            });
            writeln!(f, "{}", text.trim_end())
        };
        writeln!(f, "read access by caller and scope")?;
        line(f, "", self.callers.clone())?;
        for (scope, cells) in &self.rows {
            line(f, &scope.0, cells.iter().map(ToString::to_string).collect())?;
        }
        let shown = |cell: Cell| self.rows.iter().any(|(_, cells)| cells.contains(&cell));
        let legend = [
            (Cell::Refused, "refused: as documented"),
            (Cell::NotConfigured, "not given: the target does not give or does not offer it"),
            (Cell::Wrong, "WRONG: a value of the target does not work"),
            (Cell::Unstated, "-: not documented"),
        ];
        let legend: Vec<&str> = legend.into_iter().filter_map(|(cell, text)| shown(cell).then_some(text)).collect();
        if !legend.is_empty() {
            writeln!(f, "  ({})", legend.join("; "))?;
        }
        section(
            f,
            "!: not as documented; either the deployment or a value of the target is wrong, and a run shows more",
            &self.unexpected,
        )?;
        section(f, "wrong:", &self.wrong)?;
        let lacks: Vec<String> =
            self.not_applicable.iter().map(|(why, cases)| format!("{cases} of {} cases: {why}", self.cases)).collect();
        match self.is_usable() {
            true => section(f, "not applicable:", &lacks),
            // Reasons that follow from a failed login go away with it.
            false => Ok(()),
        }
    }
}

fn section(f: &mut fmt::Formatter<'_>, title: &str, lines: &[String]) -> fmt::Result {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(f, "\n{title}")?;
    lines.iter().try_for_each(|line| writeln!(f, "  {line}"))
}

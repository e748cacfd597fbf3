//! Who can look around where: every caller in every scope, as a table, before any case runs.
//!
//! Nothing is changed on the target. What the table shows of a principal that does not work follows from its visit to the
//! place where it is at home, as before a run; that others are not let in is for the cases to judge.

use std::{collections::BTreeMap, fmt};

use kii_spec::{Api, Scope, ScopeName, axis::Caller};

use crate::{
    deployment::{Key, Principal, Target},
    run::{
        login::Denied,
        preflight,
        probe::{ProbeResult, visit},
        session::Session,
    },
};

/// Who can look around where.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    callers: Vec<Caller>,
    rows: Vec<(ScopeName, Vec<Cell>)>,
    /// What does not work, and what to correct.
    wrong: Vec<String>,
    /// Answers that are not as the spec has them, which a run will examine.
    odd: Vec<String>,
    /// How many cases are not applicable, by the reason.
    not_applicable: BTreeMap<String, usize>,
    cases: usize,
}

/// What a caller meets with in a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    /// It may look around, as it should.
    Reads,
    /// It is turned away, as it should be.
    Refused,
    /// It may look around, but should not.
    ReadsOddly,
    /// It is turned away, but should not be.
    RefusedOddly,
    /// The target fails.
    Fails,
    /// The target does not give what it takes.
    NotConfigured,
    /// What the target gives does not work.
    Wrong,
    /// The spec does not say what is right.
    Unstated,
}

impl Access {
    /// Visits every scope as every caller.
    ///
    /// # Errors
    /// When the target does not answer, or fails whoever asks.
    pub(crate) async fn survey(session: &Session, denied: &[Denied]) -> Result<Self, String> {
        let (api, target, cases) = (session.api(), &session.target, &session.suite.cases);
        let problems = preflight::problems(session).await?;
        let broken = |caller: Caller, scope: &Scope| {
            let principal = Target::principal(scope, caller);
            let key_is = |principal: Principal, key| {
                key == target.credentials(principal) || principal.id().is_some_and(|id| id == key)
            };
            denied.iter().any(|denied| Some(denied.principal) == principal)
                || problems.iter().any(|problem| match principal {
                    Some(principal) => key_is(principal, problem.key),
                    None => problem.key == Key::AppKey,
                })
                || problems.iter().any(|problem| Some(problem.key) == Target::place(scope))
        };
        let callers = callers(api);
        let (mut rows, mut odd) = (Vec::new(), Vec::new());
        for scope in api.service.scopes.values() {
            let mut cells = Vec::new();
            for caller in &callers {
                let cell = match (expected(scope, *caller), broken(*caller, scope)) {
                    (None, _) => Cell::Unstated,
                    (Some(_), true) => Cell::Wrong,
                    (Some(admitted), false) => {
                        let reception = visit(session, scope, *caller).await;
                        let reception =
                            reception.map_err(|error| preflight::unreachable(target, &error.kind, &error.message))?;
                        let (cell, answer) = judge(admitted, reception);
                        let caller = caller.word();
                        odd.extend(answer.map(|answer| format!("{caller} in scope {}: {answer}", scope.name)));
                        cell
                    }
                };
                cells.push(cell);
            }
            rows.push((scope.name.clone(), cells));
        }
        let met = |cell: &&Cell| !matches!(cell, Cell::NotConfigured | Cell::Wrong | Cell::Unstated);
        let mut met = rows.iter().flat_map(|(_, cells)| cells).filter(met).peekable();
        if let (Some(first), true) = (odd.first(), met.peek().is_some() && met.all(|cell| *cell == Cell::Fails)) {
            return Err(format!(
                "the target fails whoever asks, so nothing can be told about who is let in\n  {first}\n  see whether it is \
                 in order, and try again"
            ));
        }
        let mut not_applicable = BTreeMap::new();
        for lack in cases.iter().filter_map(|case| target.lacks(api, case)) {
            *not_applicable.entry(lack.reason).or_default() += 1;
        }
        let wrong = denied.iter().map(|denied| denied.message.clone());
        let wrong = wrong.chain(problems.into_iter().map(|problem| problem.message)).collect();
        Ok(Self { callers, rows, wrong, odd, not_applicable, cases: cases.len() })
    }

    /// Whether everything that the target names works.
    #[must_use]
    pub(crate) const fn is_usable(&self) -> bool {
        self.wrong.is_empty()
    }
}

/// The callers of which any scope says whether it lets them read.
fn callers(api: &Api) -> Vec<Caller> {
    let named = |caller: &Caller| api.service.scopes.values().any(|scope| expected(scope, *caller).is_some());
    Caller::ALL.iter().copied().filter(named).collect()
}

/// Whether a scope lets a caller read, if it says so.
fn expected(scope: &Scope, caller: Caller) -> Option<bool> {
    let refused = scope.read.refused.as_ref().is_ok_and(|refused| refused.contains(&caller));
    match (scope.read.admitted.contains(&caller), refused) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    }
}

/// What a reception comes to, and the answer that is not as the spec has it.
fn judge(admitted: bool, reception: ProbeResult) -> (Cell, Option<String>) {
    match (admitted, reception) {
        (_, ProbeResult::NotConfigured) => (Cell::NotConfigured, None),
        (true, ProbeResult::Allowed) => (Cell::Reads, None),
        (false, ProbeResult::Allowed) => (Cell::ReadsOddly, Some("is let in, though it should be refused".to_owned())),
        (true, ProbeResult::Refused(answer)) => (Cell::RefusedOddly, Some(answer)),
        (false, ProbeResult::Refused(_)) => (Cell::Refused, None),
        (_, ProbeResult::OwnerMissing(answer)) => (Cell::RefusedOddly, Some(answer)),
        (_, ProbeResult::ServerError(answer)) => (Cell::Fails, Some(answer)),
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Reads => "reads",
            Self::Refused => "refused",
            Self::ReadsOddly => "reads !",
            Self::RefusedOddly => "refused !",
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
                format!("{text}  {cell:width$}", width = caller.word().len().max(9))
            });
            writeln!(f, "{}", text.trim_end())
        };
        writeln!(f, "who can look around in which scope")?;
        line(f, "", self.callers.iter().map(|caller| caller.word().to_owned()).collect())?;
        for (scope, cells) in &self.rows {
            line(f, &scope.0, cells.iter().map(ToString::to_string).collect())?;
        }
        let shown = |cell: Cell| self.rows.iter().any(|(_, cells)| cells.contains(&cell));
        let legend = [
            (Cell::Refused, "refused: as it should be"),
            (Cell::NotConfigured, "not given: the target leaves it out"),
            (Cell::Wrong, "WRONG: what the target gives does not work"),
            (Cell::Unstated, "-: the documents leave it open"),
        ];
        let legend: Vec<&str> = legend.into_iter().filter_map(|(cell, text)| shown(cell).then_some(text)).collect();
        if !legend.is_empty() {
            writeln!(f, "  ({})", legend.join("; "))?;
        }
        section(
            f,
            "!: not as documented, be it the deployment or what the target gives; a run will tell more",
            &self.odd,
        )?;
        section(f, "wrong:", &self.wrong)?;
        let lacks: Vec<String> =
            self.not_applicable.iter().map(|(why, cases)| format!("{cases} of {} cases: {why}", self.cases)).collect();
        match self.is_usable() {
            true => section(f, "not applicable:", &lacks),
            // What is missing because a login failed will be there once it does not.
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

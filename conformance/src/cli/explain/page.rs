//! The text about one element.

use std::fmt;

use indexmap::IndexMap;
use kii_spec::{Api, Authority, Checked, Choice, Condition, Decision, Level, Origin, Source, Statement, Tolerance};

use super::element::Element;
use crate::{
    cases::{Case, Suite},
    mutation::Fault,
};

/// How many lines a list has before it is cut.
const LISTED: usize = 12;

/// What is said about an element.
pub(super) struct Page<'a> {
    pub(super) suite: &'a Suite,
    pub(super) faults: &'a [Fault],
    pub(super) element: &'a Element<'a>,
}

impl Page<'_> {
    /// What it is.
    fn meaning(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let api = &self.suite.api;
        match self.element {
            Element::Operation(operation) => {
                line(f, "meaning", &operation.summary)?;
                line(f, "request", &format!("{} {}[scope]{}", operation.method, api.service.base, operation.path))?;
                let responses: Vec<String> = operation.responses.keys().map(ToString::to_string).collect();
                line(f, "responses", &responses.join(", "))?;
                line(f, "source", &page(api, &operation.source))
            }
            Element::Response(_, response) => {
                line(f, "meaning", &format!("status {}. {}", response.status.as_u16(), response.summary))?;
                match &response.unprovokable {
                    Some(reason) => line(f, "due", &format!("never in a test: {reason}"))?,
                    None => {
                        for condition in &response.conditions {
                            line(f, "due when", &due(api, condition))?;
                        }
                    }
                }
                line(f, "source", &origin(api, &response.origin))
            }
            Element::Statement(statement) => {
                line(f, "meaning", &statement.text(api))?;
                line(f, "source", &statement.source(api))
            }
            Element::Rule(rule) => {
                line(f, "meaning", &rule.text)?;
                line(f, "level", level(rule.level))?;
                line(f, "kind", rule.kind.word())?;
                line(f, "source", &origin(api, &rule.origin))?;
                line(f, "checked", &checked(&rule.checked))
            }
            Element::Decision(Decision { question, choice, reason, sources, .. }) => {
                line(f, "question", question)?;
                line(f, "choice", choice)?;
                line(f, "reason", reason)?;
                sources.iter().try_for_each(|source| line(f, "source", &page(api, source)))
            }
            Element::Case(cases) => {
                let Some(case) = cases.first() else { return Ok(()) };
                let about = api.operations.get(&case.operation).map(|operation| operation.summary.as_str());
                line(f, "operation", &format!("{}. {}", case.operation, about.unwrap_or_default()))?;
                line(f, "level", level(case.level))?;
                line(f, "scopes", &scopes(cases))?;
                for step in case.steps() {
                    let settings: Vec<String> =
                        step.point.differences().into_iter().map(|setting| api.axes.text(setting)).collect();
                    let with =
                        if settings.is_empty() { String::new() } else { format!(" with {}", settings.join(", ")) };
                    let text = format!("{} ({}){with}: expects {}", step.operation, step.role, step.expect);
                    line(f, "sends", &text)?;
                }
                Ok(())
            }
        }
    }

    /// The statements that belong to it.
    fn statements(&self, f: &mut fmt::Formatter<'_>, statements: &[Statement]) -> fmt::Result {
        let title = match self.element {
            Element::Operation(_) | Element::Response(..) => "statements",
            Element::Statement(_) | Element::Rule(_) => return Ok(()),
            Element::Decision(_) => "statements that rest on it",
            Element::Case(_) => "statements that it cites",
        };
        let lines: Vec<String> = statements
            .iter()
            .map(|statement| match self.element {
                Element::Case(_) => format!("{statement}: {}", statement.text(&self.suite.api)),
                Element::Operation(_)
                | Element::Response(..)
                | Element::Statement(_)
                | Element::Rule(_)
                | Element::Decision(_) => statement.to_string(),
            })
            .collect();
        list(f, title, &lines, None)
    }

    /// The cases that check it.
    fn cases(&self, f: &mut fmt::Formatter<'_>, statements: &[Statement]) -> fmt::Result {
        let more = match self.element {
            Element::Case(_) => return Ok(()),
            Element::Operation(operation) => format!("--operation {}", operation.id),
            Element::Response(operation, response) => format!("--response {}/{}", operation.id, response.name),
            Element::Statement(_) | Element::Rule(_) | Element::Decision(_) => {
                let more = statements.iter().map(|statement| format!("--statement {statement}"));
                more.collect::<Vec<_>>().join(" ")
            }
        };
        let checks = |case: &&Case| match self.element {
            Element::Operation(operation) => case.operation == operation.id,
            Element::Response(..)
            | Element::Statement(_)
            | Element::Rule(_)
            | Element::Decision(_)
            | Element::Case(_) => case.covers.iter().any(|statement| statements.contains(statement)),
        };
        let mut by_id: IndexMap<&str, Vec<&Case>> = IndexMap::new();
        for case in self.suite.cases.iter().filter(checks) {
            by_id.entry(&case.id.0).or_default().push(case);
        }
        let lines: Vec<String> = by_id.iter().map(|(id, cases)| format!("{id}  ({})", scopes(cases))).collect();
        list(f, "cases that check it", &lines, Some(&format!("kii-conformance list {more}")))
    }

    /// The faults on the wire that a case has to kill for it.
    fn faults(&self, f: &mut fmt::Formatter<'_>, statements: &[Statement]) -> fmt::Result {
        let violates = |fault: &&Fault| fault.violates.iter().any(|statement| statements.contains(statement));
        let title = match self.element {
            Element::Case(_) => "faults in responses that it can kill",
            Element::Operation(_)
            | Element::Response(..)
            | Element::Statement(_)
            | Element::Rule(_)
            | Element::Decision(_) => "faults in responses that these cases have to kill",
        };
        let is_meant = |fault: &&Fault| match self.element {
            Element::Case(cases) => cases.iter().any(|case| {
                fault.operation.as_ref() == Some(&case.operation) && fault.scope.as_ref() == Some(&case.scope)
            }),
            Element::Operation(_)
            | Element::Response(..)
            | Element::Statement(_)
            | Element::Rule(_)
            | Element::Decision(_) => true,
        };
        // Those of the statements that come first, which is what a case is about.
        let rank = |fault: &&Fault| {
            let violated = fault.violates.iter();
            violated.filter_map(|violated| statements.iter().position(|statement| statement == violated)).min()
        };
        let mut faults: Vec<&Fault> = self.faults.iter().filter(violates).filter(is_meant).collect();
        faults.sort_by_key(rank);
        list(f, title, &faults.iter().map(|fault| fault.id.to_string()).collect::<Vec<_>>(), None)
    }
}

impl fmt::Display for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let statements = self.element.statements(&self.suite.api);
        writeln!(f, "{}", self.element.title())?;
        self.meaning(f)?;
        self.statements(f, &statements)?;
        self.cases(f, &statements)?;
        self.faults(f, &statements)
    }
}

fn line(f: &mut fmt::Formatter<'_>, name: &str, text: &str) -> fmt::Result {
    writeln!(f, "  {name:<10} {}", text.trim().replace('\n', "\n             "))
}

/// A list, cut where it is long; `more` is the command that prints all of it.
fn list(f: &mut fmt::Formatter<'_>, title: &str, lines: &[String], more: Option<&str>) -> fmt::Result {
    writeln!(f, "\n  {title}: {}", if lines.is_empty() { "none".to_owned() } else { lines.len().to_string() })?;
    lines.iter().take(LISTED).try_for_each(|line| writeln!(f, "    {line}"))?;
    match (lines.len().checked_sub(LISTED), more) {
        (None | Some(0), _) => Ok(()),
        (Some(left), None) => writeln!(f, "    and {left} more"),
        (Some(left), Some(command)) => writeln!(f, "    and {left} more: {command}"),
    }
}

fn scopes(cases: &[&Case]) -> String {
    cases.iter().map(|case| case.scope.to_string()).collect::<Vec<_>>().join(", ")
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Must => "must",
        Level::Should => "should",
        Level::May => "may",
    }
}

fn checked(checked: &Checked) -> String {
    match checked {
        Checked::Derived(_) => "by every case in which a response says something about it".to_owned(),
        Checked::At(_) => "by the derived cases that make such a request".to_owned(),
        Checked::Cases => "by cases that are written by hand".to_owned(),
        Checked::Excluded(reason) => format!("by nothing: {reason}"),
    }
}

/// The points of a condition, and what else is accepted there.
fn due(api: &Api, condition: &Condition) -> String {
    let axes = condition.when.axes.iter().map(|(axis, choice)| match choice {
        Choice::Settings(settings) => {
            settings.iter().map(|setting| api.axes.text(*setting)).collect::<Vec<_>>().join(" or ")
        }
        Choice::RefusedCallers => format!("{}: those whom the scope refuses", api.axes.name(*axis)),
        Choice::AdmittedCallers => format!("{}: those whom the scope admits", api.axes.name(*axis)),
    });
    let mut text = axes.collect::<Vec<_>>().join(", ");
    if text.is_empty() {
        text.push_str("the request is a usual one");
    }
    match &condition.tolerance {
        Tolerance::None => {}
        Tolerance::AnyClientError => text.push_str("; any other 4xx is accepted"),
        Tolerance::Warned(statuses) => {
            let statuses: Vec<&str> = statuses.iter().map(http::StatusCode::as_str).collect();
            text.push_str(&format!("; {} is accepted with a warning", statuses.join(" or ")));
        }
    }
    if let Some(origin) = &condition.origin {
        text.push_str(&format!(" ({})", self::origin(api, origin)));
    }
    text
}

fn origin(api: &Api, origin: &Origin) -> String {
    match origin {
        Origin::Page(source) => page(api, source),
        Origin::Decision(id) => {
            let choice = api.decisions.get(id).map(|decision| decision.choice.trim());
            format!("decision {id}: {}", choice.unwrap_or_default())
        }
    }
}

/// A place on a page, with its address and how much the page weighs.
fn page(api: &Api, source: &Source) -> String {
    let Source { page, section } = source;
    match api.pages.get(page) {
        Some(page) => {
            let weight = match page.authority {
                Authority::Seed => "main reference page",
                Authority::Reference => "further reference",
                Authority::Standard => "standard",
            };
            format!("{}, {section} <{}> ({weight})", page.title, page.url)
        }
        None => format!("{page}, {section}"),
    }
}

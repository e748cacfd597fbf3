//! How much of an API the traffic has exercised: the criteria of Martin-Lopez, Segura and Ruiz-Cortes, "Test Coverage
//! Criteria for RESTful Web APIs" (A-TEST 2019), and the levels (TCL) that they make up.

use std::{collections::HashSet, fmt};

use kii_spec::{
    Api, ObjectForm, Operation, RequestChange, RequestContent, Response, Scope, StatementKind, Tolerance,
    axis::{AxisKind, Point, Setting},
};

use super::{CoverageEntry, CoverageState};
use crate::{judge::ExchangeSummary, run::Record};

/// One criterion, and how far it is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// What is counted.
    pub name: &'static str,
    /// The level that asks for it.
    pub level: u8,
    /// How many were exercised.
    pub exercised: usize,
    /// How many there are.
    pub all: usize,
}

/// The highest level of which every criterion, and every one of the levels below, is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CoverageLevel(pub u8);

impl CoverageLevel {
    /// The level that criteria reach.
    #[must_use]
    pub fn of(criteria: &[Criterion]) -> Self {
        let unmet = criteria.iter().filter(|criterion| criterion.exercised < criterion.all);
        let highest = criteria.iter().map(|criterion| criterion.level).max().unwrap_or_default();
        Self(unmet.map(|criterion| criterion.level - 1).min().unwrap_or(highest))
    }
}

/// The criteria, by their levels.
pub(super) fn criteria(api: &Api, records: &[Record], entries: &[CoverageEntry]) -> Vec<Criterion> {
    let traffic = Traffic::of(api, records);
    let members = entries.iter().filter(|entry| entry.kind == StatementKind::Member);
    vec![
        traffic.paths(),
        traffic.operations(),
        traffic.request_media_types(),
        traffic.response_media_types(),
        traffic.parameters(),
        traffic.status_classes(),
        traffic.parameter_values(),
        traffic.status_codes(),
        Criterion {
            name: "response members",
            level: 6,
            exercised: members.clone().filter(|entry| entry.state == CoverageState::Checked).count(),
            all: members.count(),
        },
    ]
}

/// The exchanges of a run, each with its scope and its operation.
struct Traffic<'a> {
    api: &'a Api,
    exchanges: Vec<(&'a Scope, &'a Operation, &'a ExchangeSummary)>,
}

impl<'a> Traffic<'a> {
    fn of(api: &'a Api, records: &'a [Record]) -> Self {
        let exchanges = records
            .iter()
            .filter_map(|record| Some((api.service.scopes.get(&record.case.scope)?, &record.traffic)))
            .flat_map(|(scope, traffic)| traffic.iter().map(move |exchange| (scope, exchange)))
            .filter_map(|(scope, exchange)| Some((scope, api.operations.get(&exchange.operation)?, exchange)))
            .collect();
        Self { api, exchanges }
    }

    fn places(&self) -> impl Iterator<Item = (&'a Scope, &'a Operation)> {
        let scopes = &self.api.service.scopes;
        self.api.operations.values().flat_map(|operation| scopes.values().map(move |scope| (scope, operation)))
    }

    fn paths(&self) -> Criterion {
        let all = self.places().map(|(scope, operation)| path(scope, operation));
        let exercised = self.exchanges.iter().map(|(scope, operation, _)| path(scope, operation));
        count("paths", 1, all.collect(), exercised)
    }

    fn operations(&self) -> Criterion {
        let address = |scope: &Scope, operation: &Operation| format!("{} {}", operation.method, path(scope, operation));
        let all = self.places().map(|(scope, operation)| address(scope, operation));
        let exercised = self.exchanges.iter().map(|(scope, operation, _)| address(scope, operation));
        count("operations", 2, all.collect(), exercised)
    }

    fn request_media_types(&self) -> Criterion {
        let service = &self.api.service;
        let all = self.api.operations.values().flat_map(|operation| request_media_types(self.api, operation));
        let exercised = self.exchanges.iter().filter_map(|(_, operation, exchange)| {
            let sent = exchange.sent.as_ref()?;
            let typed = operation.request.content == RequestContent::Object && *sent != service.plain_media;
            let media = match &operation.request.content {
                RequestContent::Object if typed => service.typed_media.template.clone(),
                RequestContent::Body => "any".to_owned(),
                RequestContent::Object | RequestContent::Json(_) | RequestContent::None => sent.clone(),
            };
            Some(format!("{} {media}", operation.id))
        });
        count("request media types", 3, all.collect(), exercised)
    }

    fn response_media_types(&self) -> Criterion {
        let all = self.api.operations.values().flat_map(response_media_types);
        let exercised = self.exchanges.iter().filter_map(|(_, operation, exchange)| {
            let response = exchange.response.as_ref()?;
            Some(format!("{}/{response}", operation.id))
        });
        count("response media types", 3, all.collect(), exercised)
    }

    fn parameters(&self) -> Criterion {
        let axes = &self.api.axes;
        let all = self.api.operations.values().flat_map(|operation| parameters(self.api, operation));
        let exercised = self.exchanges.iter().flat_map(|(_, operation, exchange)| {
            let settings = exchange.point.differences().into_iter();
            settings.map(|setting| format!("{} {}", operation.id, axes.name(setting.axis())))
        });
        count("parameters", 4, all.map(|(name, _)| name).collect(), exercised)
    }

    fn parameter_values(&self) -> Criterion {
        let axes = &self.api.axes;
        let all = self.api.operations.values().flat_map(|operation| parameters(self.api, operation));
        let exercised = self.exchanges.iter().flat_map(|(_, operation, exchange)| {
            let settings = axes.all().map(|axis| exchange.point.setting(axis));
            settings.map(|setting| format!("{} {}", operation.id, axes.text(setting)))
        });
        count("parameter values", 5, all.map(|(_, value)| value).collect(), exercised)
    }

    fn status_classes(&self) -> Criterion {
        self.statuses("status classes", 4, 100)
    }

    fn status_codes(&self) -> Criterion {
        self.statuses("status codes", 5, 1)
    }

    fn statuses(&self, name: &'static str, level: u8, unit: u16) -> Criterion {
        let all = self.api.operations.values().flat_map(|operation| statuses(operation, unit));
        let exercised = self
            .exchanges
            .iter()
            .map(|(_, operation, exchange)| format!("{} {}", operation.id, exchange.status.as_u16() / unit));
        count(name, level, all.collect(), exercised)
    }
}

fn path(scope: &Scope, operation: &Operation) -> String {
    format!("{}{}", scope.prefix, operation.path)
}

/// A criterion: how many of all values were seen.
fn count(name: &'static str, level: u8, all: HashSet<String>, seen: impl Iterator<Item = String>) -> Criterion {
    let seen: HashSet<String> = seen.filter(|seen| all.contains(seen)).collect();
    Criterion { name, level, exercised: seen.len(), all: all.len() }
}

/// The media types that an operation's requests may have.
fn request_media_types(api: &Api, operation: &Operation) -> Vec<String> {
    let types = match &operation.request.content {
        RequestContent::None => operation.request.media.iter().cloned().collect(),
        RequestContent::Object => {
            let typed = varied(api, operation).any(|setting| {
                let change = api.axes.value(setting).map(|value| &value.change);
                matches!(change, Some(RequestChange::Object(ObjectForm::Typed(_))))
            });
            let media = [Some(&api.service.plain_media), typed.then_some(&api.service.typed_media.template)];
            media.into_iter().flatten().cloned().collect()
        }
        RequestContent::Body => vec!["any".to_owned()],
        RequestContent::Json(name) => {
            api.types.get(name).and_then(|described| described.media.clone()).into_iter().collect()
        }
    };
    types.into_iter().map(|media| format!("{} {media}", operation.id)).collect()
}

/// The responses of an operation, each with its media type, but for those in whose place any refusal is accepted.
fn response_media_types(operation: &Operation) -> Vec<String> {
    let fixed = |response: &&Response| {
        response.conditions.iter().any(|condition| condition.tolerance != Tolerance::AnyClientError)
    };
    operation.responses.values().filter(fixed).map(|response| format!("{}/{}", operation.id, response.name)).collect()
}

/// The documented statuses of an operation, or their classes.
fn statuses(operation: &Operation, unit: u16) -> Vec<String> {
    let statuses = operation.responses.values().map(|response| response.status.as_u16() / unit);
    statuses.map(|status| format!("{} {status}", operation.id)).collect()
}

/// What requests of an operation vary, as the spec's conditions say: each axis and each of its values.
fn parameters(api: &Api, operation: &Operation) -> Vec<(String, String)> {
    let named = varied(api, operation).map(|setting| {
        let axis = api.axes.name(setting.axis());
        (format!("{} {axis}", operation.id), format!("{} {}", operation.id, api.axes.text(setting)))
    });
    named.collect()
}

/// The settings of request axes, defaults aside, that the conditions of an operation name.
fn varied(api: &Api, operation: &Operation) -> impl Iterator<Item = Setting> {
    let conditions = operation.responses.values().flat_map(|response| &response.conditions);
    let choices = conditions.flat_map(|condition| condition.when.axes.values());
    let settings = choices.flat_map(|choice| {
        let scopes = api.service.scopes.values();
        scopes.flat_map(|scope| choice.settings(operation, scope)).collect::<Vec<Setting>>()
    });
    settings.filter(|setting| {
        let axis = setting.axis();
        axis.kind() == AxisKind::Request && Point::default().setting(axis) != *setting
    })
}

impl fmt::Display for Criterion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TCL{} {:<22} {} of {}", self.level, self.name, self.exercised, self.all)
    }
}

impl fmt::Display for CoverageLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "test coverage level reached: TCL{}", self.0)
    }
}

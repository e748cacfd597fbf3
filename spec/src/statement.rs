//! What is demanded of an answer: a structural statement, which has its id from the spec by construction, or a rule.

use std::{fmt, sync::Arc};

use indexmap::IndexMap;

use crate::{
    api::Api,
    operation::{Operation, OperationId, Response, ResponseName},
    source::{Origin, RuleId, Source},
    types::Member,
};

/// Something that the documents demand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Statement {
    /// A part of a documented response: `object.put/stale:status`.
    Answer {
        /// The operation.
        operation: OperationId,
        /// The response.
        response: ResponseName,
        /// The part.
        part: Part,
    },
    /// A rule of `rules.yaml`.
    Rule(RuleId),
}

/// A part of a response.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// That it is given at all, with its status.
    Status,
    /// Its media type, or that it has none.
    MediaType,
    /// Its content as a whole: that there is some, or none.
    Content,
    /// A header, by field name.
    Header(Arc<str>),
    /// A member, by its path of names.
    Member(Arc<[String]>),
}

impl Statement {
    /// A part of a response.
    #[must_use]
    pub fn answer(operation: &Operation, response: &Response, part: Part) -> Self {
        Self::Answer { operation: operation.id.clone(), response: response.name.clone(), part }
    }

    /// The rule, if it is one.
    #[must_use]
    pub const fn rule(&self) -> Option<&RuleId> {
        match self {
            Self::Rule(rule) => Some(rule),
            Self::Answer { .. } => None,
        }
    }

    /// What it demands, in words.
    #[must_use]
    pub fn text(&self, api: &Api) -> String {
        match self {
            Self::Rule(id) => api.rules.get(id).map(|rule| rule.text.clone()).unwrap_or_default(),
            Self::Answer { operation, response, part } => {
                let described = api.operations.get(operation).and_then(|operation| {
                    let response = operation.responses.get(response)?;
                    Some(match part {
                        Part::Status => format!("status {}. {}", response.status.as_u16(), response.summary),
                        Part::MediaType => "the media type".to_owned(),
                        Part::Content => "the content".to_owned(),
                        Part::Header(name) => {
                            let header = response.headers.iter().find(|header| header.name == *name);
                            let summary = header.map(|header| header.summary.as_str()).unwrap_or_default();
                            format!("header {name}. {summary}")
                        }
                        Part::Member(path) => format!("member {}", path.join(".")),
                    })
                });
                described.unwrap_or_default()
            }
        }
    }

    /// The place on a page that demands it, or the decision; none of a statement that the spec does not have.
    #[must_use]
    pub fn origin<'a>(&self, api: &'a Api) -> Option<&'a Origin> {
        match self {
            Self::Rule(id) => api.rules.get(id).map(|rule| &rule.origin),
            Self::Answer { operation, response, part } => api.operations.get(operation).and_then(|operation| {
                let response = operation.responses.get(response)?;
                let described = match part {
                    Part::Status | Part::MediaType | Part::Content => None,
                    Part::Header(name) => {
                        response.headers.iter().find(|header| header.name == *name).map(|header| &header.origin)
                    }
                    Part::Member(path) => api.member_origin(response, path),
                };
                Some(described.unwrap_or(&response.origin))
            }),
        }
    }

    /// The page that demands it, with its public address; or the decision.
    #[must_use]
    pub fn source(&self, api: &Api) -> String {
        match self.origin(api) {
            Some(Origin::Page(Source { page, section })) => match api.pages.get(page) {
                Some(page) => format!("{}, {section} <{}>", page.title, page.url),
                None => format!("{page}, {section}"),
            },
            Some(Origin::Decision(id)) => match api.decisions.get(id) {
                Some(decision) => format!("decision {id}: {}", decision.choice),
                None => format!("decision {id}"),
            },
            None => "unknown".to_owned(),
        }
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(rule) => write!(f, "{rule}"),
            Self::Answer { operation, response, part } => write!(f, "{operation}/{response}:{part}"),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status => f.write_str("status"),
            Self::MediaType => f.write_str("media-type"),
            Self::Content => f.write_str("content"),
            Self::Header(name) => write!(f, "header.{name}"),
            Self::Member(path) => write!(f, "member.{}", path.join(".")),
        }
    }
}

impl Api {
    /// Every statement that a documented response makes, in any scope.
    #[must_use]
    pub fn statements(&self, operation: &Operation, response: &Response) -> Vec<Statement> {
        let mut parts = vec![Part::Status];
        parts.extend(operation.states_media_type(response).then_some(Part::MediaType));
        parts.push(Part::Content);
        parts.extend(response.headers.iter().map(|header| Part::Header(header.name.clone())));
        let mut known: Vec<&IndexMap<String, Member>> = Vec::new();
        for scope in self.service.scopes.values() {
            // Most types are the same in every scope.
            let Some(members) = self.members(response, scope) else { continue };
            if known.iter().any(|known| std::ptr::eq(*known, members)) {
                continue;
            }
            known.push(members);
            for path in self.member_paths(response, scope) {
                let part = Part::Member(path.into());
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
        }
        parts.into_iter().map(|part| Statement::answer(operation, response, part)).collect()
    }
}

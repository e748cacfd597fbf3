//! The spec as code of every language sees it: facts, without a word of any language.

mod answer;
mod body;
mod citation;

use kii_spec::{Api, Service, Shape, Type};

pub(crate) use answer::{Answer, Content, answers, whole};
pub(crate) use body::{Body, members_in, sentence, tag};
pub(crate) use citation::Citations;

use crate::Error;

/// The spec as the targets see it that make a client and nothing else.
pub(crate) struct ClientModel<'a> {
    pub api: &'a Api,
    pub citations: Citations<'a>,
    pub operations: Vec<Operation<'a>>,
}

/// An operation with its answers.
pub(crate) struct Operation<'a> {
    pub spec: &'a kii_spec::Operation,
    pub answers: Vec<Answer<'a>>,
}

impl<'a> ClientModel<'a> {
    /// The model of a spec.
    pub(crate) fn of(api: &'a Api) -> Result<Self, Error> {
        let operation = |spec: &'a kii_spec::Operation| Ok(Operation { spec, answers: answers(api, spec)? });
        let operations = api.operations.values().map(operation).collect::<Result<Vec<_>, Error>>()?;
        Ok(Self { api, citations: Citations::of(api), operations })
    }

    /// What holds for every operation.
    pub(crate) fn service(&self) -> &'a Service {
        &self.api.service
    }

    /// Every type but the errors, each behind those that it has as members.
    pub(crate) fn types_behind_their_parts(&self) -> Vec<&'a Type> {
        let mut ordered = Vec::new();
        self.api.types.values().for_each(|ty| self.push_behind_its_parts(ty, &mut ordered));
        ordered
    }

    fn push_behind_its_parts(&self, ty: &'a Type, into: &mut Vec<&'a Type>) {
        if into.iter().any(|known| known.name == ty.name) {
            return;
        }
        for member in ty.members.values() {
            if let Shape::Type(part) = &member.shape
                && *part != ty.name
                && let Some(part) = self.api.types.get(part)
            {
                self.push_behind_its_parts(part, into);
            }
        }
        into.push(ty);
    }
}

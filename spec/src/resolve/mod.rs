//! From the files as written to the API as meant: every reference is looked up, and what must fit together is compared.
//!
//! Nothing here stops at a problem. What is wrong is noted and resolved to something, or left out where nothing would do;
//! the result is thrown away in the end. Problems are causes: what depends on a part that has problems is not judged. A name
//! that is not found is no problem when the file that would declare it cannot be read, and operations are compared with
//! each other and with the inventory only when all that they are made of is sound ([`sound`]).

mod capability;
mod dangling;
mod distinct;
mod identifier;
mod inventory;
mod name;
mod operation;
mod origin;
mod principal;
mod rejection;
mod response;
mod service;
mod sound;
mod source;
mod types;
mod when;

use std::{cell::RefCell, sync::Arc};

use crate::{
    api::Api, diagnostics::Diagnostics, files::File, load::Written, problem::Problem, source::Inventory, yaml::Span,
};

use name::Names;
use sound::Sound;

/// A file under review, with every name that it may refer to.
struct ResolveContext<'a> {
    diagnostics: Diagnostics<'a>,
    names: &'a Names,
}

/// The API; it means something only when no problem has been noted.
pub(crate) fn api(written: &Written, problems: &RefCell<Vec<Problem>>) -> Option<Api> {
    let names = &Names::of(written, problems);
    let cx = |file| -> ResolveContext<'_> { ResolveContext { diagnostics: diagnostics(file, problems), names } };
    identifier::check(written, problems);

    let pages = written.sources.read.as_ref().map(|read| source::pages(&read.value)).unwrap_or_default();
    let decisions = written.decisions.read.as_ref().map(|read| source::decisions(&cx(&read.file), &read.value));
    let rules = written.rules.read.as_ref().map(|read| source::rules(&cx(&read.file), &read.value));
    let types = written.types.read.iter().flat_map(|read| types::types(&cx(&read.file), &read.value)).collect();
    let written_service = written.service.read.as_ref();
    let errors = written.errors.read.as_ref().zip(written_service);
    let errors = errors
        .map(|(read, service)| types::errors(&cx(&read.file), &read.value, &service.value.error_code))
        .unwrap_or_default();
    let service = written_service.and_then(|read| service::service(&cx(&read.file), &read.value));
    let (Some(written_service), Some(service)) = (written_service, service) else {
        // Without scopes and limits no operation means anything; the other references can be judged.
        problems.borrow_mut().extend(names.dangling());
        return None;
    };
    let resources = written.resources.read.iter();
    let operations = resources.flat_map(|read| operation::operations(&cx(&read.file), read, &errors, &service));
    let mut operations: operation::Operations = operations.collect();
    rejection::join(&cx(&written_service.file), &written_service.value.rejections, &errors, &mut operations);

    let places = operations.iter_mut().map(|(id, described)| (id.clone(), std::mem::take(&mut described.places)));
    let places = places.collect();
    let operations = operations.into_iter().map(|(id, described)| (id, described.operation)).collect();
    let (rules, decisions) = (rules.unwrap_or_default(), decisions.unwrap_or_default());
    let inventory = Inventory::default();
    let mut api = Api { service, operations, types, errors, rules, decisions, pages, inventory };
    let sound = Sound::of(&api, written, names, problems);
    if let Some(read) = &written.inventory.read {
        let inventory = inventory::inventory(&cx(&read.file), &api, &sound, &places, written, &read.value);
        api.inventory = inventory;
    }
    problems.borrow_mut().extend(names.dangling());
    distinct::check(&api, &sound, &places, &names.types, problems);
    // What a broken part refers to is not known, so only a spec without problems can show what nothing refers to.
    if problems.borrow().is_empty() {
        names.check_use(problems);
    }
    Some(api)
}

impl ResolveContext<'_> {
    /// Notes a problem of something that many parts share, at the first of them.
    fn note_once(&self, span: &Span, title: &str, label: &str) {
        if !self.diagnostics.problems.borrow().iter().any(|problem| problem.title() == title) {
            self.diagnostics.note(span, title, label);
        }
    }
}

fn diagnostics<'a>(file: &'a Arc<File>, problems: &'a RefCell<Vec<Problem>>) -> Diagnostics<'a> {
    Diagnostics { file, problems }
}

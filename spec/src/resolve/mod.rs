//! From the files as written to the API as meant: every reference is looked up, and what must fit together is compared.
//!
//! Nothing here stops at a problem. What is wrong is noted and resolved to something, or left out where nothing would do;
//! the result is thrown away in the end. Problems are causes: what depends on a part that has problems is not judged. A name
//! that is not found is no problem when the file that would declare it cannot be read, and operations are compared with
//! each other and with the inventory only when all that they are made of is sound ([`sound`]).

mod axis;
mod capability;
mod change;
mod condition;
mod dangling;
mod distinct;
mod identifier;
mod inventory;
mod name;
mod operation;
mod origin;
mod principal;
mod rejection;
mod representative;
mod response;
mod service;
mod sound;
mod source;
mod types;
mod when;

use std::{cell::RefCell, sync::Arc};

use indexmap::IndexMap;

use crate::{
    api::Api,
    diagnostics::Diagnostics,
    files::File,
    load::Written,
    principal::Callers,
    problem::Problem,
    request_axis::Axes,
    service::{Identifier, ObjectSize},
    source::Inventory,
    yaml::Span,
};

use change::Sizes;
use name::Names;
use sound::Sound;

/// A file under review, with every name that it may refer to.
struct ResolveContext<'a> {
    diagnostics: Diagnostics<'a>,
    names: &'a Names,
    axes: &'a Axes,
    /// Whether every axis, value and caller that may be declared was read. If not, one that is not found is no problem.
    axes_are_known: bool,
}

/// The API; it means something only when no problem has been noted.
pub(crate) fn api(written: &Written, problems: &RefCell<Vec<Problem>>) -> Option<Api> {
    let names = &Names::of(written, problems);
    let basics = Basics::of(written, names, problems);
    let Basics { axes, axes_are_known, .. } = &basics;
    let cx = |file| ResolveContext {
        diagnostics: diagnostics(file, problems),
        names,
        axes,
        axes_are_known: *axes_are_known,
    };
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
    let service = written_service.and_then(|read| service::service(&cx(&read.file), &read.value, &basics));
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
    let mut api = Api { service, axes: axes.clone(), operations, types, errors, rules, decisions, pages, inventory };
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

/// What everything else refers to, as far as it can be read.
struct Basics {
    callers: Callers,
    identifiers: IndexMap<String, Identifier>,
    object_size: Option<ObjectSize>,
    axes: Axes,
    axes_are_known: bool,
}

impl Basics {
    fn of(written: &Written, names: &Names, problems: &RefCell<Vec<Problem>>) -> Self {
        let Written { service, axes, .. } = written;
        let axes_are_known = service.complete && axes.complete;
        let context =
            |file, axes| ResolveContext { diagnostics: diagnostics(file, problems), names, axes, axes_are_known };
        let none = Axes::default();
        let mut basics = Self {
            callers: Callers::default(),
            identifiers: IndexMap::new(),
            object_size: None,
            axes: Axes::default(),
            axes_are_known,
        };
        if let Some(read) = &service.read {
            let cx = context(&read.file, &none);
            basics.callers = principal::callers(&cx, &read.value.callers);
            basics.identifiers = service::identifiers(&cx, &read.value.identifiers);
            basics.object_size = service::object_size(&cx, &read.value.object_size);
        }
        basics.axes = axis::of_callers(&basics.callers);
        if let Some(read) = &axes.read {
            let declared = basics.axes.clone();
            let sizes = Sizes { identifiers: &basics.identifiers, object_size: basics.object_size.as_ref() };
            let mut all = axis::axes(&context(&read.file, &declared), &read.value, sizes);
            if let Some(read) = &written.representatives {
                let representatives = representative::representatives(&context(&read.file, &all), &read.value, sizes);
                all.represent(representatives);
            }
            basics.axes = all;
        }
        basics
    }
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

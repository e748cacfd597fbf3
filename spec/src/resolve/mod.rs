//! From the files as written to the API as meant: every reference is looked up, and what must fit together is compared.
//!
//! Nothing here stops at a problem. What is wrong is noted and resolved to something, or left out where nothing would do;
//! the result is thrown away in the end. Names are taken from the files before anything is resolved, so a broken item does
//! not make references to it dangle.

mod capability;
mod distinct;
mod inventory;
mod name;
mod operation;
mod origin;
mod rejection;
mod response;
mod service;
mod source;
mod types;
mod when;

use std::{cell::RefCell, sync::Arc};

use crate::{
    api::Api,
    files::File,
    load::Written,
    problem::{Diagnostics, Problem},
    source::Inventory,
};

use name::Names;

/// A file under review, with every name that it may refer to.
struct ResolveContext<'a> {
    diagnostics: Diagnostics<'a>,
    names: &'a Names,
}

/// The API; it means something only when no problem has been noted.
///
/// `complete`: every part of every file could be read, so what nothing refers to is not needed.
pub(crate) fn api(written: &Written, complete: bool, problems: &RefCell<Vec<Problem>>) -> Option<Api> {
    let names = &Names::of(written, problems);
    let cx = |file| -> ResolveContext<'_> { ResolveContext { diagnostics: diagnostics(file, problems), names } };

    let pages = source::pages(&written.sources.value);
    let decisions = source::decisions(&cx(&written.decisions.file), &written.decisions.value);
    let rules = source::rules(&cx(&written.rules.file), &written.rules.value);
    let types = written.types.iter().flat_map(|read| types::types(&cx(&read.file), &read.value)).collect();
    let code = &written.service.value.error_code;
    let errors = types::errors(&cx(&written.errors.file), &written.errors.value, code);
    let service = service::service(&cx(&written.service.file), &written.service.value)?;
    let resources = written.resources.iter();
    let operations = resources.flat_map(|read| operation::operations(&cx(&read.file), read, &errors, &service));
    let mut operations: operation::Operations = operations.collect();
    rejection::join(&cx(&written.service.file), &written.service.value.rejections, &errors, &mut operations);

    let places = operations.iter_mut().map(|(id, described)| (id.clone(), std::mem::take(&mut described.places)));
    let places = places.collect();
    let operations = operations.into_iter().map(|(id, described)| (id, described.operation)).collect();
    let inventory = Inventory::default();
    let mut api = Api { service, operations, types, errors, rules, decisions, pages, inventory };
    api.inventory = inventory::inventory(&cx(&written.inventory.file), &api, &written.inventory.value);
    distinct::check(&api, &places, problems);
    if complete {
        names.check_use(problems);
    }
    Some(api)
}

fn diagnostics<'a>(file: &'a Arc<File>, problems: &'a RefCell<Vec<Problem>>) -> Diagnostics<'a> {
    Diagnostics { file, problems }
}

//! From the files as written to the API as meant: every word and every reference is looked up.
//!
//! Nothing here stops at a problem: what cannot be resolved is noted and left out, and the rest goes on. Names are taken
//! from the files before anything is resolved, so a broken item does not make references to it dangle.

mod name;
mod operation;
mod origin;
mod path;
mod rejection;
mod response;
mod service;
mod source;
mod types;
mod when;

use std::cell::RefCell;

use crate::{
    api::Api,
    load::Written,
    problem::{Problem, Sheet},
};

use name::Names;

/// The API, or `None` with at least one problem noted.
pub(crate) fn api(written: &Written, problems: &RefCell<Vec<Problem>>) -> Option<Api> {
    let names = Names::of(written, problems);
    let sheet = |file| Desk { sheet: Sheet { file, problems }, names: &names };

    let pages = source::pages(&sheet(&written.sources.file), &written.sources.value);
    let decisions = source::decisions(&sheet(&written.decisions.file), &written.decisions.value);
    let rules = source::rules(&sheet(&written.rules.file), &written.rules.value);
    let types = written.types.iter().flat_map(|read| types::types(&sheet(&read.file), &read.value)).collect();
    let code = &written.service.value.error_code;
    let errors = types::errors(&sheet(&written.errors.file), &written.errors.value, code);
    let service = service::service(&sheet(&written.service.file), &written.service.value);
    let mut operations: operation::Operations = written
        .resources
        .iter()
        .flat_map(|read| operation::operations(&sheet(&read.file), read, &errors, service.as_ref()))
        .collect();
    let desk = sheet(&written.service.file);
    rejection::join(&desk, &written.service.value.rejections, &errors, &mut operations);

    let operations = operations.into_iter().map(|(id, described)| (id, described.operation)).collect();
    let service = service?;
    problems.borrow().is_empty().then_some(Api { service, operations, types, errors, rules, decisions, pages })
}

/// A file under review, with every name that it may refer to.
pub(crate) struct Desk<'a> {
    sheet: Sheet<'a>,
    names: &'a Names,
}

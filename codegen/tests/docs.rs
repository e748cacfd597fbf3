//! The reference documentation: everything is there, every link leads somewhere, and nothing is fetched.

#![expect(clippy::unwrap_used, reason = "what a test needs is there, or the test fails")]

use std::{collections::BTreeSet, path::Path};

use kii_codegen::{Generator, Target};
use kii_spec::Api;

fn api() -> Api {
    Api::embedded().unwrap_or_else(|problems| panic!("{problems}"))
}

fn page(api: &Api) -> String {
    let mut files = Generator::new().unwrap().only(&[Target::Docs]).files(api).unwrap();
    assert_eq!(files.len(), 1);
    let file = files.remove(0);
    assert_eq!(file.path, Path::new("docs/index.html"));
    file.text
}

/// The values of an attribute.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let begin = format!(" {attribute}=\"");
    page.split(begin.as_str()).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn every_part_of_the_spec_has_an_address_of_its_own() {
    let api = api();
    let page = page(&api);
    let all = values(&page, "id");
    let ids: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(ids.len(), all.len(), "an address is given twice");
    for operation in api.operations.values() {
        assert!(ids.contains(operation.id.to_string().as_str()), "{}", operation.id);
        for response in operation.responses.values() {
            let id = format!("{}/{}", operation.id, response.name.0);
            assert!(ids.contains(id.as_str()), "{id}");
        }
    }
    let names = api.errors.keys().map(|name| &name.0).chain(api.types.keys().map(|name| &name.0));
    for id in names.chain(api.decisions.keys().map(|id| &id.0)) {
        assert!(ids.contains(id.as_str()), "{id}");
    }
}

#[test]
fn every_link_on_the_page_leads_somewhere_and_nothing_is_fetched() {
    let page = page(&api());
    let ids: BTreeSet<&str> = values(&page, "id").into_iter().collect();
    let links = values(&page, "href");
    assert!(links.len() > 200, "{}", links.len());
    for link in links {
        match link.strip_prefix('#') {
            Some(id) => assert!(ids.contains(id), "{link} leads nowhere"),
            None => assert!(link.starts_with("http"), "{link}"),
        }
    }
    assert_eq!(values(&page, "src"), Vec::<&str>::new());
    assert!(!page.contains("<link") && !page.contains("@import") && !page.contains("url("));
}

#[test]
fn what_a_spec_says_is_text_and_no_markup() {
    let mut api = api();
    let evil = "\"><script>alert(1)</script>";
    api.service.title = evil.to_owned();
    for operation in api.operations.values_mut() {
        operation.summary = evil.to_owned();
        operation.id.verb = evil.into();
        operation.responses.values_mut().for_each(|response| response.name.0 = evil.into());
    }
    for error in api.errors.values_mut() {
        error.members.values_mut().for_each(|member| member.name = evil.to_owned());
    }
    assert!(!page(&api).contains("<script>alert"));
}

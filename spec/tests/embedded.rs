//! The spec that the program holds can be loaded, and is the one in the checkout.

use kii_spec::Api;

#[test]
fn the_spec_loads() {
    let api = Api::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let found: Vec<_> = api.operations.keys().map(ToString::to_string).collect();
    println!("{found:#?}");
    for operation in api.operations.values() {
        for response in operation.responses.values() {
            println!("{}/{} {} {:?}", operation.id, response.name, response.status, response.content);
        }
    }
    assert_eq!(found.len(), 11);
}

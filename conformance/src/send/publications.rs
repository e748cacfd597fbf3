//! What a case has published in a place: the addresses, and what is due there.

use kii_spec::State;
use url::Url;

use crate::values::Content;

/// The publications of a place, in the order of the answers that have named them.
#[derive(Clone, Debug, Default)]
pub struct Publications {
    /// The address that each answer has named; `None` where it has named none that anybody could ask for.
    named: Vec<Option<Url>>,
    /// What is due at each address, the one that was named last at the end.
    due: Vec<Publication>,
}

/// What is due at an address.
#[derive(Clone, Debug)]
struct Publication {
    address: Url,
    /// The bodies of which any may be served: the pages do not say whether a new body replaces the one that was published. Empty
    /// once a body of them has been deleted.
    bodies: Vec<Content>,
}

impl Publications {
    /// The address of a publication by its number, counted from 1; without a number the last one.
    #[must_use]
    pub fn address(&self, number: Option<usize>) -> Option<&Url> {
        let named = match number {
            Some(number) => self.named.get(number.checked_sub(1)?),
            None => self.named.last(),
        };
        named?.as_ref()
    }

    /// The bodies of which any may be served at an address. If there are none, nothing is published there.
    #[must_use]
    pub fn bodies(&self, address: &Url) -> &[Content] {
        let due = self.due.iter().find(|due| due.address == *address);
        due.map(|due| due.bodies.as_slice()).unwrap_or_default()
    }

    /// Notes that the body of a state has been published, and the address that the answer names.
    pub(crate) fn note(&mut self, address: Option<Url>, stored: &State<Content>) {
        if let Some(address) = &address {
            // A second publication may have the address of the first.
            self.due.retain(|due| due.address != *address);
            let bodies = stored.body.iter().cloned().collect();
            self.due.push(Publication { address: address.clone(), bodies });
        }
        self.named.push(address);
    }

    /// The publications after the stored body has changed. The deletion of a body ends its publications for good.
    #[must_use]
    pub(crate) fn after(&self, before: &State<Content>, after: &State<Content>) -> Self {
        let mut next = self.clone();
        for due in &mut next.due {
            match &after.body {
                None => due.bodies.clear(),
                Some(body) if !due.bodies.is_empty() && before.body.as_ref() != Some(body) => {
                    due.bodies.push(body.clone());
                }
                Some(_) => {}
            }
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(body: Option<usize>) -> State<Content> {
        State { body: body.map(|serial| Content::body(None, serial)), ..State::default() }
    }

    fn address(name: &str) -> Url {
        Url::parse(&format!("http://localhost/{name}")).unwrap()
    }

    #[test]
    fn a_publication_serves_any_body_that_it_has_had_until_one_is_deleted() {
        let mut publications = Publications::default();
        publications.note(Some(address("first")), &stored(Some(1)));
        let replaced = publications.after(&stored(Some(1)), &stored(Some(2)));
        let bodies = [Content::body(None, 1), Content::body(None, 2)];
        assert_eq!(replaced.bodies(&address("first")), bodies);
        let deleted = replaced.after(&stored(Some(2)), &stored(None));
        let again = deleted.after(&stored(None), &stored(Some(3)));
        assert!(again.bodies(&address("first")).is_empty(), "a new body does not bring it back");
    }

    #[test]
    fn publications_have_numbers_and_may_share_an_address() {
        let mut publications = Publications::default();
        publications.note(Some(address("one")), &stored(Some(1)));
        let mut publications = publications.after(&stored(Some(1)), &stored(None));
        publications.note(None, &stored(Some(2)));
        publications.note(Some(address("one")), &stored(Some(3)));
        assert_eq!(publications.address(Some(1)), Some(&address("one")));
        assert_eq!(publications.address(Some(2)), None);
        assert_eq!(publications.address(None), Some(&address("one")));
        assert_eq!(publications.address(Some(4)), None);
        assert_eq!(publications.bodies(&address("one")), [Content::body(None, 3)], "it has been published again");
    }
}

//! What a case has published in a place: the addresses, and what is due there.

use std::{collections::BTreeSet, sync::Arc};

use kii_spec::State;
use tokio::time::Instant;
use url::Url;

use crate::values::Content;

/// The publications of a place, in the order of the answers that have named them.
#[derive(Clone, Debug, Default)]
pub struct Publications {
    /// The address that each answer has named; `None` where it has named none that anybody could ask for.
    named: Vec<Option<Url>>,
    /// What is due at each address.
    addresses: Addresses,
    /// What is due at the addresses of objects that the place has had before, which no request reaches any more.
    former: Addresses,
    /// The IDs and the addresses that answers have named.
    names: BTreeSet<String>,
    /// Those of the publications in other places.
    elsewhere: Arc<BTreeSet<String>>,
    /// Until when the publications at least live that the case waits for, by their addresses.
    living: Vec<(Url, Instant)>,
}

/// The bodies of which any may be served at each address: the pages do not say whether a new body replaces the one that was
/// published. None once a body of them has been deleted.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Addresses(Vec<(Url, Vec<Content>)>);

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

    /// Whether a later publication has the address of this one, so that what is due there is what is due to the later one.
    pub(crate) fn is_superseded(&self, number: Option<usize>) -> bool {
        let later = self.named.get(number.unwrap_or(self.named.len())..).unwrap_or_default();
        self.address(number).is_some_and(|address| later.iter().flatten().any(|other| other == address))
    }

    /// The bodies of which any may be served at an address. If there are none, nothing is published there.
    #[must_use]
    pub fn bodies(&self, address: &Url) -> &[Content] {
        self.addresses.get(address).or_else(|| self.former.get(address)).unwrap_or_default()
    }

    /// What is due at each address.
    pub(crate) const fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// The IDs and the addresses of the publications in other places of the case: none of them is another object's.
    #[must_use]
    pub(crate) fn elsewhere(&self) -> Arc<BTreeSet<String>> {
        Arc::clone(&self.elsewhere)
    }

    /// Notes what others have published.
    pub(crate) fn note_others<'p>(&mut self, others: impl Iterator<Item = &'p Self>) {
        let named: BTreeSet<String> = others.flat_map(|other| other.names.iter().cloned()).collect();
        if named != *self.elsewhere {
            self.elsewhere = Arc::new(named);
        }
    }

    /// Notes the ID or the address of a publication.
    pub(crate) fn note_name(&mut self, name: Option<&str>) {
        self.names.extend(name.map(str::to_owned));
    }

    /// Notes until when the publication at the address that was named last at least lives; `None`: it is not waited for.
    pub(crate) fn note_life(&mut self, until: Option<Instant>) {
        let Some(address) = self.address(None).cloned() else { return };
        self.living.retain(|(known, _)| *known != address);
        self.living.extend(until.map(|until| (address, until)));
    }

    /// Whether the publication at an address may have ended by a moment.
    pub(crate) fn may_have_ended(&self, address: &Url, at: Instant) -> bool {
        self.living.iter().any(|(known, until)| known == address && at >= *until)
    }

    /// Notes that the body of a state has been published, and the address that the answer names.
    pub(crate) fn note(&mut self, address: Option<Url>, stored: &State<Content>) {
        if let Some(address) = &address {
            self.addresses.publish(address.clone(), stored);
        }
        self.named.push(address);
    }

    /// Notes what is due after a race in which these addresses were named.
    pub(crate) fn end_race(&mut self, named: impl Iterator<Item = Option<Url>>, addresses: Addresses) {
        self.named.extend(named);
        self.addresses = addresses;
    }

    /// Those of another object: the ones so far serve what they served, and their names are taken.
    #[must_use]
    pub(crate) fn of_another_object(&self) -> Self {
        let elsewhere = self.elsewhere.iter().chain(&self.names).cloned().collect();
        let former = self.former.with(&self.addresses);
        let (addresses, names) = (Addresses::default(), BTreeSet::new());
        let (named, living) = (self.named.clone(), self.living.clone());
        Self { named, addresses, former, names, elsewhere: Arc::new(elsewhere), living }
    }

    /// The publications after the stored body has changed.
    #[must_use]
    pub(crate) fn after(&self, before: &State<Content>, after: &State<Content>) -> Self {
        Self { addresses: self.addresses.after(before, after), ..self.clone() }
    }
}

impl Addresses {
    /// The bodies of which any may be served at an address. If there are none, nothing is published there.
    pub(crate) fn bodies(&self, address: &Url) -> &[Content] {
        self.get(address).unwrap_or_default()
    }

    fn get(&self, address: &Url) -> Option<&[Content]> {
        let due = self.0.iter().find(|(known, _)| known == address);
        due.map(|(_, bodies)| bodies.as_slice())
    }

    /// These, and others, which count where both have an address.
    fn with(&self, others: &Self) -> Self {
        let kept = self.0.iter().filter(|(address, _)| others.get(address).is_none());
        Self(kept.chain(&others.0).cloned().collect())
    }

    /// All addresses.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Url> {
        self.0.iter().map(|(address, _)| address)
    }

    /// The body of a state is published. A second publication may have the address of the first.
    pub(crate) fn publish(&mut self, address: Url, stored: &State<Content>) {
        self.0.retain(|(known, _)| *known != address);
        self.0.push((address, stored.body.iter().cloned().collect()));
    }

    /// What is due after the stored body has changed. The deletion of a body ends its publications for good.
    #[must_use]
    pub(crate) fn after(&self, before: &State<Content>, after: &State<Content>) -> Self {
        let mut next = self.clone();
        for (_, bodies) in &mut next.0 {
            match &after.body {
                None => bodies.clear(),
                Some(body) if !bodies.is_empty() && before.body.as_ref() != Some(body) => bodies.push(body.clone()),
                Some(_) => {}
            }
        }
        next
    }

    /// The same in an order that does not depend on what came first.
    #[must_use]
    pub(crate) fn in_order(mut self) -> Self {
        for (_, bodies) in &mut self.0 {
            bodies.sort_by_key(|body| (body.bytes.as_ptr(), body.bytes.len()));
            bodies.dedup();
        }
        self.0.sort_by(|(one, _), (other, _)| one.cmp(other));
        self
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
    fn each_publication_has_a_life_of_its_own() {
        let (mut publications, now) = (Publications::default(), Instant::now());
        publications.note(Some(address("short")), &stored(Some(1)));
        publications.note_life(Some(now));
        publications.note(Some(address("long")), &stored(Some(1)));
        publications.note_life(None);
        assert!(publications.may_have_ended(&address("short"), now));
        assert!(!publications.may_have_ended(&address("long"), now));
        publications.note(Some(address("short")), &stored(Some(1)));
        publications.note_life(None);
        assert!(!publications.may_have_ended(&address("short"), now), "it was published once more");
    }

    #[test]
    fn names_of_other_places_are_known() {
        let (mut own, mut other) = (Publications::default(), Publications::default());
        other.note_name(Some("id"));
        own.note_others([&other].into_iter());
        assert!(own.elsewhere().contains("id"));
        assert!(other.elsewhere().is_empty(), "its own names are its own");
    }

    /// A server that chooses the ID makes another object; that one's body has nothing to do with what was published before.
    #[test]
    fn what_was_published_of_another_object_stays() {
        let mut publications = Publications::default();
        publications.note(Some(address("one")), &stored(Some(1)));
        publications.note_name(Some("id"));
        let publications = publications.of_another_object();
        let uploaded = publications.after(&stored(None), &stored(Some(2)));
        let deleted = uploaded.after(&stored(Some(2)), &stored(None));
        assert_eq!(deleted.address(Some(1)), Some(&address("one")));
        assert_eq!(deleted.bodies(&address("one")), [Content::body(None, 1)]);
        assert!(deleted.elsewhere().contains("id"), "another object has that name");
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
        assert!(publications.is_superseded(Some(1)), "by the third");
        assert!(!publications.is_superseded(None));
    }
}

//! The addresses that answers name: of new objects, and of published content.

use http::Method;
use jiff::Timestamp;
use kii_spec::{DerivedCheck, IdentifierRole, Level, Statement};
use url::Url;

use super::{
    super::{
        published::PublishedRead,
        recorded::RecordedExchange,
        request_reading::RequestReading,
        traffic_report::{NotJudged, Side},
    },
    Inspector,
};
use crate::{
    judge::PublishedMismatch,
    send::{CaseState, parameters, route},
};

impl Inspector<'_> {
    /// Finds an address of a new object that is the one of another object.
    pub(super) fn inspect_location(
        &mut self,
        exchange: &RecordedExchange,
        reading: &RequestReading<'_>,
        before: &CaseState,
        after: &CaseState,
    ) {
        let Some(url) = after.location.as_ref().filter(|url| Some(*url) != before.location.as_ref()) else { return };
        // Unless the request says which object it is, the answer does, if its content was recorded.
        let named = Some(&after.object_id).filter(|id| **id != before.object_id);
        let Some(new) = reading.known.object_id.as_ref().or(named) else { return };
        let Some(named) = self.object_at(url).filter(|named| named != new) else { return };
        let Some(rule) = self.api.rule_of(DerivedCheck::LocationAnswers) else { return };
        let statement = Statement::Rule(rule.id.clone());
        let expected = format!("an address that answers with the new object `{new}`");
        let found = format!("{url}, the address of the object `{named}`");
        let about = (reading.operation, reading.scope);
        let finding = self.finding(exchange, about, Side::Server, &statement, Level::Must, expected, found);
        self.report.findings.push(finding);
    }

    /// The ID of the object whose address this is; `None` if it is the address of no object, as far as anybody can see.
    fn object_at(&self, url: &Url) -> Option<String> {
        let is_here = url.origin() == self.base.origin();
        let (operation, scope) = is_here.then(|| route(self.api, &self.base, &Method::GET, url)).flatten()?;
        let identifiers = &self.api.service.identifiers;
        let parameters = parameters(self.api, &self.base, (operation, scope), url);
        let mut named = parameters.into_iter();
        let object = named.find(|(name, _)| identifiers.get(*name).is_some_and(|it| it.role == IdentifierRole::Object));
        object.map(|(_, id)| id)
    }

    /// Judges a request to none of the operations, if it is for published content.
    pub(super) fn inspect_elsewhere(&mut self, exchange: &RecordedExchange) {
        if !self.keep_read(exchange) {
            self.skip(NotJudged::OtherPath);
        }
        let RecordedExchange { request, .. } = exchange;
        if !request.method.is_safe() && request.url.origin() == self.base.origin() {
            self.forget_below(&request.url);
        }
    }

    /// Keeps a read of published content until it can be judged; whether it can be.
    fn keep_read(&mut self, exchange: &RecordedExchange) -> bool {
        let places = &self.places;
        self.published.keep(exchange, |place, url| {
            places.get(place).map(|known| known.state.published.bodies(url).to_vec()).unwrap_or_default()
        })
    }

    /// Judges the reads of published content that had ended by this time; all, if there is none.
    pub(super) fn judge_reads(&mut self, time: Option<Timestamp>) {
        for read in self.published.ended_by(time) {
            self.judge_read(read);
        }
    }

    /// Judges a read of published content by all bodies that the place may have had meanwhile.
    fn judge_read(&mut self, read: PublishedRead<'_>) {
        let PublishedRead { exchange, operation, scope, place, mut bodies } = read;
        let url = &exchange.request.url;
        let now = self.places.get(&place).map(|known| known.state.published.bodies(url)).unwrap_or_default();
        let rule = self.api.rule_of(DerivedCheck::PublicationServes);
        let (Some(rule), Some(answer), false) = (rule, &exchange.response, now.is_empty()) else {
            // Meanwhile its body was deleted, or somebody else may have changed it.
            self.skip(NotJudged::OtherPath);
            return;
        };
        if !self.published.is_known(url) {
            self.skip(NotJudged::OtherPath);
            return;
        }
        bodies.extend(now.iter().cloned());
        self.report.judged += 1;
        let statement = Statement::Rule(rule.id.clone());
        for PublishedMismatch { expected, found, .. } in PublishedMismatch::of(&bodies, &answer.response) {
            let about = (operation, scope);
            let finding = self.finding(&exchange, about, Side::Server, &statement, Level::Must, expected, found);
            self.report.findings.push(finding);
        }
    }
}

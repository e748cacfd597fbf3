//! Makes a walk: the requests that follow from a seed, each with a defined answer in every scope that the walk is for.

use indexmap::IndexMap;
use kii_spec::{
    BodyChange, Chosen, HeaderValue, ObjectChange, ObjectForm, Operation, RequestChange, Version,
    axis::{Axis, AxisKind, CallerId, Point},
};
use serde_json::Map;

use super::{
    Offers,
    draw::Draw,
    outline::{Documented, Foreseen, Outline, Unusable},
};
use crate::cases::{
    case::{Action, Expect, Fetch, Published, Role, Sent, Step},
    place::{Place, Which},
};

/// How many operations are tried for one request.
const OPERATIONS: usize = 4;

/// How often a request to an operation differs from a usual one, in percent of the usual share: less with each attempt, so that an
/// operation is not left out because few combinations are defined.
const SHARES: [usize; 5] = [100, 80, 50, 20, 0];

/// How many bytes make a content one that is sent seldom.
const LARGE: usize = 16 * 1024;

/// Makes one walk.
pub(super) struct Walker<'d, 'a> {
    /// One for each scope. The first is the one in which most requests succeed.
    outlines: Vec<Outline<'d, 'a>>,
    /// Whether a request can be made.
    offers: &'d Offers<'a>,
    draw: Draw,
    actions: Vec<Action>,
    /// The place of the last request that could change something.
    last: Place,
    length: usize,
}

impl<'d, 'a> Walker<'d, 'a> {
    pub(super) fn new(scopes: &[&'d Documented<'a>], offers: &'d Offers<'a>, seed: u64, length: usize) -> Self {
        let outlines = scopes.iter().map(|documented| Outline::new(documented)).collect();
        Self { outlines, offers, draw: Draw::new(seed), actions: Vec::new(), last: Place::default(), length }
    }

    /// The requests of the walk.
    pub(super) fn walk(mut self) -> Vec<Action> {
        // A draw that finds nothing adds nothing, so their number is limited.
        for _ in 0..self.length.saturating_mul(4) {
            if self.actions.len() >= self.length {
                break;
            }
            self.go_on();
        }
        self.actions
    }

    fn go_on(&mut self) {
        let place = self.place();
        let must_succeed = self.draw.happens(70);
        let Some(step) = self.request(place, must_succeed) else { return };
        let is_write = self.operation(&step).is_some_and(|operation| !operation.is_safe());
        self.make(step);
        if is_write {
            self.last = place;
        }
        if is_write && self.draw.happens(65) {
            self.look_around(place);
        }
    }

    /// The place of the next request: often that of the last write, otherwise mostly the walk's own.
    fn place(&mut self) -> Place {
        if self.draw.happens(40) {
            return self.last;
        }
        let (own, other) = (Which::Own, Which::Other);
        let places = [
            (66, Place { bucket: own, object: own, owner: own }),
            (18, Place { bucket: own, object: other, owner: own }),
            (16, Place { bucket: other, object: own, owner: own }),
        ];
        self.draw.weighted(&places).copied().unwrap_or_default()
    }

    /// Looks at the place of a write and sometimes at another, and at what has been published there.
    fn look_around(&mut self, place: Place) {
        for _ in 0..=self.draw.below(3) {
            self.look(place);
        }
        self.fetch(place, 80);
        let known: Vec<Place> = self.outlines.first().into_iter().flat_map(Outline::places).collect();
        let others: Vec<Place> = known.into_iter().filter(|known| *known != place).collect();
        if self.draw.happens(25)
            && let Some(other) = self.draw.one_of(&others).copied()
        {
            self.look(other);
            self.fetch(other, 60);
        }
    }

    /// A plain read by anybody who may read.
    fn look(&mut self, place: Place) {
        let Some(documented) = self.outlines.first().map(Outline::documented) else { return };
        let observers: Vec<&Operation> =
            documented.api.observers().into_iter().chain(documented.api.silent_observers()).collect();
        let Some(operation) = self.draw.one_of(&observers).copied() else { return };
        let caller = self.caller(documented.admitted(operation));
        let step = step(operation, place, Point::default().called_by(caller));
        if self.foresee(&step).is_ok() {
            self.make(step);
        }
    }

    fn fetch(&mut self, place: Place, percent: usize) {
        let made = self.outlines.iter().map(|outline| outline.at(place).publications).min().unwrap_or_default();
        if made > 0 && self.draw.happens(percent) {
            let publication = Some(1 + self.draw.below(made));
            self.actions.push(Action::Fetch(Fetch {
                role: Role::Act,
                place,
                publication,
                caller: None,
                expect: Published::Due,
            }));
        }
    }

    /// A request with a defined answer, drawn until it succeeds or is refused as it must. If it names a version that no answer
    /// has named, a read of it is made first.
    fn request(&mut self, place: Place, must_succeed: bool) -> Option<Step> {
        for _ in 0..OPERATIONS {
            let operation = self.draw_operation(place, must_succeed)?;
            let made = SHARES.into_iter().find_map(|share| self.request_to(operation, place, must_succeed, share));
            if made.is_some() {
                return made;
            }
        }
        None
    }

    fn request_to(&mut self, operation: &'a Operation, place: Place, must_succeed: bool, share: usize) -> Option<Step> {
        let mut step = step(operation, place, self.draw_point(operation, must_succeed, share));
        step.sent.representatives = self.draw_representatives(operation, step.point);
        let is_fit = |foreseen: &Foreseen<'_>| foreseen.success().is_some() == must_succeed;
        match self.foresee(&step) {
            Ok(foreseen) => is_fit(&foreseen).then_some(step),
            Err(Unusable::Undefined) => None,
            Err(Unusable::Unread(version)) => {
                let read = self.reading(version, place)?;
                self.make(read);
                self.foresee(&step).is_ok_and(|foreseen| is_fit(&foreseen)).then_some(step)
            }
        }
    }

    /// A read whose answer names a version.
    fn reading(&mut self, version: Version, place: Place) -> Option<Step> {
        let documented = self.outlines.first()?.documented();
        let mut reads = Vec::new();
        for operation in documented.api.operations.values().filter(|operation| operation.is_safe()) {
            let step = step(operation, place, Point::default());
            let names = |foreseen: Foreseen<'_>| {
                let headers = foreseen.success().map(|response| response.headers.as_slice()).unwrap_or_default();
                headers.iter().any(|header| header.value == HeaderValue::Version(version))
            };
            if self.foresee(&step).is_ok_and(names) {
                reads.push(step);
            }
        }
        self.draw.one_of(&reads).cloned()
    }

    /// An operation, the likelier the more its success would change.
    fn draw_operation(&mut self, place: Place, must_succeed: bool) -> Option<&'a Operation> {
        let first = self.outlines.first()?;
        let weights = first.documented().api.operations.values().filter_map(|operation| {
            let plain = first.foresee(&step(operation, place, Point::default()));
            let success = plain.ok().and_then(|foreseen| foreseen.success());
            match (success, must_succeed) {
                (None, true) => None,
                (None, false) if operation.is_safe() => Some((1, operation)),
                (None, false) => Some((4, operation)),
                (Some(response), _) => {
                    let weight = match (response.then.object, response.then.body) {
                        (Some(ObjectChange::Deleted), _) | (None, Some(BodyChange::Deleted)) => 3,
                        (Some(ObjectChange::Sent | ObjectChange::Merged), _) => 4,
                        (None, Some(BodyChange::Sent)) => 8,
                        (None, None) if operation.is_safe() => 2,
                        (None, None) => 8,
                    };
                    Some((weight, operation))
                }
            }
        });
        let weights: Vec<(usize, &Operation)> = weights.collect();
        self.draw.weighted(&weights).copied()
    }

    /// How a request differs from a usual one.
    fn draw_point(&mut self, operation: &'a Operation, must_succeed: bool, share: usize) -> Point {
        let Some(documented) = self.outlines.first().map(Outline::documented) else { return Point::default() };
        let axes = &documented.api.axes;
        let caller = match must_succeed || self.draw.happens(60) {
            true => self.caller(documented.admitted(operation)),
            false => {
                let callers: Vec<CallerId> = documented.api.service.callers.values().map(|caller| caller.id).collect();
                self.draw.one_of(&callers).copied().unwrap_or_else(|| Point::default().caller())
            }
        };
        let mut point = Point::default().called_by(caller);
        let request = operation.axes.iter().filter(|axis| axis.kind() == AxisKind::Request && **axis != Axis::CALLER);
        for axis in request {
            let settings = axes.settings(*axis);
            let Some((_, setting)) = self.draw.one_of(&settings) else { continue };
            let percent = match axes.value(*setting).map(|value| (&value.change, value.malformed)) {
                // Another identifier is another object.
                Some((RequestChange::Identifier { .. }, false)) => 0,
                Some((RequestChange::Identifier { .. }, true)) => 2,
                Some((RequestChange::Headers(_), _)) => 65,
                Some((change, _)) if is_large(change) => 6,
                Some(_) | None => 45,
            };
            if self.draw.happens(percent * share / 100) {
                point = point.with(*setting);
            }
        }
        point
    }

    /// Members of the classes that a point has, each as often as the value itself.
    fn draw_representatives(&mut self, operation: &Operation, point: Point) -> Chosen {
        let Some(api) = self.outlines.first().map(|outline| outline.documented().api) else { return Chosen::new() };
        let mut chosen = Chosen::new();
        for axis in
            operation.axes.iter().filter(|axis| axis.kind() == AxisKind::Request && !api.axes.is_address(**axis))
        {
            let number = self.draw.below(usize::MAX);
            let Some(representative) = api.representative_at(point.setting(*axis), number) else { continue };
            if !is_large(&representative.change) || self.draw.happens(10) {
                chosen.insert(*axis, representative.name.clone());
            }
        }
        chosen
    }

    /// The usual caller, or as often another of these.
    fn caller(&mut self, admitted: &[CallerId]) -> CallerId {
        let usual = Point::default().caller();
        let others: Vec<CallerId> = admitted.iter().copied().filter(|caller| *caller != usual).collect();
        match self.draw.happens(50) {
            true => usual,
            false => self.draw.one_of(&others).copied().unwrap_or(usual),
        }
    }

    fn operation(&self, step: &Step) -> Option<&'a Operation> {
        self.outlines.first()?.documented().api.operations.get(&step.operation)
    }

    /// What is due in the first scope, if something is in every scope.
    fn foresee(&self, step: &Step) -> Result<Foreseen<'a>, Unusable> {
        let mut first = None;
        for outline in &self.outlines {
            if !(self.offers)(outline.documented().scope, step) {
                return Err(Unusable::Undefined);
            }
            let foreseen = outline.foresee(step)?;
            first.get_or_insert(foreseen);
        }
        first.ok_or(Unusable::Undefined)
    }

    fn make(&mut self, step: Step) {
        for outline in &mut self.outlines {
            if let Ok(foreseen) = outline.foresee(&step) {
                outline.note(&step, &foreseen);
            }
        }
        self.actions.push(Action::Call(Box::new(step)));
    }
}

/// Whether a change makes a content so large that it is sent seldom.
const fn is_large(change: &RequestChange) -> bool {
    match change {
        RequestChange::Body(form) => matches!(form.bytes, Some(length) if length > LARGE),
        RequestChange::Object(
            ObjectForm::Size(_) | ObjectForm::Padding(_) | ObjectForm::Filled { .. } | ObjectForm::Repeated { .. },
        ) => true,
        RequestChange::None
        | RequestChange::Caller(_)
        | RequestChange::Identifier { .. }
        | RequestChange::Headers(_)
        | RequestChange::Object(_)
        | RequestChange::Token(_)
        | RequestChange::Lasting { .. }
        | RequestChange::Members(_)
        | RequestChange::NoContent
        | RequestChange::LowerCaseScheme
        | RequestChange::MediaParameter(_)
        | RequestChange::Transfer(_) => false,
    }
}

/// A request in a walk.
pub(super) fn step(operation: &Operation, place: Place, point: Point) -> Step {
    Step {
        role: Role::Act,
        operation: operation.id.clone(),
        scope: None,
        point,
        sent: Sent { place, ..Sent::default() },
        expect: Expect::Due,
        keep: IndexMap::new(),
        see: Map::new(),
    }
}

//! The request axes as the spec declares them: their names, their values and the operations that they apply to.

use indexmap::IndexMap;

use crate::{
    axis::{Axis, AxisIndex, Body, Object, Owner, Point, RequestPoint, Setting, ValueIndex},
    operation::{Operation, OperationId, RequestContent},
    representative::{Chosen, Representative},
    request_change::{NamedVersions, RequestChange},
};

/// A way in which requests differ.
#[derive(Clone, Debug)]
pub struct RequestAxis {
    /// Its name.
    pub name: String,
    /// What it is about, one sentence.
    pub summary: String,
    /// The operations whose requests can differ so.
    pub applies: Applies,
    /// Its values by name, the default first.
    pub values: IndexMap<String, AxisValue>,
}

/// A value of a request axis.
#[derive(Clone, Debug)]
pub struct AxisValue {
    /// Its name.
    pub name: String,
    /// What it is, one sentence.
    pub summary: String,
    /// What it changes in a request.
    pub change: RequestChange,
    /// Whether it makes an identifier one that the documents do not allow.
    pub malformed: bool,
    /// The members of the class for which it stands, in the spec's order, beside the one that is sent without being chosen.
    pub representatives: Vec<Representative>,
}

/// The operations that an axis applies to: those for which everything holds that is given.
#[derive(Clone, Debug, Default)]
pub struct Applies {
    /// The path has this identifier.
    pub identifier: Option<String>,
    /// The request can have this.
    pub request: Option<RequestPart>,
    /// The operation is one of these.
    pub operations: Option<Vec<OperationId>>,
}

/// What requests of some operations can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestPart {
    /// A header that names a version.
    Precondition,
    /// A header that asks for something new.
    IfNoneMatch,
    /// A header that asks for a part of a body.
    Range,
    /// The members of an object.
    Object,
    /// The bytes of a body.
    Body,
    /// JSON of a described type.
    Json,
}

/// All axes of a spec. The first request axis is that of the callers.
#[derive(Clone, Debug, Default)]
pub struct Axes {
    pub(crate) request: IndexMap<String, RequestAxis>,
}

const OWNER: [(&str, Owner); 2] = [("exists", Owner::Exists), ("absent", Owner::Absent)];
const OBJECT: [(&str, Object); 2] = [("exists", Object::Exists), ("absent", Object::Absent)];
const BODY: [(&str, Body); 2] = [("absent", Body::Absent), ("exists", Body::Exists)];

impl Applies {
    /// Whether the axis applies to an operation.
    #[must_use]
    pub fn to(&self, operation: &Operation) -> bool {
        self.identifier.as_ref().is_none_or(|name| operation.has_parameter(name))
            && self.request.is_none_or(|part| part.is_in(operation))
            && self.operations.as_ref().is_none_or(|operations| operations.contains(&operation.id))
    }
}

impl RequestPart {
    fn is_in(self, operation: &Operation) -> bool {
        let request = &operation.request;
        match self {
            Self::Precondition => request.precondition.is_some(),
            Self::IfNoneMatch => request.precondition.is_some_and(|precondition| precondition.if_none_match),
            Self::Range => request.range,
            Self::Object => request.content == RequestContent::Object,
            Self::Body => request.content == RequestContent::Body,
            Self::Json => matches!(request.content, RequestContent::Json(_)),
        }
    }
}

impl Axes {
    /// Every axis, those of the state first, in the spec's order.
    pub fn all(&self) -> impl Iterator<Item = Axis> {
        Axis::STATE.into_iter().chain(self.indices().map(Axis::Request))
    }

    fn indices(&self) -> impl Iterator<Item = AxisIndex> {
        (0_u8..).zip(self.request.keys()).map(|(index, _)| AxisIndex(index))
    }

    /// The declaration of a request axis; `None` for an axis of the state.
    #[must_use]
    pub fn declared(&self, axis: Axis) -> Option<&RequestAxis> {
        match axis {
            Axis::Owner | Axis::Object | Axis::Body => None,
            Axis::Request(index) => self.request.get_index(usize::from(index.0)).map(|(_, axis)| axis),
        }
    }

    /// The declaration of a setting of a request axis; `None` for one of the state.
    #[must_use]
    pub fn value(&self, setting: Setting) -> Option<&AxisValue> {
        match setting {
            Setting::Owner(_) | Setting::Object(_) | Setting::Body(_) => None,
            Setting::Request(_, value) => {
                let axis = self.declared(setting.axis())?;
                axis.values.get_index(usize::from(value.0)).map(|(_, value)| value)
            }
        }
    }

    /// The axis with this name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<Axis> {
        self.all().find(|axis| self.name(*axis) == name)
    }

    /// The name of an axis.
    #[must_use]
    pub fn name(&self, axis: Axis) -> &str {
        match axis {
            Axis::Owner => "owner",
            Axis::Object => "object",
            Axis::Body => "body",
            Axis::Request(_) => self.declared(axis).map_or("", |axis| &axis.name),
        }
    }

    /// Every setting of an axis with the name of its value, the default first.
    #[must_use]
    pub fn settings(&self, axis: Axis) -> Vec<(&str, Setting)> {
        match axis {
            Axis::Owner => OWNER.map(|(word, owner)| (word, Setting::Owner(owner))).to_vec(),
            Axis::Object => OBJECT.map(|(word, object)| (word, Setting::Object(object))).to_vec(),
            Axis::Body => BODY.map(|(word, body)| (word, Setting::Body(body))).to_vec(),
            Axis::Request(index) => {
                let names = self.declared(axis).into_iter().flat_map(|axis| axis.values.keys());
                let settings = (0_u8..).zip(names);
                settings.map(|(value, name)| (name.as_str(), Setting::Request(index, ValueIndex(value)))).collect()
            }
        }
    }

    /// The setting of an axis at the value with this name.
    #[must_use]
    pub fn at(&self, axis: Axis, name: &str) -> Option<Setting> {
        self.settings(axis).into_iter().find(|(word, _)| *word == name).map(|(_, setting)| setting)
    }

    /// A setting as cases and reports name it: `axis=value`.
    #[must_use]
    pub fn text(&self, setting: Setting) -> String {
        let axis = setting.axis();
        let settings = self.settings(axis);
        let value = settings.iter().find(|(_, known)| *known == setting).map_or("", |(name, _)| name);
        format!("{}={value}", self.name(axis))
    }

    /// The settings of all request axes, in the spec's order.
    pub fn request_settings(&self) -> impl Iterator<Item = Setting> {
        self.indices().flat_map(|index| self.settings(Axis::Request(index))).map(|(_, setting)| setting)
    }

    /// What a point changes in a usual request, in the order of the axes.
    pub fn changes(&self, point: Point) -> impl Iterator<Item = &RequestChange> {
        point.differences().into_iter().filter_map(|setting| self.value(setting)).map(|value| &value.change)
    }

    /// What each axis changes in a usual request at a point, when these representatives stand for its values.
    pub fn changes_with<'a>(
        &'a self,
        point: Point,
        chosen: &'a Chosen,
    ) -> impl Iterator<Item = (Axis, &'a RequestChange)> {
        self.indices().map(Axis::Request).filter_map(move |axis| {
            let value = self.value(point.setting(axis))?;
            let name = chosen.get(&axis);
            let representative = name.and_then(|name| value.representatives.iter().find(|one| one.name == *name));
            Some((axis, representative.map_or(&value.change, |representative| &representative.change)))
        })
    }

    /// The representatives of the class for which a value of an axis stands, in the spec's order; none of an axis of the state.
    #[must_use]
    pub fn representatives(&self, setting: Setting) -> &[Representative] {
        self.value(setting).map(|value| value.representatives.as_slice()).unwrap_or_default()
    }

    /// Whether an axis says which identifier a path has.
    #[must_use]
    pub fn is_address(&self, axis: Axis) -> bool {
        self.declared(axis).is_some_and(|axis| axis.applies.identifier.is_some())
    }

    /// Whether the identifiers of a request at this point are ones that the documents allow.
    #[must_use]
    pub fn is_well_formed(&self, point: Point) -> bool {
        !point.differences().into_iter().filter_map(|setting| self.value(setting)).any(|value| value.malformed)
    }

    /// A usual request to the address that a request at this point has: only the forms of its identifiers are kept.
    #[must_use]
    pub fn address(&self, point: Point) -> RequestPoint {
        let forms = point.differences().into_iter().filter(|setting| {
            self.value(*setting).is_some_and(|value| matches!(value.change, RequestChange::Identifier { .. }))
        });
        forms.fold(Point::default(), Point::with).request
    }

    /// The headers that an axis is about.
    pub fn headers(&self, axis: Axis) -> impl Iterator<Item = &http::HeaderName> {
        let values = self.declared(axis).into_iter().flat_map(|axis| axis.values.values());
        values.flat_map(|value| value.change.headers()).map(|(name, _)| name)
    }

    /// Which versions a request at this point names.
    #[must_use]
    pub fn versions(&self, point: Point) -> NamedVersions {
        let templates = self.changes(point).flat_map(RequestChange::headers).map(|(_, template)| template);
        templates.fold(NamedVersions::default(), |named, template| named.and(template))
    }

    /// The same request after the version that it names as the current one has been superseded.
    #[must_use]
    pub fn outdated(&self, point: Point) -> Point {
        let outdated = point.differences().into_iter().filter_map(|setting| {
            let headers = self.value(setting)?.change.headers();
            let superseded: Vec<_> = headers.iter().map(|(name, template)| (name, template.outdated())).collect();
            let settings = self.settings(setting.axis()).into_iter().map(|(_, setting)| setting);
            settings.filter(|other| *other != setting).find(|other| {
                let others = self.value(*other).map(|value| value.change.headers()).unwrap_or_default();
                !headers.is_empty()
                    && others.iter().map(|(name, template)| (name, template.clone())).eq(superseded.iter().cloned())
            })
        });
        outdated.fold(point, Point::with)
    }

    /// Adds representatives, each to the value of an axis for which it stands.
    pub(crate) fn represent(&mut self, representatives: Vec<(Setting, Vec<Representative>)>) {
        for (setting, representatives) in representatives {
            let Setting::Request(axis, value) = setting else { continue };
            let declared = self.request.get_index_mut(usize::from(axis.0)).map(|(_, declared)| declared);
            let value = declared.and_then(|declared| declared.values.get_index_mut(usize::from(value.0)));
            if let Some((_, value)) = value {
                value.representatives = representatives;
            }
        }
    }

    /// The axes that mean something to an operation; `objects`: the identifiers of objects.
    pub(crate) fn of(&self, operation: &Operation, objects: &[&str]) -> Vec<Axis> {
        let names_object = objects.iter().any(|name| operation.has_parameter(name));
        let has = |axis: &Axis| match axis {
            Axis::Owner => true,
            Axis::Object | Axis::Body => names_object,
            Axis::Request(_) => self.declared(*axis).is_some_and(|axis| axis.applies.to(operation)),
        };
        self.all().filter(has).collect()
    }
}

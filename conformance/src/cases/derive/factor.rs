//! The factors of a row: everything in which requests to an operation, and what came before and after them, can differ.

use kii_spec::{
    Access, Api, IdentifierRole, Level, Operation, RequestChange, Scope,
    axis::{Axis, Object, Owner, Point, Setting},
};

use super::history::{Histories, Past};

/// More bytes than this are uploaded only where that covers something.
const MANY_BYTES: usize = 65_537;

/// In fewer bytes than this, not every range of the spec lies.
const FEW_BYTES: usize = 128;

/// What a factor is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The scope.
    Scope,
    /// How the object came to be.
    Origin,
    /// What has happened to it since.
    Past,
    /// Who has done all this.
    Writer,
    /// What was created.
    Stored,
    /// What was uploaded.
    Uploaded,
    /// Who looks afterwards.
    Reader,
    /// Whether the owner exists.
    Owner,
    /// A request axis.
    Request(Axis),
}

/// A factor.
#[derive(Debug)]
pub(super) struct Factor {
    /// What it is about.
    pub(super) role: Role,
    /// Its values; the first one is the usual one.
    pub(super) values: Vec<Value>,
}

/// A value of a factor.
#[derive(Debug)]
pub(super) struct Value {
    /// `factor=value`, as it stands in IDs.
    pub(super) text: String,
    /// What it sets, where it is a value of an axis.
    pub(super) setting: Option<Setting>,
    /// Whether it is an identifier that the documents do not allow.
    pub(super) malformed: bool,
    /// Whether it is an identifier that is formed as documented, which decides nothing.
    pub(super) is_neutral: bool,
    /// Whether it is an identifier.
    pub(super) is_identifier: bool,
    /// Whether it is an identifier of an object that is formed as documented, and not as usual.
    pub(super) is_object_id: bool,
    /// Whether it is only used where it covers something.
    pub(super) is_costly: bool,
    /// Whether it is a body of so few bytes that a range lies behind it.
    pub(super) is_short: bool,
    /// Whether it is the object that is sent.
    pub(super) is_content: bool,
    /// Whether it asks for a part of a body.
    pub(super) is_range: bool,
}

/// The factors of an operation.
pub(super) fn factors(api: &Api, operation: &Operation, histories: &Histories<'_>) -> Vec<Factor> {
    let object_id = api.service.identifier(IdentifierRole::Object).map(|identifier| identifier.name.as_str());
    let factor = |role, name: &str, values: Vec<(String, Option<Setting>)>| {
        let value = |(value, setting): (String, Option<Setting>)| {
            let declared = setting.and_then(|setting| api.axes.value(setting));
            let parameter =
                declared.filter(|declared| !declared.malformed).and_then(|declared| formed(&declared.change));
            let bytes = declared.and_then(|declared| bytes(&declared.change));
            Value {
                text: format!("{name}={value}"),
                setting,
                malformed: declared.is_some_and(|declared| declared.malformed),
                is_neutral: parameter.is_some(),
                is_identifier: setting.is_some_and(|setting| forms_identifier(api, setting.axis())),
                is_object_id: parameter.is_some_and(|parameter| Some(parameter) == object_id),
                is_costly: declared.is_some_and(|declared| is_costly(&declared.change)),
                is_content: setting.is_some_and(|setting| forms_object(api, setting.axis())),
                is_short: bytes.is_some_and(|length| length < FEW_BYTES),
                is_range: declared.is_some_and(|declared| is_range(&declared.change)),
            }
        };
        Factor { role, values: values.into_iter().map(value).collect() }
    };
    let plain = |names: Vec<String>| names.into_iter().map(|name| (name, None)).collect::<Vec<_>>();
    let settings = |axis: Axis| {
        api.axes.settings(axis).into_iter().map(|(name, setting)| (name.to_owned(), Some(setting))).collect::<Vec<_>>()
    };
    let callers = |access: Access| {
        let admitted = |setting: &Setting| api.service.scopes.values().any(|scope| admits(scope, access, *setting));
        let all = settings(Axis::CALLER).into_iter();
        all.filter(|(_, setting)| setting.as_ref().is_some_and(admitted)).collect::<Vec<_>>()
    };
    let scopes = api.service.scopes.keys().map(|scope| scope.0.clone()).collect();
    let mut all = vec![factor(Role::Scope, "scope", plain(scopes))];
    if operation.has_axis(Axis::Object) {
        all.push(factor(Role::Origin, "origin", plain(histories.origins.iter().map(|one| one.name.clone()).collect())));
        all.push(factor(Role::Past, "past", plain(histories.pasts.iter().map(|one| one.name.to_owned()).collect())));
        all.push(factor(Role::Writer, "writer", callers(Access::Write)));
        let creator = histories.origins.first().map(|origin| origin.creator);
        let uploader = histories.operation(super::history::Effect::Upload);
        for (role, name, maker) in [(Role::Stored, "before", creator), (Role::Uploaded, "uploaded", uploader)] {
            let accepted = maker.map(|maker| accepted(api, maker)).unwrap_or_default();
            if accepted.len() > 1 {
                all.push(factor(role, name, accepted));
            }
        }
    }
    all.push(factor(Role::Reader, "reader", callers(Access::Read)));
    if operation.has_axis(Axis::Owner) {
        all.push(factor(Role::Owner, "owner", settings(Axis::Owner)));
    }
    for axis in operation.axes.iter().filter(|axis| matches!(axis, Axis::Request(_))) {
        all.push(factor(Role::Request(*axis), api.axes.name(*axis), settings(*axis)));
    }
    all
}

/// The contents with which an operation must succeed where there is nothing of the kind.
pub(super) fn accepted(api: &Api, maker: &Operation) -> Vec<(String, Option<Setting>)> {
    let is_content = |axis: &&Axis| {
        let settings = api.axes.settings(**axis).into_iter().filter_map(|(_, setting)| api.axes.value(setting));
        { settings }.any(|value| matches!(value.change, RequestChange::Object(_) | RequestChange::Body(_)))
    };
    let Some(axis) = maker.axes.iter().filter(|axis| matches!(axis, Axis::Request(_))).find(is_content) else {
        return Vec::new();
    };
    let succeeds = |setting: Setting| {
        api.service.scopes.values().all(|scope| {
            [Object::Absent, Object::Exists].into_iter().any(|object| {
                let due = api.due(maker, scope, Point { object, ..Point::default() }.with(setting));
                due.level == Level::Must && due.success().is_some()
            })
        })
    };
    let all = api.axes.settings(*axis).into_iter().filter(|(_, setting)| succeeds(*setting));
    all.map(|(name, setting)| (name.to_owned(), Some(setting))).collect()
}

/// Whether the values of an axis are forms of an identifier.
fn forms_identifier(api: &Api, axis: Axis) -> bool {
    let values = api.axes.settings(axis).into_iter().filter_map(|(_, setting)| api.axes.value(setting));
    { values }.any(|value| formed(&value.change).is_some())
}

/// The identifier that a change forms.
fn formed(change: &RequestChange) -> Option<&str> {
    let RequestChange::Identifier { parameter, .. } = change else { return None };
    Some(parameter)
}

/// Whether the values of an axis are objects.
fn forms_object(api: &Api, axis: Axis) -> bool {
    let values = api.axes.settings(axis).into_iter().filter_map(|(_, setting)| api.axes.value(setting));
    { values }.any(|value| matches!(value.change, RequestChange::Object(_)))
}

/// Whether a change uploads many bytes.
pub(super) fn is_costly(change: &RequestChange) -> bool {
    bytes(change).is_some_and(|length| length > MANY_BYTES)
}

/// How many bytes a change uploads.
pub(super) const fn bytes(change: &RequestChange) -> Option<usize> {
    let RequestChange::Body(form) = change else { return None };
    form.bytes
}

/// Whether a change asks for a part of a body.
fn is_range(change: &RequestChange) -> bool {
    change.headers().iter().any(|(name, _)| *name == http::header::RANGE)
}

/// Whether a scope admits a caller by default.
pub(super) fn admits(scope: &Scope, access: Access, caller: Setting) -> bool {
    scope.permission(access).admitted.iter().any(|admitted| Setting::from(*admitted) == caller)
}

/// Whether an owner is missing.
pub(super) fn lacks_owner(setting: Option<Setting>) -> bool {
    setting == Some(Setting::Owner(Owner::Absent))
}

/// The caller of a setting.
pub(super) fn called_by(point: Point, caller: Option<Setting>) -> Point {
    caller.map_or(point, |caller| point.with(caller))
}

/// Whether a past is that of an object that never was.
pub(super) fn never(past: Past) -> bool {
    past.name == super::history::NEVER.name
}

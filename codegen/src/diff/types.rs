//! Types of content: what requests send, what responses hold, and the errors among these.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use kii_spec::{Api, Meaning, Member, MemberValue, Presence, RequestContent, ResponseContent, Shape, Type, TypeName};

use super::{Found, Kind, Matched};

pub(super) fn compare(old: &Api, new: &Api, found: &mut Found) {
    let (sent, received) =
        (Reached::sent(old).and(&Reached::sent(new)), Reached::received(old).and(&Reached::received(new)));
    for (name, before, now) in Matched::of(&old.types, &new.types).both {
        let media = |one: &Type| one.media.clone().unwrap_or_else(|| "none of its own".to_owned());
        found.compare(Kind::MediaChanged, name, media(before), media(now));
        for (side, reached) in [(Side::Request, &sent), (Side::Response, &received)] {
            if !reached.0.contains(name) {
                continue;
            }
            exclusive(side, before, now, found);
            members(side, &name.to_string(), (old, &before.members), (new, &now.members), found);
        }
    }
    for (name, before, now) in Matched::of(&old.errors, &new.errors).both {
        found.compare(Kind::MediaChanged, name, &before.media, &now.media);
        found.compare(Kind::CodeChanged, name, &before.code, &now.code);
        found.compare(Kind::ErrorStatusChanged, name, before.status.as_u16(), now.status.as_u16());
        members(Side::Response, &name.to_string(), (old, &before.members), (new, &now.members), found);
    }
}

/// Who writes what is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// A client.
    Request,
    /// A server.
    Response,
}

/// The types that requests send, or that responses hold.
struct Reached(BTreeSet<TypeName>);

impl Reached {
    fn sent(api: &Api) -> Self {
        let contents = api.operations.values().filter_map(|operation| match &operation.request.content {
            RequestContent::Json(name) => Some(name.clone()),
            RequestContent::None | RequestContent::Object | RequestContent::Body => None,
        });
        Self::from(api, contents.collect())
    }

    fn received(api: &Api) -> Self {
        let responses = api.operations.values().flat_map(|operation| operation.responses.values());
        let contents = responses.filter_map(|response| match &response.content {
            ResponseContent::Json(name) => Some(name.clone()),
            ResponseContent::None
            | ResponseContent::Object
            | ResponseContent::Body
            | ResponseContent::BodyPart
            | ResponseContent::Error(_)
            | ResponseContent::OwnerMissing => None,
        });
        let of_errors = api.errors.values().flat_map(|error| error.members.values()).filter_map(part);
        Self::from(api, contents.chain(of_errors).collect())
    }

    /// These types and those of their members.
    fn from(api: &Api, mut left: Vec<TypeName>) -> Self {
        let mut reached = BTreeSet::new();
        while let Some(name) = left.pop() {
            if reached.insert(name.clone()) {
                left.extend(api.types.get(&name).into_iter().flat_map(|one| one.members.values()).filter_map(part));
            }
        }
        Self(reached)
    }

    fn and(mut self, other: &Self) -> Self {
        self.0.extend(other.0.iter().cloned());
        self
    }
}

/// The described type of a member.
fn part(member: &Member) -> Option<TypeName> {
    match &member.shape {
        Shape::Type(name) => Some(name.clone()),
        Shape::String | Shape::Long | Shape::Int | Shape::EpochMilliseconds | Shape::Url => None,
    }
}

/// Members of which at most one may be present: more of them allow less.
fn exclusive(side: Side, before: &Type, now: &Type, found: &mut Found) {
    let shown = |one: &Type| match one.exclusive.as_slice() {
        [] => "any members together".to_owned(),
        several => format!("at most one of {}", several.join(", ")),
    };
    let has = |one: &Type, other: &Type| other.exclusive.iter().any(|name| !one.exclusive.contains(name));
    let place = format!("{} exclusive", now.name);
    if has(before, now) {
        found.differs(side.narrowed(), &place, shown(before), shown(now));
    }
    if has(now, before) {
        found.differs(side.widened(), &place, shown(before), shown(now));
    }
}

fn members(
    side: Side,
    owner: &str,
    (old, before): (&Api, &IndexMap<String, Member>),
    (new, now): (&Api, &IndexMap<String, Member>),
    found: &mut Found,
) {
    let Matched { both, added, removed } = Matched::of(before, now);
    for (name, was, is) in both {
        let place = format!("{owner}.{name}");
        match (was.presence == Presence::Required, is.presence == Presence::Required, side) {
            (false, true, Side::Request) => found.alone(Kind::RequestMemberRequired, &place),
            (true, false, Side::Request) => found.alone(Kind::RequestMemberOptional, &place),
            (false, true, Side::Response) => found.alone(Kind::ResponseMemberRequired, &place),
            (true, false, Side::Response) => found.alone(Kind::ResponseMemberOptional, &place),
            (true, true, _) | (false, false, _) => {}
        }
        if let Some(kind) = side.of_values(was, is) {
            found.differs(kind, &place, values(was), values(is));
        }
        found.compare(side.changed(), &place, meaning(old, was), meaning(new, is));
    }
    for (name, member) in added {
        let kind = match (side, member.presence == Presence::Required) {
            (Side::Request, true) => Kind::RequiredMemberAdded,
            (Side::Request, false) => Kind::RequestMemberAdded,
            (Side::Response, true) => Kind::ResponseMemberAdded,
            (Side::Response, false) => Kind::OptionalMemberAdded,
        };
        found.alone(kind, format!("{owner}.{name}"));
    }
    for (name, _) in removed {
        let kind = match side {
            Side::Request => Kind::RequestMemberRemoved,
            Side::Response => Kind::ResponseMemberRemoved,
        };
        found.alone(kind, format!("{owner}.{name}"));
    }
}

impl Side {
    const fn narrowed(self) -> Kind {
        match self {
            Self::Request => Kind::RequestMemberNarrowed,
            Self::Response => Kind::ResponseMemberNarrowed,
        }
    }

    const fn widened(self) -> Kind {
        match self {
            Self::Request => Kind::RequestMemberWidened,
            Self::Response => Kind::ResponseMemberWidened,
        }
    }

    const fn changed(self) -> Kind {
        match self {
            Self::Request => Kind::RequestMemberChanged,
            Self::Response => Kind::ResponseMemberChanged,
        }
    }

    /// What has become of the values that a member may have.
    fn of_values(self, before: &Member, now: &Member) -> Option<Kind> {
        if before.shape != now.shape {
            return Some(match (contains(&before.shape, &now.shape), contains(&now.shape, &before.shape)) {
                (true, false) => self.narrowed(),
                (false, true) => self.widened(),
                (true, true) | (false, false) => self.changed(),
            });
        }
        match before.minimum.cmp(&now.minimum) {
            std::cmp::Ordering::Less => Some(self.narrowed()),
            std::cmp::Ordering::Greater => Some(self.widened()),
            std::cmp::Ordering::Equal => None,
        }
    }
}

/// Whether every value of a shape is one of another.
fn contains(wide: &Shape, narrow: &Shape) -> bool {
    wide == narrow
        || match wide {
            Shape::Long => matches!(narrow, Shape::Int | Shape::EpochMilliseconds),
            Shape::EpochMilliseconds => matches!(narrow, Shape::Long),
            Shape::String => matches!(narrow, Shape::Url),
            Shape::Int | Shape::Url | Shape::Type(_) => false,
        }
}

fn values(member: &Member) -> String {
    let shape = match &member.shape {
        Shape::String => "a text".to_owned(),
        Shape::Long => "a whole number of 64 bits".to_owned(),
        Shape::Int => "a whole number of 32 bits".to_owned(),
        Shape::EpochMilliseconds => "milliseconds since 1970".to_owned(),
        Shape::Url => "a URL".to_owned(),
        Shape::Type(name) => name.to_string(),
    };
    member.minimum.map_or_else(|| shape.clone(), |least| format!("{shape}, at least {least}"))
}

/// What a member stands for, in which scopes, and for whom it may be missing.
fn meaning(api: &Api, member: &Member) -> String {
    let value = match &member.value {
        None => "",
        Some(MemberValue::Constant(text)) => text,
        Some(MemberValue::AppId) => "the application's ID",
        Some(MemberValue::OwnerId) => "the owner's ID",
        Some(MemberValue::BucketId) => "the bucketID",
        Some(MemberValue::ObjectId) => "the objectID",
        Some(MemberValue::ScopeType) => "the kind of scope",
        Some(MemberValue::DataType) => "the data type",
        Some(MemberValue::CallerId) => "the caller's ID",
        Some(MemberValue::CreationDate) => "the date of creation",
        Some(MemberValue::ModificationDate) => "the date of the last change",
        Some(MemberValue::ByteCount) => "a number of bytes",
        Some(MemberValue::FirstByte) => "the first byte",
        Some(MemberValue::LastByte) => "the last byte",
    };
    let meaning = match member.meaning {
        None => "",
        Some(Meaning::PublishedUrl) => "the published address",
        Some(Meaning::PublicationId) => "the publication's ID",
        Some(Meaning::ExpiresAt) => "the end",
        Some(Meaning::ExpiresIn) => "the lifetime",
    };
    let scopes = member.scopes.iter().flatten().map(|scope| format!("in {scope}"));
    let callers = match &member.presence {
        Presence::RequiredUnless(callers) => callers.as_slice(),
        Presence::Required | Presence::Optional => &[],
    };
    let callers = api.service.callers.values().filter(|caller| callers.contains(&caller.id));
    let callers = callers.map(|caller| format!("not for {}", caller.name));
    let named = [value, meaning].into_iter().filter(|text| !text.is_empty()).map(str::to_owned);
    let all: Vec<String> = named.chain(scopes).chain(callers).collect();
    if all.is_empty() { "anything".to_owned() } else { all.join(", ") }
}

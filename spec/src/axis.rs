//! The axes: what decides which response is expected.
//!
//! A [`Point`] has one value on every axis; the first value of an axis is its default. State axes say what exists before a
//! request; they are the model of this suite and are declared here. Request axes say how a request differs from a usual one; the
//! spec declares them, and here they are positions in its list. [`Axes`](crate::Axes) knows their names and what they change.

/// How many request axes a spec can have.
pub(crate) const MOST_REQUEST_AXES: usize = 16;

/// Whether the owner of the scope (user, group or thing) exists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// It exists.
    #[default]
    Exists,
    /// It does not.
    Absent,
}

/// Whether the addressed object exists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Object {
    /// It exists.
    #[default]
    Exists,
    /// It does not.
    Absent,
}

/// Whether the addressed object has a body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Body {
    /// It has none.
    #[default]
    Absent,
    /// It has one.
    Exists,
}

/// A caller: its position among the callers of the service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallerId(pub(crate) u8);

/// A request axis: its position in the spec's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AxisIndex(pub(crate) u8);

/// A value of a request axis: its position in the axis's list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueIndex(pub(crate) u8);

/// An axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Axis {
    /// Whether the scope's owner exists.
    Owner,
    /// Whether the addressed object exists.
    Object,
    /// Whether the addressed object has a body.
    Body,
    /// A way in which requests differ.
    Request(AxisIndex),
}

/// Whether an axis describes the state before the request, or the request itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AxisKind {
    /// The state before the request.
    State,
    /// The request.
    Request,
}

/// One axis at one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// Whether the scope's owner exists.
    Owner(Owner),
    /// Whether the addressed object exists.
    Object(Object),
    /// Whether the addressed object has a body.
    Body(Body),
    /// How a request differs.
    Request(AxisIndex, ValueIndex),
}

/// The value of a request on every request axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestPoint([ValueIndex; MOST_REQUEST_AXES]);

/// A point in the space of the axes: one value on each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// Whether the scope's owner exists.
    pub owner: Owner,
    /// Whether the addressed object exists.
    pub object: Object,
    /// Whether the addressed object has a body.
    pub body: Body,
    /// How the request differs from a usual one.
    pub request: RequestPoint,
}

impl Axis {
    /// The axes of the state.
    pub const STATE: [Self; 3] = [Self::Owner, Self::Object, Self::Body];

    /// The request axis whose values are the callers of the service.
    pub const CALLER: Self = Self::Request(AxisIndex(0));

    /// Whether the axis describes the state or the request.
    #[must_use]
    pub const fn kind(self) -> AxisKind {
        match self {
            Self::Owner | Self::Object | Self::Body => AxisKind::State,
            Self::Request(_) => AxisKind::Request,
        }
    }
}

impl Setting {
    /// The axis that is set.
    #[must_use]
    pub const fn axis(self) -> Axis {
        match self {
            Self::Owner(_) => Axis::Owner,
            Self::Object(_) => Axis::Object,
            Self::Body(_) => Axis::Body,
            Self::Request(axis, _) => Axis::Request(axis),
        }
    }
}

impl From<CallerId> for Setting {
    fn from(caller: CallerId) -> Self {
        Self::Request(AxisIndex(0), ValueIndex(caller.0))
    }
}

impl RequestPoint {
    fn value(&self, axis: AxisIndex) -> ValueIndex {
        self.0.get(usize::from(axis.0)).copied().unwrap_or_default()
    }

    fn set(&mut self, axis: AxisIndex, value: ValueIndex) {
        if let Some(slot) = self.0.get_mut(usize::from(axis.0)) {
            *slot = value;
        }
    }
}

impl Point {
    /// The value of this point on an axis.
    #[must_use]
    pub fn setting(&self, axis: Axis) -> Setting {
        match axis {
            Axis::Owner => Setting::Owner(self.owner),
            Axis::Object => Setting::Object(self.object),
            Axis::Body => Setting::Body(self.body),
            Axis::Request(axis) => Setting::Request(axis, self.request.value(axis)),
        }
    }

    /// This point with another value on the setting's axis.
    #[must_use]
    pub fn with(mut self, setting: Setting) -> Self {
        match setting {
            Setting::Owner(owner) => self.owner = owner,
            Setting::Object(object) => self.object = object,
            Setting::Body(body) => self.body = body,
            Setting::Request(axis, value) => self.request.set(axis, value),
        }
        self
    }

    /// This point with the default on an axis.
    #[must_use]
    pub fn without(self, axis: Axis) -> Self {
        self.with(Self::default().setting(axis))
    }

    /// Who sends the request.
    #[must_use]
    pub fn caller(&self) -> CallerId {
        CallerId(self.request.value(AxisIndex(0)).0)
    }

    /// The same request from another caller.
    #[must_use]
    pub fn called_by(self, caller: CallerId) -> Self {
        self.with(caller.into())
    }

    /// The settings of this point that are not defaults, in the order of the axes.
    #[must_use]
    pub fn differences(&self) -> Vec<Setting> {
        self.differences_from(&Self::default())
    }

    /// The settings of this point that `other` does not share, in the order of the axes.
    #[must_use]
    pub fn differences_from(&self, other: &Self) -> Vec<Setting> {
        self.differing(other).collect()
    }

    /// How many settings of this point `other` does not share.
    #[must_use]
    pub fn distance(&self, other: &Self) -> usize {
        self.differing(other).count()
    }

    fn differing(&self, other: &Self) -> impl Iterator<Item = Setting> {
        let request = (0_u8..).zip(&self.request.0).map(|(index, value)| Setting::Request(AxisIndex(index), *value));
        let settings = Axis::STATE.into_iter().map(|axis| self.setting(axis)).chain(request);
        settings.filter(|setting| other.setting(setting.axis()) != *setting)
    }
}

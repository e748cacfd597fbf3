//! The axes of the world: what decides which answer is due.
//!
//! A [`Point`] has one value on every axis; the first value of an axis is its default. State axes say how the world is
//! before a request, request axes what the request does. Everything that can be said about an answer's condition is said
//! with these words, in the spec and in hand-written cases alike.

/// Declares one enum an axis, [`Axis`], [`Setting`] and [`Point`], so that an axis is written down once.
macro_rules! axes {
    ($(
        $(#[$doc:meta])* $kind:ident $axis:ident: $name:ident {
            $(#[$first_doc:meta])* $first:ident = $first_word:literal
            $(, $(#[$value_doc:meta])* $value:ident = $word:literal)* $(,)?
        }
    )*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum $name {
                $(#[$first_doc])*
                #[default]
                $first,
                $($(#[$value_doc])* $value,)*
            }

            impl $name {
                /// Every value, the default first.
                pub const ALL: &[Self] = &[Self::$first, $(Self::$value),*];

                /// The value as the spec writes it.
                #[must_use]
                pub const fn word(self) -> &'static str {
                    match self {
                        Self::$first => $first_word,
                        $(Self::$value => $word,)*
                    }
                }
            }
        )*

        /// The name of an axis.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Axis {
            $($(#[$doc])* $name,)*
        }

        impl Axis {
            /// Every axis, in the order in which the spec lists them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The axis as the spec writes it.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($axis),)*
                }
            }

            /// Whether the axis describes the world or the request.
            #[must_use]
            pub const fn kind(self) -> AxisKind {
                match self {
                    $(Self::$name => AxisKind::$kind,)*
                }
            }

            /// Every setting of this axis, the default first.
            #[must_use]
            pub fn settings(self) -> Vec<Setting> {
                match self {
                    $(Self::$name => $name::ALL.iter().map(|value| Setting::$name(*value)).collect(),)*
                }
            }
        }

        /// One axis at one value.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Setting {
            $($(#[$doc])* $name($name),)*
        }

        impl Setting {
            /// The axis that is set.
            #[must_use]
            pub const fn axis(self) -> Axis {
                match self {
                    $(Self::$name(_) => Axis::$name,)*
                }
            }

            /// The value as the spec writes it.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name(value) => value.word(),)*
                }
            }
        }

        /// A point in the space of the axes: one value on each.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct Point {
            $($(#[$doc])* pub $axis: $name,)*
        }

        impl Point {
            /// The value that this point has on an axis.
            #[must_use]
            pub const fn setting(&self, axis: Axis) -> Setting {
                match axis {
                    $(Axis::$name => Setting::$name(self.$axis),)*
                }
            }

            /// This point, moved to `setting` on that setting's axis.
            #[must_use]
            pub const fn with(mut self, setting: Setting) -> Self {
                match setting {
                    $(Setting::$name(value) => self.$axis = value,)*
                }
                self
            }
        }
    };
}

/// Whether an axis describes the world before the request, or the request itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AxisKind {
    /// The world before the request.
    State,
    /// The request.
    Request,
}

axes! {
    /// Whether the owner of the scope (user, group or thing) exists.
    State owner: Owner {
        /// It exists.
        Exists = "exists",
        /// It does not.
        Absent = "absent",
    }
    /// Whether the addressed object exists.
    State object: Object {
        /// It exists.
        Exists = "exists",
        /// It does not.
        Absent = "absent",
    }
    /// Whether the addressed object has a body.
    State body: Body {
        /// It has none.
        Absent = "absent",
        /// It has one.
        Exists = "exists",
    }
    /// Who sends the request.
    Request caller: Caller {
        /// The principal whose scope it is, and who may do everything there.
        Permitted = "permitted",
        /// The application's administrator.
        Administrator = "administrator",
        /// Another user, without rights in the scope.
        Stranger = "stranger",
        /// A thing.
        Thing = "thing",
        /// Nobody in particular: Basic credentials of the application.
        Anonymous = "anonymous",
        /// A Bearer token that was never issued.
        BadToken = "bad_token",
        /// No `Authorization` header at all.
        None = "none",
    }
    /// How the `bucketID` in the path is formed.
    Request bucket_id: BucketId {
        /// As documented.
        Valid = "valid",
        /// One character shorter than allowed.
        TooShort = "too_short",
        /// One character longer than allowed.
        TooLong = "too_long",
        /// With a character outside the documented set.
        BadCharacter = "bad_character",
        /// With a space.
        Space = "space",
        /// With a letter outside ASCII.
        NonAscii = "non_ascii",
        /// With a full stop, which only an `objectID` may have.
        FullStop = "full_stop",
        /// As short as allowed.
        Shortest = "shortest",
        /// As long as allowed.
        Longest = "longest",
    }
    /// How the `objectID` in the path is formed.
    Request object_id: ObjectId {
        /// As documented.
        Valid = "valid",
        /// One character shorter than allowed.
        TooShort = "too_short",
        /// One character longer than allowed.
        TooLong = "too_long",
        /// With a character outside the documented set.
        BadCharacter = "bad_character",
        /// With a space.
        Space = "space",
        /// With a letter outside ASCII.
        NonAscii = "non_ascii",
        /// With every kind of character that is allowed.
        Mixed = "mixed",
        /// As short as allowed.
        Shortest = "shortest",
        /// As long as allowed.
        Longest = "longest",
    }
    /// The `If-Match` header.
    Request if_match: IfMatch {
        /// Not sent.
        None = "none",
        /// The version that the server named last.
        Current = "current",
        /// A version that has been superseded.
        Stale = "stale",
    }
    /// The `If-None-Match` header.
    Request if_none_match: IfNoneMatch {
        /// Not sent.
        None = "none",
        /// `*`.
        Any = "any",
    }
    /// The `Range` header.
    Request range: Range {
        /// Not sent.
        None = "none",
        /// A range inside the body.
        Part = "part",
        /// A range that begins behind the body's last byte.
        Beyond = "beyond",
        /// The first byte.
        First = "first",
        /// The last byte, by its place.
        Last = "last",
        /// The whole body, by its first and last byte.
        Whole = "whole",
        /// From a byte on (RFC 9110, 14.1.2).
        Open = "open",
        /// So many bytes from the end (RFC 9110, 14.1.2).
        Suffix = "suffix",
        /// From a byte inside the body to one behind it (RFC 9110, 14.1.2).
        Overlong = "overlong",
    }
    /// The content of the request.
    Request content: Content {
        /// A small content without a data type of its own.
        Plain = "plain",
        /// A small object with a data type (`application/vnd.{appID}.{dataType}+json`).
        Typed = "typed",
        /// An object a little below the documented size limit.
        Large = "large",
        /// An object above the documented size limit.
        TooLarge = "too_large",
        /// Bytes that are not JSON.
        Malformed = "malformed",
        /// JSON, but not an object.
        NotAnObject = "not_an_object",
        /// An object with a member name and a value that are too long to be indexed.
        Unindexed = "unindexed",
    }
    /// The bytes of an upload.
    Request upload: Upload {
        /// A few hundred, with every value that a byte can have.
        Varied = "varied",
        /// None.
        Empty = "empty",
        /// One.
        OneByte = "one_byte",
        /// 1,048,576.
        Mebibyte = "mebibyte",
    }
    /// The lifetime that a publication is given.
    Request expiry: Expiry {
        /// None: the publication stays.
        None = "none",
        /// A point in time.
        At = "at",
        /// A number of seconds.
        In = "in",
        /// Both, which the documents forbid.
        Both = "both",
        /// None, and no content that could have one.
        NoContent = "no_content",
    }
    /// How a request spells what HTTP lets it spell in several ways.
    Request spelling: Spelling {
        /// As documented.
        Usual = "usual",
        /// With the scheme of its credentials in lower case (RFC 9110, 11.1).
        LowerCaseScheme = "lower_case_scheme",
        /// With a charset behind the media type of its content (RFC 9110, 8.3.1).
        Charset = "charset",
    }
}

impl BucketId {
    /// The name of the path parameter that holds a bucket's ID.
    pub const PARAMETER: &str = "bucketID";

    /// Whether the ID is one that the documents allow.
    #[must_use]
    pub const fn is_well_formed(self) -> bool {
        match self {
            Self::Valid | Self::Shortest | Self::Longest => true,
            Self::TooShort | Self::TooLong | Self::BadCharacter | Self::Space | Self::NonAscii | Self::FullStop => {
                false
            }
        }
    }
}

impl ObjectId {
    /// The name of the path parameter that holds an object's ID.
    pub const PARAMETER: &str = "objectID";

    /// Whether the ID is one that the documents allow.
    #[must_use]
    pub const fn is_well_formed(self) -> bool {
        match self {
            Self::Valid | Self::Shortest | Self::Longest | Self::Mixed => true,
            Self::TooShort | Self::TooLong | Self::BadCharacter | Self::Space | Self::NonAscii => false,
        }
    }
}

impl Axis {
    /// The axis with this name in the spec.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|axis| axis.word() == word)
    }

    /// The setting of this axis with this name in the spec.
    #[must_use]
    pub fn at(self, word: &str) -> Option<Setting> {
        self.settings().into_iter().find(|setting| setting.word() == word)
    }
}

impl Setting {
    /// Whether the setting leaves the identifiers of a request well-formed.
    #[must_use]
    pub const fn is_well_formed(self) -> bool {
        match self {
            Self::BucketId(id) => id.is_well_formed(),
            Self::ObjectId(id) => id.is_well_formed(),
            Self::Owner(_)
            | Self::Object(_)
            | Self::Body(_)
            | Self::Caller(_)
            | Self::IfMatch(_)
            | Self::IfNoneMatch(_)
            | Self::Range(_)
            | Self::Content(_)
            | Self::Upload(_)
            | Self::Expiry(_)
            | Self::Spelling(_) => true,
        }
    }
}

impl Point {
    /// Where this point leaves the defaults, in the order of the axes.
    #[must_use]
    pub fn differences(&self) -> Vec<Setting> {
        self.differences_from(&Self::default())
    }

    /// The settings of this point that `other` does not share, in the order of the axes.
    #[must_use]
    pub fn differences_from(&self, other: &Self) -> Vec<Setting> {
        let settings = Axis::ALL.iter().map(|axis| self.setting(*axis));
        settings.filter(|setting| other.setting(setting.axis()) != *setting).collect()
    }
}

impl std::fmt::Display for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.axis().word(), self.word())
    }
}

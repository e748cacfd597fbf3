//! The kinds of change between two specs, and whom each breaks.

use std::fmt;

/// Declares the kinds: the name, whom it breaks, and what has changed.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $kind:ident = $name:literal, $breaks:ident, $summary:literal;)*) => {
        /// A kind of change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind {
            $(#[doc = $summary] $kind,)*
        }

        impl Kind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// Its name, which never changes.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            /// Whom it breaks.
            #[must_use]
            pub const fn breaks(self) -> Breaks {
                match self {
                    $(Self::$kind => Breaks::$breaks,)*
                }
            }

            /// What has changed, one sentence.
            #[must_use]
            pub const fn summary(self) -> &'static str {
                match self {
                    $(Self::$kind => $summary,)*
                }
            }
        }
    };
}

/// Whom a change breaks: a server breaks if it conforms to the old spec and not to the new one, a client if it was made for the
/// old spec and may fail with a server that conforms to the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breaks {
    /// Nobody.
    Nobody,
    /// Servers.
    Servers,
    /// Clients.
    Clients,
    /// Both.
    Both,
}

kinds! {
    BasePathChanged = "base-path-changed", Both, "The path in front of all others is another.";
    ScopeAdded = "scope-added", Servers, "There is a scope more.";
    ScopeRemoved = "scope-removed", Clients, "A scope is no longer there.";
    ScopePathChanged = "scope-path-changed", Both, "The path of a scope is another.";
    ScopeChanged = "scope-changed", Both, "A scope has another owner, another kind in errors, or another error for a missing owner.";
    PermissionGranted = "permission-granted", Servers, "A scope admits a caller whom it did not admit.";
    PermissionRevoked = "permission-revoked", Both, "A scope no longer admits a caller.";
    PermissionRefused = "permission-refused", Servers, "A scope refuses a caller of whom nothing was said.";
    PermissionLeftOpen = "permission-left-open", Clients, "A scope refused a caller of whom nothing is said any more.";
    CallerChanged = "caller-changed", Both, "A caller has other credentials.";
    AxisValueChanged = "axis-value-changed", Both, "A value that says when a response is given stands for another request.";
    IdentifierAdded = "identifier-added", Both, "An identifier that could be any text has a documented form.";
    IdentifierRemoved = "identifier-removed", Both, "An identifier that had a documented form may be any text.";
    IdentifierWidened = "identifier-widened", Both, "An identifier may have other lengths or characters as well.";
    IdentifierNarrowed = "identifier-narrowed", Both, "An identifier may no longer have some lengths or characters.";
    IdentifierChanged = "identifier-changed", Both, "An identifier identifies something else.";
    SizeRaised = "size-raised", Servers, "An object may be larger.";
    SizeLowered = "size-lowered", Both, "An object may no longer be so large.";
    AcceptedSizeRaised = "accepted-size-raised", Servers, "A larger object must be accepted.";
    AcceptedSizeLowered = "accepted-size-lowered", Clients, "So large an object need no longer be accepted.";
    ObjectMediaChanged = "object-media-changed", Both, "The media types of objects are others.";
    ServerMembersChanged = "server-members-changed", Both, "The members that a server adds to an object begin otherwise.";
    PublishedPathChanged = "published-path-changed", Nobody, "Published content has another path, which responses name.";
    LoginChanged = "login-changed", Both, "A token is asked for in another way.";
    ErrorMemberChanged = "error-member-changed", Both, "The member that holds the code of an error has another name.";

    OperationAdded = "operation-added", Servers, "There is an operation more.";
    OperationRemoved = "operation-removed", Clients, "An operation is no longer there.";
    MethodChanged = "method-changed", Both, "An operation has another method.";
    PathChanged = "path-changed", Both, "An operation has another path.";
    AccessChanged = "access-changed", Both, "An operation needs another permission.";
    ConditionsAdded = "conditional-headers-added", Servers, "A request may have a conditional header that it could not have.";
    ConditionsRemoved = "conditional-headers-removed", Clients, "A request may no longer have a conditional header.";
    RangeAdded = "range-added", Servers, "A request may ask for a part.";
    RangeRemoved = "range-removed", Clients, "A request may no longer ask for a part.";
    RequestMediaChanged = "request-media-changed", Both, "A request has another media type.";
    RequestContentChanged = "request-content-changed", Both, "A request has content of another kind.";

    SuccessAdded = "success-added", Both, "An operation may succeed with a response more.";
    SuccessRemoved = "success-removed", Both, "An operation no longer succeeds with a response.";
    RefusalAdded = "refusal-added", Servers, "An operation refuses with a response more. Clients meet unknown refusals anyway.";
    OptionalRefusalAdded = "optional-refusal-added", Nobody, "An operation should or may refuse with a response more.";
    RefusalRemoved = "refusal-removed", Servers, "An operation no longer refuses with a response.";
    StatusChanged = "status-changed", Both, "A response has another status.";
    ResponseContentChanged = "response-content-changed", Both, "A response has content of another kind.";
    EffectChanged = "effect-changed", Both, "After a response, something else holds.";
    LeniencyChanged = "leniency-changed", Nobody, "Clients take other statuses for that of a response.";
    WhenChanged = "when-changed", Both, "A response is given to other requests, or in other states.";
    BindingRaised = "binding-raised", Servers, "What a server should do, it must do.";
    BindingLowered = "binding-lowered", Clients, "What a server must do, it only should or may do.";
    ToleranceAdded = "tolerance-added", Clients, "Other statuses are as right as that of a response.";
    ToleranceRemoved = "tolerance-removed", Servers, "Other statuses are no longer as right as that of a response.";
    WarningAdded = "warning-added", Clients, "Another status passes with a warning in place of that of a response.";
    WarningRemoved = "warning-removed", Servers, "Another status no longer passes with a warning in place of that of a response.";
    OptionalHeaderAdded = "optional-header-added", Nobody, "A response should or may have a header more.";
    OptionalHeaderRemoved = "optional-header-removed", Nobody, "A header that only should or may be there is not documented any more.";
    HeaderAdded = "header-added", Servers, "A response has a header more.";
    HeaderRemoved = "header-removed", Clients, "A response no longer has a header.";
    HeaderRequired = "header-required", Servers, "A header that should be there must be there.";
    HeaderOptional = "header-optional", Clients, "A header that must be there only should be there.";
    HeaderChanged = "header-changed", Both, "A header says something else, or is sent in other states.";
    AliasAdded = "header-alias-added", Clients, "A header may have another name, with a warning.";
    AliasRemoved = "header-alias-removed", Servers, "A header may no longer have another name.";
    AliasChanged = "header-alias-changed", Both, "A header may have another name than before, with a warning.";

    MediaChanged = "media-changed", Both, "Content has another media type.";
    CodeChanged = "code-changed", Both, "An error has another code.";
    ErrorStatusChanged = "error-status-changed", Both, "An error has another status.";
    RequestMemberAdded = "request-member-added", Servers, "A request may have a member more.";
    RequiredMemberAdded = "required-member-added", Both, "A request must have a member that it could not have.";
    RequestMemberRemoved = "request-member-removed", Clients, "A request may no longer have a member.";
    RequestMemberRequired = "request-member-required", Clients, "A request must have a member that it could leave out.";
    RequestMemberOptional = "request-member-optional", Servers, "A request may leave out a member that it had to have.";
    RequestMemberNarrowed = "request-member-narrowed", Clients, "A member of a request may have fewer values.";
    RequestMemberWidened = "request-member-widened", Servers, "A member of a request may have more values.";
    RequestMemberChanged = "request-member-changed", Both, "A member of a request is or means something else.";
    ResponseMemberAdded = "response-member-added", Servers, "A response must have a member more.";
    OptionalMemberAdded = "optional-member-added", Nobody, "A response may have a member more.";
    ResponseMemberRemoved = "response-member-removed", Clients, "A response no longer has a member.";
    ResponseMemberRequired = "response-member-required", Servers, "A response must have a member that it could leave out.";
    ResponseMemberOptional = "response-member-optional", Clients, "A response may leave out a member that it had to have.";
    ResponseMemberNarrowed = "response-member-narrowed", Servers, "A member of a response may have fewer values.";
    ResponseMemberWidened = "response-member-widened", Clients, "A member of a response may have more values.";
    ResponseMemberChanged = "response-member-changed", Both, "A member of a response is or means something else.";
}

impl Breaks {
    /// Whether it breaks servers.
    #[must_use]
    pub const fn servers(self) -> bool {
        matches!(self, Self::Servers | Self::Both)
    }

    /// Whether it breaks clients.
    #[must_use]
    pub const fn clients(self) -> bool {
        matches!(self, Self::Clients | Self::Both)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Breaks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nobody => "nobody",
            Self::Servers => "servers",
            Self::Clients => "clients",
            Self::Both => "servers and clients",
        })
    }
}

# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""JSON objects that are sent and received."""

from dataclasses import dataclass
from typing import ClassVar, Literal, Self, TypeAlias

from .flaw import Flaw
from .json_object import JsonObject, Members, integer, known, text, url


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectBodyUpdateResponse:
    """When an object's body was stored.

    Source: Object Body (REST reference, user scope), "PUT",
    <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
    """

    modified_at: int
    """When the object was last changed. A whole number of milliseconds since 1970-01-01T00:00:00Z."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        return cls(
            modified_at=members.required("modifiedAt", integer),
        )

    def write(self) -> JsonObject:
        """Write the object as JSON."""
        return known(
            {
                "modifiedAt": self.modified_at,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectBodyPublicationRequestExpiresAt:
    """How long a publication lives. Without either member it does not expire.

    With `expiresAt`.
    """

    expires_at: int
    """When the publication ends. A whole number of milliseconds since 1970-01-01T00:00:00Z."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        return cls(
            expires_at=members.required("expiresAt", integer),
        )

    def write(self) -> JsonObject:
        """Write the object as JSON."""
        return known(
            {
                "expiresAt": self.expires_at,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectBodyPublicationRequestExpiresIn:
    """How long a publication lives. Without either member it does not expire.

    With `expiresIn`.
    """

    expires_in: int
    """How many seconds the publication lives. A whole number. At least 1."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        return cls(
            expires_in=members.required("expiresIn", integer),
        )

    def write(self) -> JsonObject:
        """Write the object as JSON."""
        return known(
            {
                "expiresIn": self.expires_in,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectBodyPublicationRequestPlain:
    """How long a publication lives. Without either member it does not expire.

    With none of the members that exclude each other.
    """

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        Members(value)
        return cls()

    def write(self) -> JsonObject:
        """Write the object as JSON."""
        return {}


ObjectBodyPublicationRequest: TypeAlias = (
    ObjectBodyPublicationRequestExpiresAt | ObjectBodyPublicationRequestExpiresIn | ObjectBodyPublicationRequestPlain
)
"""How long a publication lives. Without either member it does not expire.

Source: Publish (REST reference, scope of the logged-in user), "POST",
<https://docs.kii.com/rest/apps-collection/application/user-collection/user-logged-in/bucket-collection/bucket-of-default-type/object-collection/object/body/publish/>.
"""


def read_object_body_publication_request(value: object) -> ObjectBodyPublicationRequest:
    """Read the object from JSON."""
    members = Members(value)
    if members.has("expiresAt"):
        return ObjectBodyPublicationRequestExpiresAt.read(value)
    if members.has("expiresIn"):
        return ObjectBodyPublicationRequestExpiresIn.read(value)
    return ObjectBodyPublicationRequestPlain.read(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectBodyPublicationResponse:
    """A new publication.

    Source: Publish (REST reference, scope of the logged-in user), "POST",
    <https://docs.kii.com/rest/apps-collection/application/user-collection/user-logged-in/bucket-collection/bucket-of-default-type/object-collection/object/body/publish/>.
    """

    publication_id: str
    """The publication's ID."""

    url: str
    """Where the published content is. An absolute URL."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        return cls(
            publication_id=members.required("publicationID", text),
            url=members.required("url", url),
        )

    def write(self) -> JsonObject:
        """Write the object as JSON."""
        return known(
            {
                "publicationID": self.publication_id,
                "url": self.url,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectScopeApp:
    """Where a bucket lives.

    Where `type` is `APP`.
    """

    type: ClassVar[Literal["APP"]] = "APP"
    """Which of the kinds of scope it is."""

    app_id: str
    """The application."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        members.constant("type", "APP")
        return cls(
            app_id=members.required("appID", text),
        )

    def write(self) -> JsonObject:
        """Write the object as JSON."""
        return known(
            {
                "appID": self.app_id,
                "type": self.type,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectScopeAppAndUser:
    """Where a bucket lives.

    Where `type` is `APP_AND_USER`.
    """

    type: ClassVar[Literal["APP_AND_USER"]] = "APP_AND_USER"
    """Which of the kinds of scope it is."""

    app_id: str
    """The application."""

    user_id: str
    """The user who owns the bucket."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        members.constant("type", "APP_AND_USER")
        return cls(
            app_id=members.required("appID", text),
            user_id=members.required("userID", text),
        )

    def write(self) -> JsonObject:
        """Write the object as JSON."""
        return known(
            {
                "appID": self.app_id,
                "userID": self.user_id,
                "type": self.type,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectScopeAppAndGroup:
    """Where a bucket lives.

    Where `type` is `APP_AND_GROUP`.
    """

    type: ClassVar[Literal["APP_AND_GROUP"]] = "APP_AND_GROUP"
    """Which of the kinds of scope it is."""

    app_id: str
    """The application."""

    group_id: str
    """The group that owns the bucket."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        members.constant("type", "APP_AND_GROUP")
        return cls(
            app_id=members.required("appID", text),
            group_id=members.required("groupID", text),
        )

    def write(self) -> JsonObject:
        """Write the object as JSON."""
        return known(
            {
                "appID": self.app_id,
                "groupID": self.group_id,
                "type": self.type,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectScopeAppAndThing:
    """Where a bucket lives.

    Where `type` is `APP_AND_THING`.
    """

    type: ClassVar[Literal["APP_AND_THING"]] = "APP_AND_THING"
    """Which of the kinds of scope it is."""

    app_id: str
    """The application."""

    thing_id: str
    """The thing that owns the bucket."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        members.constant("type", "APP_AND_THING")
        return cls(
            app_id=members.required("appID", text),
            thing_id=members.required("thingID", text),
        )

    def write(self) -> JsonObject:
        """Write the object as JSON."""
        return known(
            {
                "appID": self.app_id,
                "thingID": self.thing_id,
                "type": self.type,
            }
        )


ObjectScope: TypeAlias = ObjectScopeApp | ObjectScopeAppAndUser | ObjectScopeAppAndGroup | ObjectScopeAppAndThing
"""Where a bucket lives.

Source: decision A33: objectScope is an object that holds them; which owner it names depends on the scope.
"""


def read_object_scope(value: object) -> ObjectScope:
    """Read the object from JSON."""
    match Members(value).required("type", text):
        case "APP":
            return ObjectScopeApp.read(value)
        case "APP_AND_USER":
            return ObjectScopeAppAndUser.read(value)
        case "APP_AND_GROUP":
            return ObjectScopeAppAndGroup.read(value)
        case "APP_AND_THING":
            return ObjectScopeAppAndThing.read(value)
        case other:
            raise Flaw(f"has a member type that is not described: {other}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectCreationResponse:
    """What is known of a new object.

    Source: Object Collection (REST reference, app scope), "POST",
    <http://docs.kii.com/rest/apps-collection/application/bucket-collection/bucket-of-default-type/object-collection/>.
    """

    object_id: str
    """The ID that the server chose."""

    created_at: int
    """When the object was created. A whole number of milliseconds since 1970-01-01T00:00:00Z."""

    data_type_: str
    """The object's data type."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        return cls(
            object_id=members.required("objectID", text),
            created_at=members.required("createdAt", integer),
            data_type_=members.required("dataType", text),
        )

    def write(self) -> JsonObject:
        """Write the object as JSON."""
        return known(
            {
                "objectID": self.object_id,
                "createdAt": self.created_at,
                "dataType": self.data_type_,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectUpdateResponse:
    """When an object was created and changed.

    Source: Object (REST reference, user scope), "PUT",
    <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
    """

    created_at: int
    """When the object was created. A whole number of milliseconds since 1970-01-01T00:00:00Z."""

    modified_at: int
    """When the object was last changed. A whole number of milliseconds since 1970-01-01T00:00:00Z."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        return cls(
            created_at=members.required("createdAt", integer),
            modified_at=members.required("modifiedAt", integer),
        )

    def write(self) -> JsonObject:
        """Write the object as JSON."""
        return known(
            {
                "createdAt": self.created_at,
                "modifiedAt": self.modified_at,
            }
        )

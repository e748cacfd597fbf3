# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""The errors of the API."""

from dataclasses import dataclass
from typing import ClassVar, Self

from .answer import ApiFailure
from .bodies import ObjectScope, read_object_scope
from .error_code import ERROR_CODE_MEMBER
from .json_object import Members, integer, text


@dataclass(frozen=True, slots=True, kw_only=True)
class UserNotFound(ApiFailure):
    """There is no such user.

    Source: Object (REST reference, user scope), "DELETE",
    <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
    """

    STATUS: ClassVar[int] = 404
    MEDIA_TYPE: ClassVar[str] = "application/vnd.kii.UserNotFoundException+json"
    ERROR_CODE: ClassVar[str] = "USER_NOT_FOUND"

    message: str
    """What went wrong in words for people."""

    field: str
    """The field by which the user was looked up."""

    value: str
    """The value that was looked up."""

    app_id: str
    """The application."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        members.constant(ERROR_CODE_MEMBER, cls.ERROR_CODE)
        return cls(
            message=members.required("message", text),
            field=members.required("field", text),
            value=members.required("value", text),
            app_id=members.required("appID", text),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupNotFound(ApiFailure):
    """There is no such group.

    Source: Object Collection (REST reference, group scope), "POST",
    <https://documentation.kii.com/rest/apps-collection/application/group-collection/group/bucket-collection/bucket-of-default-type/object-collection/>.
    """

    STATUS: ClassVar[int] = 404
    MEDIA_TYPE: ClassVar[str] = "application/vnd.kii.GroupNotFoundException+json"
    ERROR_CODE: ClassVar[str] = "GROUP_NOT_FOUND"

    message: str
    """What went wrong in words for people."""

    group_id: str
    """The group that was looked up."""

    app_id: str
    """The application."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        members.constant(ERROR_CODE_MEMBER, cls.ERROR_CODE)
        return cls(
            message=members.required("message", text),
            group_id=members.required("groupID", text),
            app_id=members.required("appID", text),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingNotFound(ApiFailure):
    """There is no such thing.

    Source: Object Collection (REST reference, thing scope), "POST",
    <https://documentation.kii.com/rest/apps-collection/application/thing-collection/thing-by-id/bucket-collection/bucket-of-default-type/object-collection/>.
    """

    STATUS: ClassVar[int] = 404
    MEDIA_TYPE: ClassVar[str] = "application/vnd.kii.ThingNotFoundException+json"
    ERROR_CODE: ClassVar[str] = "THING_NOT_FOUND"

    message: str
    """What went wrong in words for people."""

    field: str
    """The field by which the thing was looked up."""

    value: str
    """The value that was looked up."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        members.constant(ERROR_CODE_MEMBER, cls.ERROR_CODE)
        return cls(
            message=members.required("message", text),
            field=members.required("field", text),
            value=members.required("value", text),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectNotFound(ApiFailure):
    """There is no object under this ID.

    Source: Object (REST reference, user scope), "DELETE",
    <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
    """

    STATUS: ClassVar[int] = 404
    MEDIA_TYPE: ClassVar[str] = "application/vnd.kii.ObjectNotFoundException+json"
    ERROR_CODE: ClassVar[str] = "OBJECT_NOT_FOUND"

    message: str
    """What went wrong in words for people."""

    object_scope: ObjectScope
    """Where the bucket lives."""

    bucket_id: str
    """The bucket."""

    object_id: str
    """The object that was not found."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        members.constant(ERROR_CODE_MEMBER, cls.ERROR_CODE)
        return cls(
            message=members.required("message", text),
            object_scope=members.required("objectScope", read_object_scope),
            bucket_id=members.required("bucketID", text),
            object_id=members.required("objectID", text),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectBodyNotFound(ApiFailure):
    """The object has no body.

    Source: Object Body (REST reference, user scope), "GET",
    <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
    """

    STATUS: ClassVar[int] = 404
    MEDIA_TYPE: ClassVar[str] = "application/vnd.kii.ObjectBodyNotFoundException+json"
    ERROR_CODE: ClassVar[str] = "OBJECT_BODY_NOT_FOUND"

    message: str
    """What went wrong in words for people."""

    object_scope: ObjectScope
    """Where the bucket lives."""

    bucket_id: str
    """The bucket."""

    object_id: str
    """The object that has no body."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        members.constant(ERROR_CODE_MEMBER, cls.ERROR_CODE)
        return cls(
            message=members.required("message", text),
            object_scope=members.required("objectScope", read_object_scope),
            bucket_id=members.required("bucketID", text),
            object_id=members.required("objectID", text),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleVersionedObject(ApiFailure):
    """If-Match names a version of the object that has been superseded.

    Source: Object (REST reference, user scope), "DELETE",
    <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
    """

    STATUS: ClassVar[int] = 409
    MEDIA_TYPE: ClassVar[str] = "application/vnd.kii.StaleVersionedObjectException+json"
    ERROR_CODE: ClassVar[str] = "OBJECT_VERSION_IS_STALE"

    message: str
    """What went wrong in words for people."""

    object_scope: ObjectScope
    """Where the bucket lives."""

    bucket_id: str
    """The bucket."""

    object_id: str
    """The object."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        members.constant(ERROR_CODE_MEMBER, cls.ERROR_CODE)
        return cls(
            message=members.required("message", text),
            object_scope=members.required("objectScope", read_object_scope),
            bucket_id=members.required("bucketID", text),
            object_id=members.required("objectID", text),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectBodyIntegrityNotAssured(ApiFailure):
    """If-Match names a version of the body that has been superseded.

    Source: Object Body (REST reference, user scope), "GET",
    <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
    """

    STATUS: ClassVar[int] = 412
    MEDIA_TYPE: ClassVar[str] = "application/vnd.kii.ObjectBodyIntegrityNotAssuredException+json"
    ERROR_CODE: ClassVar[str] = "OBJECT_BODY_INTEGRITY_NOT_ASSURED"

    message: str
    """What went wrong in words for people."""

    object_scope: ObjectScope
    """Where the bucket lives."""

    bucket_id: str
    """The bucket."""

    object_id: str
    """The object."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        members.constant(ERROR_CODE_MEMBER, cls.ERROR_CODE)
        return cls(
            message=members.required("message", text),
            object_scope=members.required("objectScope", read_object_scope),
            bucket_id=members.required("bucketID", text),
            object_id=members.required("objectID", text),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectBodyRangeNotSatisfiable(ApiFailure):
    """The requested range lies outside the body.

    Source: Object Body (REST reference, user scope), "GET",
    <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
    """

    STATUS: ClassVar[int] = 416
    MEDIA_TYPE: ClassVar[str] = "application/vnd.kii.ObjectBodyRangeNotSatisfiableException+json"
    ERROR_CODE: ClassVar[str] = "OBJECT_BODY_RANGE_NOT_SATISFIABLE"

    message: str
    """What went wrong in words for people."""

    object_scope: ObjectScope
    """Where the bucket lives."""

    bucket_id: str
    """The bucket."""

    object_id: str
    """The object."""

    from_: int
    """The first byte of the range. A whole number."""

    to: int
    """The last byte of the range. A whole number."""

    total: int
    """The size of the body in bytes. A whole number."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        members.constant(ERROR_CODE_MEMBER, cls.ERROR_CODE)
        return cls(
            message=members.required("message", text),
            object_scope=members.required("objectScope", read_object_scope),
            bucket_id=members.required("bucketID", text),
            object_id=members.required("objectID", text),
            from_=members.required("from", integer),
            to=members.required("to", integer),
            total=members.required("total", integer),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class UnauthorizedAccess(ApiFailure):
    """The caller may not do this.

    Source: Object (REST reference, user scope), "DELETE",
    <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
    """

    STATUS: ClassVar[int] = 401
    MEDIA_TYPE: ClassVar[str] = "application/vnd.kii.UnauthorizedAccessException+json"
    ERROR_CODE: ClassVar[str] = "UNAUTHORIZED"

    message: str
    """What went wrong in words for people."""

    authenticated_app_id: str | None = None
    """The application that the credentials belong to."""

    authenticated_principal_id: str | None = None
    """The user or thing that the credentials belong to."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        members.constant(ERROR_CODE_MEMBER, cls.ERROR_CODE)
        return cls(
            message=members.required("message", text),
            authenticated_app_id=members.nullable("authenticatedAppID", text),
            authenticated_principal_id=members.nullable("authenticatedPrincipalID", text),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidBucket(ApiFailure):
    """The bucketID is malformed.

    Source: Object (REST reference, user scope), "DELETE",
    <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
    """

    STATUS: ClassVar[int] = 400
    MEDIA_TYPE: ClassVar[str] = "application/vnd.kii.InvalidBucketException+json"
    ERROR_CODE: ClassVar[str] = "INVALID_BUCKET"

    message: str
    """What went wrong in words for people."""

    object_scope: ObjectScope
    """Where the bucket would live."""

    bucket_id: str
    """The malformed bucketID."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        members.constant(ERROR_CODE_MEMBER, cls.ERROR_CODE)
        return cls(
            message=members.required("message", text),
            object_scope=members.required("objectScope", read_object_scope),
            bucket_id=members.required("bucketID", text),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectAlreadyExists(ApiFailure):
    """There already is an object under this ID.

    Source: decision A09: Any client error is accepted, and nothing changes. The reference server answers 409
    OBJECT_ALREADY_EXISTS.
    """

    STATUS: ClassVar[int] = 409
    MEDIA_TYPE: ClassVar[str] = "application/vnd.kii.ObjectAlreadyExistsException+json"
    ERROR_CODE: ClassVar[str] = "OBJECT_ALREADY_EXISTS"

    message: str
    """What went wrong in words for people."""

    object_scope: ObjectScope
    """Where the bucket lives."""

    bucket_id: str
    """The bucket."""

    object_id: str
    """The object."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        members.constant(ERROR_CODE_MEMBER, cls.ERROR_CODE)
        return cls(
            message=members.required("message", text),
            object_scope=members.required("objectScope", read_object_scope),
            bucket_id=members.required("bucketID", text),
            object_id=members.required("objectID", text),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidObjectId(ApiFailure):
    """The objectID is malformed.

    Source: decision A15: An objectID has 2 to 100 ASCII letters, digits, underscores, hyphens and dots. Anything else
    must be refused with any client error. The reference server answers 400 INVALID_OBJECT_ID.
    """

    STATUS: ClassVar[int] = 400
    MEDIA_TYPE: ClassVar[str] = "application/vnd.kii.InvalidObjectIdException+json"
    ERROR_CODE: ClassVar[str] = "INVALID_OBJECT_ID"

    message: str
    """What went wrong in words for people."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        members.constant(ERROR_CODE_MEMBER, cls.ERROR_CODE)
        return cls(
            message=members.required("message", text),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidJson(ApiFailure):
    """The content is not a JSON object.

    Source: decision A47: Such content should be refused with any client error; the reference server answers 400
    INVALID_JSON. The other statuses are not part of this spec.
    """

    STATUS: ClassVar[int] = 400
    MEDIA_TYPE: ClassVar[str] = "application/vnd.kii.InvalidJsonException+json"
    ERROR_CODE: ClassVar[str] = "INVALID_JSON"

    message: str
    """What went wrong in words for people."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        members.constant(ERROR_CODE_MEMBER, cls.ERROR_CODE)
        return cls(
            message=members.required("message", text),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidInputData(ApiFailure):
    """The request contradicts itself or is too large.

    Source: decision A12: Every write with more than 65534 characters of JSON text, and every update that would leave an
    object with as many, must be refused with any client error; 60000 must be accepted, whatever characters they are. Of
    characters beyond U+FFFF, which some languages count twice, 60000 should be accepted. The reference server answers
    400 INVALID_INPUT_DATA.
    """

    STATUS: ClassVar[int] = 400
    MEDIA_TYPE: ClassVar[str] = "application/vnd.kii.InvalidInputDataException+json"
    ERROR_CODE: ClassVar[str] = "INVALID_INPUT_DATA"

    message: str
    """What went wrong in words for people."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the object from JSON."""
        members = Members(value)
        members.constant(ERROR_CODE_MEMBER, cls.ERROR_CODE)
        return cls(
            message=members.required("message", text),
        )

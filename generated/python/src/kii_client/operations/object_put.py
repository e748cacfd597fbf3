# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""`object.put`: Replace an object, or create it under the ID in the path."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from ..answer import Documented, Json, Success, Unexpected, failure
from ..bodies import ObjectUpdateResponse
from ..call import Call, json_content
from ..errors import (
    GroupNotFound,
    InvalidBucket,
    InvalidInputData,
    InvalidJson,
    InvalidObjectId,
    ObjectAlreadyExists,
    ObjectNotFound,
    StaleVersionedObject,
    ThingNotFound,
    UnauthorizedAccess,
    UserNotFound,
)
from ..header import EntityTag, Precondition, precondition_headers, read_text
from ..media_type import object_media_type
from ..scope import Base, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectPutReplaced(Success):
    """200 OK: The object has been replaced.

    Source: Object (REST reference, user scope), "PUT".
    """

    NAME: ClassVar[str] = "replaced"
    STATUS: ClassVar[int] = 200

    e_tag: EntityTag
    """`ETag`: The object's new version."""

    content: ObjectUpdateResponse
    """The content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectPutCreated(Success):
    """201 Created: The object has been created under the ID in the path.

    Source: Object (REST reference, user scope), "PUT".
    """

    NAME: ClassVar[str] = "created"
    STATUS: ClassVar[int] = 201

    location: str
    """`Location`: Where the object is."""

    e_tag: EntityTag
    """`ETag`: The object's version."""

    content: ObjectUpdateResponse
    """The content."""


ObjectPutAnswer: TypeAlias = (
    ObjectPutReplaced
    | ObjectPutCreated
    | UserNotFound
    | GroupNotFound
    | ThingNotFound
    | ObjectNotFound
    | StaleVersionedObject
    | ObjectAlreadyExists
    | UnauthorizedAccess
    | InvalidBucket
    | InvalidObjectId
    | InvalidJson
    | InvalidInputData
    | Unexpected
)
"""The documented answers, and one for anything else."""


def call(
    base: Base,
    *,
    scope: Scope,
    bucket_id: str,
    object_id: str,
    content: Mapping[str, Any],
    data_type: str | None = None,
    precondition: Precondition | None = None,
) -> Call:
    """Give the request as it is sent."""
    return Call(
        method="PUT",
        segments=(*scope.segments(base), "buckets", bucket_id, "objects", object_id),
        headers=precondition_headers(precondition),
        media_type=object_media_type(base, data_type),
        content=json_content(content),
    )


def documented() -> tuple[Documented[Any, ObjectPutAnswer], ...]:
    """Give how the answers are known and read."""
    return (
        Documented(
            (200,),
            Json("application/vnd.kii.ObjectUpdateResponse+json"),
            lambda received: ObjectPutReplaced(
                e_tag=received.header(("ETag",), read_text),
                content=received.json(ObjectUpdateResponse.read),
            ),
        ),
        Documented(
            (201,),
            Json("application/vnd.kii.ObjectUpdateResponse+json"),
            lambda received: ObjectPutCreated(
                location=received.header(("Location",), read_text),
                e_tag=received.header(("ETag",), read_text),
                content=received.json(ObjectUpdateResponse.read),
            ),
        ),
        failure(UserNotFound),
        failure(GroupNotFound),
        failure(ThingNotFound),
        failure(ObjectNotFound),
        failure(StaleVersionedObject),
        failure(ObjectAlreadyExists),
        failure(UnauthorizedAccess),
        failure(InvalidBucket),
        failure(InvalidObjectId),
        failure(InvalidJson),
        failure(InvalidInputData),
    )

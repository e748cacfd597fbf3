# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""`object.patch`: Change some members of an object and keep the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from ..answer import Documented, Object, Success, Unexpected, failure
from ..call import Call, json_content
from ..errors import (
    GroupNotFound,
    InvalidBucket,
    InvalidInputData,
    InvalidJson,
    InvalidObjectId,
    ObjectNotFound,
    StaleVersionedObject,
    ThingNotFound,
    UnauthorizedAccess,
    UserNotFound,
)
from ..header import EntityTag, Precondition, precondition_headers, read_text
from ..json_object import JsonObject
from ..media_type import object_media_type
from ..scope import Base, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectPatchUpdated(Success):
    """200 OK: The object's members as they are now, with its own media type.

    Source: Object (REST reference, user scope), "PATCH".
    """

    NAME: ClassVar[str] = "updated"
    STATUS: ClassVar[int] = 200

    body_type: str | None = None
    """`BodyType`: The media type of the object's body."""

    e_tag: EntityTag
    """`ETag`: The object's new version."""

    media_type: str
    """The object's media type."""

    content: JsonObject
    """The object's members."""


ObjectPatchAnswer: TypeAlias = (
    ObjectPatchUpdated
    | UserNotFound
    | GroupNotFound
    | ThingNotFound
    | ObjectNotFound
    | StaleVersionedObject
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
        method="PATCH",
        segments=(*scope.segments(base), "buckets", bucket_id, "objects", object_id),
        headers=precondition_headers(precondition),
        media_type=object_media_type(base, data_type),
        content=json_content(content),
    )


def documented() -> tuple[Documented[Any, ObjectPatchAnswer], ...]:
    """Give how the answers are known and read."""
    return (
        Documented(
            (200,),
            Object(),
            lambda received: ObjectPatchUpdated(
                body_type=received.optional(("BodyType", "X-Kii-BodyType"), read_text),
                e_tag=received.header(("ETag",), read_text),
                media_type=received.media_type,
                content=received.any_object(),
            ),
        ),
        failure(UserNotFound),
        failure(GroupNotFound),
        failure(ThingNotFound),
        failure(ObjectNotFound),
        failure(StaleVersionedObject),
        failure(UnauthorizedAccess),
        failure(InvalidBucket),
        failure(InvalidObjectId),
        failure(InvalidJson),
        failure(InvalidInputData),
    )

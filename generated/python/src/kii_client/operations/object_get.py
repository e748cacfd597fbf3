# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""`object.get`: Read an object."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeAlias

from ..answer import Documented, Object, Success, Unexpected, failure
from ..call import Call
from ..errors import (
    GroupNotFound,
    InvalidBucket,
    InvalidObjectId,
    ObjectNotFound,
    ThingNotFound,
    UnauthorizedAccess,
    UserNotFound,
)
from ..header import EntityTag, read_date, read_text
from ..json_object import JsonObject
from ..scope import Base, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectGetFound(Success):
    """200 OK: The object's members, with its own media type.

    Source: Object (REST reference, user scope), "GET".
    """

    NAME: ClassVar[str] = "found"
    STATUS: ClassVar[int] = 200

    last_modified: datetime
    """`Last-Modified`: When the object was last changed."""

    x_kii_body_type: str | None = None
    """`X-Kii-BodyType`: The media type of the object's body."""

    e_tag: EntityTag
    """`ETag`: The object's version."""

    media_type: str
    """The object's media type."""

    content: JsonObject
    """The object's members."""


ObjectGetAnswer: TypeAlias = (
    ObjectGetFound
    | UserNotFound
    | GroupNotFound
    | ThingNotFound
    | ObjectNotFound
    | UnauthorizedAccess
    | InvalidBucket
    | InvalidObjectId
    | Unexpected
)
"""The documented answers, and one for anything else."""


def call(
    base: Base,
    *,
    scope: Scope,
    bucket_id: str,
    object_id: str,
) -> Call:
    """Give the request as it is sent."""
    return Call(
        method="GET",
        segments=(*scope.segments(base), "buckets", bucket_id, "objects", object_id),
        headers={},
    )


def documented() -> tuple[Documented[Any, ObjectGetAnswer], ...]:
    """Give how the answers are known and read."""
    return (
        Documented(
            (200,),
            Object(),
            lambda received: ObjectGetFound(
                last_modified=received.header(("Last-Modified",), read_date),
                x_kii_body_type=received.optional(("X-Kii-BodyType",), read_text),
                e_tag=received.header(("ETag",), read_text),
                media_type=received.media_type,
                content=received.any_object(),
            ),
        ),
        failure(UserNotFound),
        failure(GroupNotFound),
        failure(ThingNotFound),
        failure(ObjectNotFound),
        failure(UnauthorizedAccess),
        failure(InvalidBucket),
        failure(InvalidObjectId),
    )

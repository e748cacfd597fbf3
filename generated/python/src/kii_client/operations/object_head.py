# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""`object.head`: Ask whether an object exists, and for its version, date and types."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeAlias

from ..answer import BareFailure, Documented, Nothing, Success, Unexpected
from ..call import Call
from ..header import EntityTag, read_date, read_text
from ..scope import Base, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectHeadFound(Success):
    """204 No Content: The object exists.

    Source: Object (REST reference, user scope), "HEAD".
    """

    NAME: ClassVar[str] = "found"
    STATUS: ClassVar[int] = 204

    last_modified: datetime
    """`Last-Modified`: When the object was last changed."""

    content_type: str
    """`Content-Type`: The object's media type."""

    x_kii_body_type: str | None = None
    """`X-Kii-BodyType`: The media type of the object's body."""

    e_tag: EntityTag
    """`ETag`: The object's version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectHeadNotFound(BareFailure):
    """404 Not Found: There is no object under this ID, or no such owner.

    Source: Object (REST reference, user scope), "HEAD".
    """

    NAME: ClassVar[str] = "not_found"
    STATUS: ClassVar[int] = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectHeadUnauthorized(BareFailure):
    """401 Unauthorized: The caller may not ask about the object.

    Source: Object (REST reference, user scope), "HEAD".
    """

    NAME: ClassVar[str] = "unauthorized"
    STATUS: ClassVar[int] = 401


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectHeadInvalid(BareFailure):
    """400 Bad Request: The bucketID is malformed.

    Source: Object (REST reference, user scope), "HEAD".
    """

    NAME: ClassVar[str] = "invalid"
    STATUS: ClassVar[int] = 400


ObjectHeadAnswer: TypeAlias = (
    ObjectHeadFound | ObjectHeadNotFound | ObjectHeadUnauthorized | ObjectHeadInvalid | Unexpected
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
        method="HEAD",
        segments=(*scope.segments(base), "buckets", bucket_id, "objects", object_id),
        headers={},
    )


def documented() -> tuple[Documented[Any, ObjectHeadAnswer], ...]:
    """Give how the answers are known and read."""
    return (
        Documented(
            (204,),
            Nothing(),
            lambda received: ObjectHeadFound(
                last_modified=received.header(("Last-Modified",), read_date),
                content_type=received.header(("Content-Type",), read_text),
                x_kii_body_type=received.optional(("X-Kii-BodyType",), read_text),
                e_tag=received.header(("ETag",), read_text),
            ),
        ),
        Documented(
            (404,),
            Nothing(),
            lambda _: ObjectHeadNotFound(),
        ),
        Documented(
            (401,),
            Nothing(),
            lambda _: ObjectHeadUnauthorized(),
        ),
        Documented(
            (400,),
            Nothing(),
            lambda _: ObjectHeadInvalid(),
        ),
    )

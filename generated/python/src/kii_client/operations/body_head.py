# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""`body.head`: Ask whether an object has a body, and for its version and media type."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeAlias

from ..answer import BareFailure, Documented, Nothing, Success, Unexpected
from ..call import Call
from ..header import EntityTag, read_date, read_text
from ..scope import Base, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyHeadFound(Success):
    """204 No Content: The object has a body. 200 OK is read as the same.

    Source: Object Body (REST reference, user scope), "HEAD".
    """

    NAME: ClassVar[str] = "found"
    STATUS: ClassVar[int] = 204

    last_modified: datetime
    """`Last-Modified`: When the object was last changed."""

    e_tag: EntityTag
    """`ETag`: The body's version."""

    content_type: str
    """`Content-Type`: The body's media type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyHeadNotFound(BareFailure):
    """404 Not Found: There is no body, no object under this ID, or no such owner.

    Source: Object Body (REST reference, user scope), "HEAD".
    """

    NAME: ClassVar[str] = "not_found"
    STATUS: ClassVar[int] = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyHeadUnauthorized(BareFailure):
    """401 Unauthorized: The caller may not ask about the body.

    Source: Object Body (REST reference, user scope), "HEAD".
    """

    NAME: ClassVar[str] = "unauthorized"
    STATUS: ClassVar[int] = 401


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyHeadInvalid(BareFailure):
    """400 Bad Request: The bucketID or the objectID is malformed.

    Source: decision A41.
    """

    NAME: ClassVar[str] = "invalid"
    STATUS: ClassVar[int] = 400


BodyHeadAnswer: TypeAlias = BodyHeadFound | BodyHeadNotFound | BodyHeadUnauthorized | BodyHeadInvalid | Unexpected
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
        segments=(*scope.segments(base), "buckets", bucket_id, "objects", object_id, "body"),
        headers={},
    )


def documented() -> tuple[Documented[Any, BodyHeadAnswer], ...]:
    """Give how the answers are known and read."""
    return (
        Documented(
            (204, 200),
            Nothing(),
            lambda received: BodyHeadFound(
                last_modified=received.header(("Last-Modified",), read_date),
                e_tag=received.header(("ETag",), read_text),
                content_type=received.header(("Content-Type",), read_text),
            ),
        ),
        Documented(
            (404,),
            Nothing(),
            lambda _: BodyHeadNotFound(),
        ),
        Documented(
            (401,),
            Nothing(),
            lambda _: BodyHeadUnauthorized(),
        ),
        Documented(
            (400,),
            Nothing(),
            lambda _: BodyHeadInvalid(),
        ),
    )

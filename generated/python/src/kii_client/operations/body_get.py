# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""`body.get`: Read an object's body, whole or in part."""

from dataclasses import dataclass
from typing import ClassVar, Generic, TypeAlias

from ..answer import Bytes, Documented, Success, Unexpected, failure
from ..call import Call
from ..errors import (
    GroupNotFound,
    InvalidBucket,
    InvalidObjectId,
    ObjectBodyIntegrityNotAssured,
    ObjectBodyNotFound,
    ObjectBodyRangeNotSatisfiable,
    ObjectNotFound,
    ThingNotFound,
    UnauthorizedAccess,
    UserNotFound,
)
from ..header import ByteRange, ContentRange, EntityTag, if_match_headers, range_headers, read_content_range, read_text
from ..scope import Base, Scope
from ..stream import S


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyGetWhole(Success, Generic[S]):
    """200 OK: The whole body, with its own media type.

    Source: Object Body (REST reference, user scope), "GET".
    """

    NAME: ClassVar[str] = "whole"
    STATUS: ClassVar[int] = 200

    e_tag: EntityTag
    """`ETag`: The body's version."""

    media_type: str
    """The media type of the bytes."""

    content: S
    """The bytes as they come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyGetPart(Success, Generic[S]):
    """206 Partial Content: The requested part of the body, with its own media type.

    Source: Object Body (REST reference, user scope), "GET".
    """

    NAME: ClassVar[str] = "part"
    STATUS: ClassVar[int] = 206

    e_tag: EntityTag
    """`ETag`: The body's version."""

    content_range: ContentRange | None = None
    """`Content-Range`: Which part it is."""

    media_type: str
    """The media type of the bytes."""

    content: S
    """The bytes as they come."""


BodyGetAnswer: TypeAlias = (
    BodyGetWhole[S]
    | BodyGetPart[S]
    | UserNotFound
    | GroupNotFound
    | ThingNotFound
    | ObjectNotFound
    | ObjectBodyNotFound
    | UnauthorizedAccess
    | ObjectBodyIntegrityNotAssured
    | ObjectBodyRangeNotSatisfiable
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
    if_match: EntityTag | None = None,
    byte_range: ByteRange | None = None,
) -> Call:
    """Give the request as it is sent."""
    return Call(
        method="GET",
        segments=(*scope.segments(base), "buckets", bucket_id, "objects", object_id, "body"),
        headers={**if_match_headers(if_match), **range_headers(byte_range)},
        media_type="application/json",
    )


def documented() -> tuple[Documented[S, BodyGetAnswer[S]], ...]:
    """Give how the answers are known and read."""
    return (
        Documented(
            (200,),
            Bytes(),
            lambda received: BodyGetWhole(
                e_tag=received.header(("ETag",), read_text),
                media_type=received.media_type,
                content=received.stream,
            ),
        ),
        Documented(
            (206,),
            Bytes(),
            lambda received: BodyGetPart(
                e_tag=received.header(("ETag",), read_text),
                content_range=received.optional(("Content-Range",), read_content_range),
                media_type=received.media_type,
                content=received.stream,
            ),
        ),
        failure(UserNotFound),
        failure(GroupNotFound),
        failure(ThingNotFound),
        failure(ObjectNotFound),
        failure(ObjectBodyNotFound),
        failure(UnauthorizedAccess),
        failure(ObjectBodyIntegrityNotAssured),
        failure(ObjectBodyRangeNotSatisfiable),
        failure(InvalidBucket),
        failure(InvalidObjectId),
    )

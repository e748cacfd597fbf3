# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""`body.put`: Add a body to an object, or replace the one it has."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeAlias

from ..answer import Documented, Json, Success, Unexpected, failure
from ..bodies import ObjectBodyUpdateResponse
from ..call import Call, Content
from ..errors import (
    GroupNotFound,
    InvalidBucket,
    InvalidInputData,
    InvalidObjectId,
    ObjectBodyIntegrityNotAssured,
    ObjectNotFound,
    ThingNotFound,
    UnauthorizedAccess,
    UserNotFound,
)
from ..header import EntityTag, Precondition, precondition_headers, read_date, read_text
from ..scope import Base, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPutStored(Success):
    """200 OK: The body has been added or replaced.

    Source: Object Body (REST reference, user scope), "PUT".
    """

    NAME: ClassVar[str] = "stored"
    STATUS: ClassVar[int] = 200

    last_modified: datetime
    """`Last-Modified`: When the object was last changed."""

    e_tag: EntityTag
    """`ETag`: The body's new version."""

    content: ObjectBodyUpdateResponse
    """The content."""


BodyPutAnswer: TypeAlias = (
    BodyPutStored
    | UserNotFound
    | GroupNotFound
    | ThingNotFound
    | ObjectNotFound
    | UnauthorizedAccess
    | ObjectBodyIntegrityNotAssured
    | InvalidInputData
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
    media_type: str,
    content: Content,
    precondition: Precondition | None = None,
) -> Call:
    """Give the request as it is sent."""
    return Call(
        method="PUT",
        segments=(*scope.segments(base), "buckets", bucket_id, "objects", object_id, "body"),
        headers=precondition_headers(precondition),
        media_type=media_type,
        content=content,
    )


def documented() -> tuple[Documented[Any, BodyPutAnswer], ...]:
    """Give how the answers are known and read."""
    return (
        Documented(
            (200,),
            Json("application/vnd.kii.ObjectBodyUpdateResponse+json"),
            lambda received: BodyPutStored(
                last_modified=received.header(("Last-Modified",), read_date),
                e_tag=received.header(("ETag",), read_text),
                content=received.json(ObjectBodyUpdateResponse.read),
            ),
        ),
        failure(UserNotFound),
        failure(GroupNotFound),
        failure(ThingNotFound),
        failure(ObjectNotFound),
        failure(UnauthorizedAccess),
        failure(ObjectBodyIntegrityNotAssured),
        failure(InvalidInputData),
        failure(InvalidBucket),
        failure(InvalidObjectId),
    )

# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""`body.delete`: Delete an object's body."""

from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from ..answer import Documented, Nothing, Success, Unexpected, failure
from ..call import Call
from ..errors import (
    GroupNotFound,
    InvalidBucket,
    InvalidInputData,
    InvalidObjectId,
    ObjectBodyIntegrityNotAssured,
    ObjectBodyNotFound,
    ObjectNotFound,
    ThingNotFound,
    UnauthorizedAccess,
    UserNotFound,
)
from ..header import Precondition, precondition_headers
from ..scope import Base, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyDeleteDeleted(Success):
    """204 No Content: The body has been deleted.

    Source: Object Body (REST reference, user scope), "DELETE".
    """

    NAME: ClassVar[str] = "deleted"
    STATUS: ClassVar[int] = 204


BodyDeleteAnswer: TypeAlias = (
    BodyDeleteDeleted
    | UserNotFound
    | GroupNotFound
    | ThingNotFound
    | ObjectNotFound
    | ObjectBodyNotFound
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
    precondition: Precondition | None = None,
) -> Call:
    """Give the request as it is sent."""
    return Call(
        method="DELETE",
        segments=(*scope.segments(base), "buckets", bucket_id, "objects", object_id, "body"),
        headers=precondition_headers(precondition),
        media_type="application/json",
    )


def documented() -> tuple[Documented[Any, BodyDeleteAnswer], ...]:
    """Give how the answers are known and read."""
    return (
        Documented(
            (204,),
            Nothing(),
            lambda _: BodyDeleteDeleted(),
        ),
        failure(UserNotFound),
        failure(GroupNotFound),
        failure(ThingNotFound),
        failure(ObjectNotFound),
        failure(ObjectBodyNotFound),
        failure(UnauthorizedAccess),
        failure(ObjectBodyIntegrityNotAssured),
        failure(InvalidInputData),
        failure(InvalidBucket),
        failure(InvalidObjectId),
    )

# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""`object.delete`: Delete an object, and its body and publications with it."""

from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from ..answer import Documented, Nothing, Success, Unexpected, failure
from ..call import Call
from ..errors import (
    GroupNotFound,
    InvalidBucket,
    InvalidInputData,
    InvalidObjectId,
    ObjectNotFound,
    StaleVersionedObject,
    ThingNotFound,
    UnauthorizedAccess,
    UserNotFound,
)
from ..header import Precondition, precondition_headers
from ..scope import Base, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectDeleteDeleted(Success):
    """204 No Content: The object has been deleted.

    Source: Object (REST reference, user scope), "DELETE".
    """

    NAME: ClassVar[str] = "deleted"
    STATUS: ClassVar[int] = 204


ObjectDeleteAnswer: TypeAlias = (
    ObjectDeleteDeleted
    | UserNotFound
    | GroupNotFound
    | ThingNotFound
    | ObjectNotFound
    | StaleVersionedObject
    | UnauthorizedAccess
    | InvalidBucket
    | InvalidObjectId
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
    precondition: Precondition | None = None,
) -> Call:
    """Give the request as it is sent."""
    return Call(
        method="DELETE",
        segments=(*scope.segments(base), "buckets", bucket_id, "objects", object_id),
        headers=precondition_headers(precondition),
        media_type="application/json",
    )


def documented() -> tuple[Documented[Any, ObjectDeleteAnswer], ...]:
    """Give how the answers are known and read."""
    return (
        Documented(
            (204,),
            Nothing(),
            lambda _: ObjectDeleteDeleted(),
        ),
        failure(UserNotFound),
        failure(GroupNotFound),
        failure(ThingNotFound),
        failure(ObjectNotFound),
        failure(StaleVersionedObject),
        failure(UnauthorizedAccess),
        failure(InvalidBucket),
        failure(InvalidObjectId),
        failure(InvalidInputData),
    )

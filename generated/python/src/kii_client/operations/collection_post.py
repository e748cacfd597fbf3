# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""`collection.post`: Create an object under an ID that the server chooses, and the bucket with it if need be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from ..answer import Documented, Json, Success, Unexpected, failure
from ..bodies import ObjectCreationResponse
from ..call import Call, json_content
from ..errors import (
    GroupNotFound,
    InvalidBucket,
    InvalidInputData,
    InvalidJson,
    ThingNotFound,
    UnauthorizedAccess,
    UserNotFound,
)
from ..header import EntityTag, read_text
from ..media_type import object_media_type
from ..scope import Base, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionPostCreated(Success):
    """201 Created: The object has been created.

    Source: decision A01.
    """

    NAME: ClassVar[str] = "created"
    STATUS: ClassVar[int] = 201

    location: str
    """`Location`: Where the object is."""

    e_tag: EntityTag
    """`ETag`: The object's version."""

    content: ObjectCreationResponse
    """The content."""


CollectionPostAnswer: TypeAlias = (
    CollectionPostCreated
    | UserNotFound
    | GroupNotFound
    | ThingNotFound
    | UnauthorizedAccess
    | InvalidBucket
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
    content: Mapping[str, Any],
    data_type: str | None = None,
) -> Call:
    """Give the request as it is sent."""
    return Call(
        method="POST",
        segments=(*scope.segments(base), "buckets", bucket_id, "objects"),
        headers={},
        media_type=object_media_type(base, data_type),
        content=json_content(content),
    )


def documented() -> tuple[Documented[Any, CollectionPostAnswer], ...]:
    """Give how the answers are known and read."""
    return (
        Documented(
            (201,),
            Json("application/vnd.kii.ObjectCreationResponse+json"),
            lambda received: CollectionPostCreated(
                location=received.header(("Location",), read_text),
                e_tag=received.header(("ETag",), read_text),
                content=received.json(ObjectCreationResponse.read),
            ),
        ),
        failure(UserNotFound),
        failure(GroupNotFound),
        failure(ThingNotFound),
        failure(UnauthorizedAccess),
        failure(InvalidBucket),
        failure(InvalidJson),
        failure(InvalidInputData),
    )

# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""`publish.post`: Publish an object's body and learn its address."""

from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from ..answer import Documented, Json, Success, Unexpected, failure
from ..bodies import ObjectBodyPublicationRequest, ObjectBodyPublicationResponse
from ..call import Call, json_content
from ..errors import (
    GroupNotFound,
    InvalidBucket,
    InvalidInputData,
    InvalidObjectId,
    ObjectBodyNotFound,
    ObjectNotFound,
    ThingNotFound,
    UnauthorizedAccess,
    UserNotFound,
)
from ..scope import Base, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPostPublished(Success):
    """200 OK: The body has been published. 201 Created is read as the same.

    Source: Publish (REST reference, scope of the logged-in user), "POST".
    """

    NAME: ClassVar[str] = "published"
    STATUS: ClassVar[int] = 200

    content: ObjectBodyPublicationResponse
    """The content."""


PublishPostAnswer: TypeAlias = (
    PublishPostPublished
    | UserNotFound
    | GroupNotFound
    | ThingNotFound
    | ObjectNotFound
    | ObjectBodyNotFound
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
    content: ObjectBodyPublicationRequest,
) -> Call:
    """Give the request as it is sent."""
    return Call(
        method="POST",
        segments=(*scope.segments(base), "buckets", bucket_id, "objects", object_id, "body", "publish"),
        headers={},
        media_type="application/vnd.kii.ObjectBodyPublicationRequest+json",
        content=json_content(content.write()),
    )


def documented() -> tuple[Documented[Any, PublishPostAnswer], ...]:
    """Give how the answers are known and read."""
    return (
        Documented(
            (200, 201),
            Json("application/vnd.kii.ObjectBodyPublicationResponse+json"),
            lambda received: PublishPostPublished(
                content=received.json(ObjectBodyPublicationResponse.read),
            ),
        ),
        failure(UserNotFound),
        failure(GroupNotFound),
        failure(ThingNotFound),
        failure(ObjectNotFound),
        failure(ObjectBodyNotFound),
        failure(UnauthorizedAccess),
        failure(InvalidBucket),
        failure(InvalidObjectId),
        failure(InvalidInputData),
    )

# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""Kii Cloud object storage: a client."""

from .answer import ApiError, ApiFailure, BareFailure, DocumentedFailure, Failure, Success, Unexpected
from .async_client import AsyncClient
from .bodies import (
    ObjectBodyPublicationRequest,
    ObjectBodyPublicationRequestExpiresAt,
    ObjectBodyPublicationRequestExpiresIn,
    ObjectBodyPublicationRequestPlain,
    ObjectBodyPublicationResponse,
    ObjectBodyUpdateResponse,
    ObjectCreationResponse,
    ObjectScope,
    ObjectScopeApp,
    ObjectScopeAppAndGroup,
    ObjectScopeAppAndThing,
    ObjectScopeAppAndUser,
    ObjectUpdateResponse,
)
from .call import Basic, Bearer, Credentials
from .client import Client
from .errors import (
    GroupNotFound,
    InvalidBucket,
    InvalidInputData,
    InvalidJson,
    InvalidObjectId,
    ObjectAlreadyExists,
    ObjectBodyIntegrityNotAssured,
    ObjectBodyNotFound,
    ObjectBodyRangeNotSatisfiable,
    ObjectNotFound,
    StaleVersionedObject,
    ThingNotFound,
    UnauthorizedAccess,
    UserNotFound,
)
from .header import ByteRange, ContentRange, EntityTag, From, FromTo, IfMatch, IfNoneMatchAny, Last, Precondition
from .json_object import JsonObject
from .operations.body_delete import BodyDeleteAnswer, BodyDeleteDeleted
from .operations.body_get import BodyGetAnswer, BodyGetPart, BodyGetWhole
from .operations.body_head import BodyHeadAnswer, BodyHeadFound, BodyHeadInvalid, BodyHeadNotFound, BodyHeadUnauthorized
from .operations.body_put import BodyPutAnswer, BodyPutStored
from .operations.collection_post import CollectionPostAnswer, CollectionPostCreated
from .operations.object_delete import ObjectDeleteAnswer, ObjectDeleteDeleted
from .operations.object_get import ObjectGetAnswer, ObjectGetFound
from .operations.object_head import (
    ObjectHeadAnswer,
    ObjectHeadFound,
    ObjectHeadInvalid,
    ObjectHeadNotFound,
    ObjectHeadUnauthorized,
)
from .operations.object_patch import ObjectPatchAnswer, ObjectPatchUpdated
from .operations.object_put import ObjectPutAnswer, ObjectPutCreated, ObjectPutReplaced
from .operations.publish_post import PublishPostAnswer, PublishPostPublished
from .scope import AppScope, GroupScope, MeScope, Scope, ThingScope, UserScope
from .stream import AsyncByteStream, ByteStream

__all__ = [
    "ApiError",
    "ApiFailure",
    "AppScope",
    "AsyncByteStream",
    "AsyncClient",
    "BareFailure",
    "Basic",
    "Bearer",
    "BodyDeleteAnswer",
    "BodyDeleteDeleted",
    "BodyGetAnswer",
    "BodyGetPart",
    "BodyGetWhole",
    "BodyHeadAnswer",
    "BodyHeadFound",
    "BodyHeadInvalid",
    "BodyHeadNotFound",
    "BodyHeadUnauthorized",
    "BodyPutAnswer",
    "BodyPutStored",
    "ByteRange",
    "ByteStream",
    "Client",
    "CollectionPostAnswer",
    "CollectionPostCreated",
    "ContentRange",
    "Credentials",
    "DocumentedFailure",
    "EntityTag",
    "Failure",
    "From",
    "FromTo",
    "GroupNotFound",
    "GroupScope",
    "IfMatch",
    "IfNoneMatchAny",
    "InvalidBucket",
    "InvalidInputData",
    "InvalidJson",
    "InvalidObjectId",
    "JsonObject",
    "Last",
    "MeScope",
    "ObjectAlreadyExists",
    "ObjectBodyIntegrityNotAssured",
    "ObjectBodyNotFound",
    "ObjectBodyPublicationRequest",
    "ObjectBodyPublicationRequestExpiresAt",
    "ObjectBodyPublicationRequestExpiresIn",
    "ObjectBodyPublicationRequestPlain",
    "ObjectBodyPublicationResponse",
    "ObjectBodyRangeNotSatisfiable",
    "ObjectBodyUpdateResponse",
    "ObjectCreationResponse",
    "ObjectDeleteAnswer",
    "ObjectDeleteDeleted",
    "ObjectGetAnswer",
    "ObjectGetFound",
    "ObjectHeadAnswer",
    "ObjectHeadFound",
    "ObjectHeadInvalid",
    "ObjectHeadNotFound",
    "ObjectHeadUnauthorized",
    "ObjectNotFound",
    "ObjectPatchAnswer",
    "ObjectPatchUpdated",
    "ObjectPutAnswer",
    "ObjectPutCreated",
    "ObjectPutReplaced",
    "ObjectScope",
    "ObjectScopeApp",
    "ObjectScopeAppAndGroup",
    "ObjectScopeAppAndThing",
    "ObjectScopeAppAndUser",
    "ObjectUpdateResponse",
    "Precondition",
    "PublishPostAnswer",
    "PublishPostPublished",
    "Scope",
    "StaleVersionedObject",
    "Success",
    "ThingNotFound",
    "ThingScope",
    "UnauthorizedAccess",
    "Unexpected",
    "UserNotFound",
    "UserScope",
]

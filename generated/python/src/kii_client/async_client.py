# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""The client for programs that use `asyncio`."""

from collections.abc import AsyncIterable, Awaitable, Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from .answer import Documented, Received, Unexpected, choose, streamed, unexpected
from .bodies import ObjectBodyPublicationRequest
from .call import Call, Credentials, checked_base_url, no_cookies
from .flaw import Flaw
from .header import ByteRange, EntityTag, Precondition
from .operations import (
    body_delete,
    body_get,
    body_head,
    body_put,
    collection_post,
    object_delete,
    object_get,
    object_head,
    object_patch,
    object_put,
    publish_post,
)
from .operations.body_delete import BodyDeleteAnswer
from .operations.body_get import BodyGetAnswer
from .operations.body_head import BodyHeadAnswer
from .operations.body_put import BodyPutAnswer
from .operations.collection_post import CollectionPostAnswer
from .operations.object_delete import ObjectDeleteAnswer
from .operations.object_get import ObjectGetAnswer
from .operations.object_head import ObjectHeadAnswer
from .operations.object_patch import ObjectPatchAnswer
from .operations.object_put import ObjectPutAnswer
from .operations.publish_post import PublishPostAnswer
from .scope import Base, Scope
from .stream import AsyncByteStream

A = TypeVar("A")


class AsyncClient:
    """A client of one application, with one principal's credentials.

    Each method returns one of the documented answers of its operation, or what arrived instead. It raises only if there is
    no answer: an `httpx.RequestError`, a `ValueError` for a request that cannot be sent, or what a hook raises.
    """

    def __init__(
        self,
        base_url: str,
        app_id: str,
        *,
        credentials: Credentials | Callable[[], Credentials | Awaitable[Credentials]] | None = None,
        on_request: Callable[[httpx.Request], Awaitable[None]] | None = None,
        timeout: httpx.Timeout | float | None = 30.0,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        """Make a client.

        Args:
            base_url: The address in front of the paths of the API, for example `https://api.example.com`.
            app_id: The application.
            credentials: The credentials of every request, or a function that gives them before each.
            on_request: Called with each request before it is sent, and may change it.
            timeout: The limits of time in seconds, unless `http` is given.
            http: What sends the requests. It is left open by `close()`, and keeps cookies unless it is told not to.

        Raises:
            ValueError: If `base_url` is no absolute address, or has a user or a password.
        """
        self._base_url = checked_base_url(base_url)
        self._base = Base(app_id)
        self._credentials = credentials
        self._on_request = on_request
        self._owned = httpx.AsyncClient(timeout=timeout, cookies=no_cookies()) if http is None else None
        self._http = http or self._owned or httpx.AsyncClient()

    async def close(self) -> None:
        """Close the connections."""
        if self._owned is not None:
            await self._owned.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def body_head(
        self,
        *,
        scope: Scope,
        bucket_id: str,
        object_id: str,
    ) -> BodyHeadAnswer:
        """`body.head`: Ask whether an object has a body, and for its version and media type.

        HEAD `/buckets/{bucketID}/objects/{objectID}/body`

        Source: Object Body (REST reference, user scope), "HEAD",
        <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
        The page shows it in user scope.

        Args:
            scope: Where the bucket lives.
            bucket_id: `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`.
            object_id: `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`.
        """
        call = body_head.call(
            self._base,
            scope=scope,
            bucket_id=bucket_id,
            object_id=object_id,
        )
        return await self._send(call, body_head.documented())

    async def body_get(
        self,
        *,
        scope: Scope,
        bucket_id: str,
        object_id: str,
        if_match: EntityTag | None = None,
        byte_range: ByteRange | None = None,
    ) -> BodyGetAnswer[AsyncByteStream]:
        """`body.get`: Read an object's body, whole or in part.

        GET `/buckets/{bucketID}/objects/{objectID}/body`

        Source: Object Body (REST reference, user scope), "GET",
        <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
        The page shows it in user scope.

        Args:
            scope: Where the bucket lives.
            bucket_id: `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`.
            object_id: `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`.
            if_match: The version that must be the current one.
            byte_range: The part that is asked for, if not the whole.
        """
        call = body_get.call(
            self._base,
            scope=scope,
            bucket_id=bucket_id,
            object_id=object_id,
            if_match=if_match,
            byte_range=byte_range,
        )
        return await self._send(call, body_get.documented())

    async def body_put(
        self,
        *,
        scope: Scope,
        bucket_id: str,
        object_id: str,
        media_type: str,
        content: bytes | AsyncIterable[bytes],
        precondition: Precondition | None = None,
    ) -> BodyPutAnswer:
        """`body.put`: Add a body to an object, or replace the one it has.

        PUT `/buckets/{bucketID}/objects/{objectID}/body`

        Source: Object Body (REST reference, user scope), "PUT",
        <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
        The page shows it in user scope.

        Args:
            scope: Where the bucket lives.
            bucket_id: `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`.
            object_id: `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`.
            media_type: The media type of the bytes.
            content: The bytes, at once or as they come.
            precondition: What must hold for the request to be carried out.
        """
        call = body_put.call(
            self._base,
            scope=scope,
            bucket_id=bucket_id,
            object_id=object_id,
            media_type=media_type,
            content=content,
            precondition=precondition,
        )
        return await self._send(call, body_put.documented())

    async def body_delete(
        self,
        *,
        scope: Scope,
        bucket_id: str,
        object_id: str,
        precondition: Precondition | None = None,
    ) -> BodyDeleteAnswer:
        """`body.delete`: Delete an object's body.

        DELETE `/buckets/{bucketID}/objects/{objectID}/body`

        Source: Object Body (REST reference, user scope), "DELETE",
        <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
        The page shows it in user scope.

        Args:
            scope: Where the bucket lives.
            bucket_id: `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`.
            object_id: `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`.
            precondition: What must hold for the request to be carried out.
        """
        call = body_delete.call(
            self._base,
            scope=scope,
            bucket_id=bucket_id,
            object_id=object_id,
            precondition=precondition,
        )
        return await self._send(call, body_delete.documented())

    async def collection_post(
        self,
        *,
        scope: Scope,
        bucket_id: str,
        content: Mapping[str, Any],
        data_type: str | None = None,
    ) -> CollectionPostAnswer:
        """`collection.post`: Create an object under an ID that the server chooses, and the bucket with it if need be.

        POST `/buckets/{bucketID}/objects`

        Source: Object Collection (REST reference, app scope), "POST",
        <http://docs.kii.com/rest/apps-collection/application/bucket-collection/bucket-of-default-type/object-collection/>.
        The page shows it in app scope.

        Args:
            scope: Where the bucket lives.
            bucket_id: `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`.
            content: The object's members.
            data_type: The data type of the object, if it has one.
        """
        call = collection_post.call(
            self._base,
            scope=scope,
            bucket_id=bucket_id,
            content=content,
            data_type=data_type,
        )
        return await self._send(call, collection_post.documented())

    async def object_delete(
        self,
        *,
        scope: Scope,
        bucket_id: str,
        object_id: str,
        precondition: Precondition | None = None,
    ) -> ObjectDeleteAnswer:
        """`object.delete`: Delete an object, and its body and publications with it.

        DELETE `/buckets/{bucketID}/objects/{objectID}`

        Source: Object (REST reference, user scope), "DELETE",
        <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
        The page shows it in user scope.

        Args:
            scope: Where the bucket lives.
            bucket_id: `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`.
            object_id: `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`.
            precondition: What must hold for the request to be carried out.
        """
        call = object_delete.call(
            self._base,
            scope=scope,
            bucket_id=bucket_id,
            object_id=object_id,
            precondition=precondition,
        )
        return await self._send(call, object_delete.documented())

    async def object_get(
        self,
        *,
        scope: Scope,
        bucket_id: str,
        object_id: str,
    ) -> ObjectGetAnswer:
        """`object.get`: Read an object.

        GET `/buckets/{bucketID}/objects/{objectID}`

        Source: Object (REST reference, user scope), "GET",
        <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
        The page shows it in user scope.

        Args:
            scope: Where the bucket lives.
            bucket_id: `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`.
            object_id: `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`.
        """
        call = object_get.call(
            self._base,
            scope=scope,
            bucket_id=bucket_id,
            object_id=object_id,
        )
        return await self._send(call, object_get.documented())

    async def object_head(
        self,
        *,
        scope: Scope,
        bucket_id: str,
        object_id: str,
    ) -> ObjectHeadAnswer:
        """`object.head`: Ask whether an object exists, and for its version, date and types.

        HEAD `/buckets/{bucketID}/objects/{objectID}`

        Source: Object (REST reference, user scope), "HEAD",
        <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
        The page shows it in user scope.

        Args:
            scope: Where the bucket lives.
            bucket_id: `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`.
            object_id: `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`.
        """
        call = object_head.call(
            self._base,
            scope=scope,
            bucket_id=bucket_id,
            object_id=object_id,
        )
        return await self._send(call, object_head.documented())

    async def object_put(
        self,
        *,
        scope: Scope,
        bucket_id: str,
        object_id: str,
        content: Mapping[str, Any],
        data_type: str | None = None,
        precondition: Precondition | None = None,
    ) -> ObjectPutAnswer:
        """`object.put`: Replace an object, or create it under the ID in the path.

        PUT `/buckets/{bucketID}/objects/{objectID}`

        Source: Object (REST reference, user scope), "PUT",
        <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
        The page shows it in user scope.

        Args:
            scope: Where the bucket lives.
            bucket_id: `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`.
            object_id: `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`.
            content: The object's members.
            data_type: The data type of the object, if it has one.
            precondition: What must hold for the request to be carried out.
        """
        call = object_put.call(
            self._base,
            scope=scope,
            bucket_id=bucket_id,
            object_id=object_id,
            content=content,
            data_type=data_type,
            precondition=precondition,
        )
        return await self._send(call, object_put.documented())

    async def object_patch(
        self,
        *,
        scope: Scope,
        bucket_id: str,
        object_id: str,
        content: Mapping[str, Any],
        data_type: str | None = None,
        precondition: Precondition | None = None,
    ) -> ObjectPatchAnswer:
        """`object.patch`: Change some members of an object and keep the others.

        PATCH `/buckets/{bucketID}/objects/{objectID}`

        Source: Object (REST reference, user scope), "PATCH",
        <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
        The page shows it in user scope.

        Args:
            scope: Where the bucket lives.
            bucket_id: `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`.
            object_id: `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`.
            content: The object's members.
            data_type: The data type of the object, if it has one.
            precondition: What must hold for the request to be carried out.
        """
        call = object_patch.call(
            self._base,
            scope=scope,
            bucket_id=bucket_id,
            object_id=object_id,
            content=content,
            data_type=data_type,
            precondition=precondition,
        )
        return await self._send(call, object_patch.documented())

    async def publish_post(
        self,
        *,
        scope: Scope,
        bucket_id: str,
        object_id: str,
        content: ObjectBodyPublicationRequest,
    ) -> PublishPostAnswer:
        """`publish.post`: Publish an object's body and learn its address.

        POST `/buckets/{bucketID}/objects/{objectID}/body/publish`

        Source: Publish (REST reference, scope of the logged-in user), "POST",
        <https://docs.kii.com/rest/apps-collection/application/user-collection/user-logged-in/bucket-collection/bucket-of-default-type/object-collection/object/body/publish/>.
        The page shows it in me scope.

        Args:
            scope: Where the bucket lives.
            bucket_id: `bucketID` of the path. 2 to 64 letters and digits of ASCII, or `_` `-`.
            object_id: `objectID` of the path. 2 to 100 letters and digits of ASCII, or `_` `-` `.`.
            content: The content.
        """
        call = publish_post.call(
            self._base,
            scope=scope,
            bucket_id=bucket_id,
            object_id=object_id,
            content=content,
        )
        return await self._send(call, publish_post.documented())

    async def _send(self, call: Call, documented: Sequence[Documented[AsyncByteStream, A]]) -> A | Unexpected:
        given = self._credentials() if callable(self._credentials) else self._credentials
        credentials = await given if isinstance(given, Awaitable) else given
        request = self._http.build_request(
            call.method,
            call.url(self._base_url),
            headers=call.all_headers(credentials),
            content=call.content,
        )
        if self._on_request is not None:
            await self._on_request(request)
        response = await self._http.send(request, stream=True)
        try:
            received = Received(response, AsyncByteStream(response))
            answer = streamed(response.status_code, documented)
            if answer is None:
                await response.aread()
            return (answer or choose(received, documented)).read(received)
        except Flaw as flaw:
            await response.aread()
            return unexpected(response, flaw)
        except BaseException:
            await response.aclose()
            raise

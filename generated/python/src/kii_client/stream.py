# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""Bytes as they come."""

from collections.abc import AsyncIterator, Iterator
from types import TracebackType
from typing import Self, TypeVar

import httpx


class ByteStream:
    """Bytes as they come. Read all of them, or use it in a `with` statement, so that the connection becomes free."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Give the bytes in pieces of this size, or as they come."""
        return self._response.iter_bytes(chunk_size)

    def read(self) -> bytes:
        """Give all bytes."""
        return self._response.read()

    def close(self) -> None:
        """Do without the rest."""
        self._response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class AsyncByteStream:
    """Bytes as they come. Read all of them, or use it in an `async with` statement, so that the connection becomes free."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response

    def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """Give the bytes in pieces of this size, or as they come."""
        return self._response.aiter_bytes(chunk_size)

    async def read(self) -> bytes:
        """Give all bytes."""
        return await self._response.aread()

    async def close(self) -> None:
        """Do without the rest."""
        await self._response.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()


S = TypeVar("S", ByteStream, AsyncByteStream)
"""The kind of stream that a client gives."""

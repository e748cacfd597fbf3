# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""Answers as they arrive, and how a documented one is told from the others.

It is known by its status and its media type, and an error then by its code; never by what happens to fit.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, NoReturn, Self, TypeAlias, TypeVar

import httpx

from .error_code import ERROR_CODE_MEMBER
from .flaw import Flaw
from .json_object import JsonObject, json_object
from .stream import S

A = TypeVar("A", covariant=True)
B = TypeVar("B")
T = TypeVar("T")


class Success:
    """A documented success."""

    __slots__ = ()

    NAME: ClassVar[str]
    """The name of the documented response."""

    STATUS: ClassVar[int]
    """The documented status."""

    def raise_for_error(self) -> Self:
        """Give the answer itself."""
        return self


class Failure:
    """An answer that is no success."""

    __slots__ = ()

    def raise_for_error(self) -> NoReturn:
        """Raise an `ApiError` with this answer."""
        raise ApiError(self)

    def status_code(self) -> int:
        """Give the status."""
        raise NotImplementedError


class DocumentedFailure(Failure):
    """A documented answer that is no success."""

    __slots__ = ()

    STATUS: ClassVar[int]
    """The documented status."""

    def status_code(self) -> int:
        """Give the status."""
        return self.STATUS


class ApiFailure(DocumentedFailure):
    """A documented error, with the members that it has."""

    __slots__ = ()

    MEDIA_TYPE: ClassVar[str]
    """Its media type."""

    ERROR_CODE: ClassVar[str]
    """Its code."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Read the error from JSON."""
        raise NotImplementedError


class BareFailure(DocumentedFailure):
    """A documented refusal that has no content, so that its status is all that is known of it."""

    __slots__ = ()

    NAME: ClassVar[str]
    """The name of the documented response."""


@dataclass(frozen=True, slots=True)
class Unexpected(Failure):
    """An answer that is not documented, as it arrived."""

    status: int
    """Its status."""

    headers: httpx.Headers
    """Its headers."""

    content: bytes
    """Its content."""

    reason: str
    """What keeps it from being a documented answer."""

    def status_code(self) -> int:
        """Give the status."""
        return self.status


class ApiError(Exception):
    """Raised by `raise_for_error()`: an answer that is no success."""

    def __init__(self, answer: Failure) -> None:
        super().__init__(answer)
        self.answer = answer
        """The answer."""

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self.answer.status_code()

    @property
    def error_code(self) -> str | None:
        """The code of the error, if the answer is a documented one that has content."""
        return self.answer.ERROR_CODE if isinstance(self.answer, ApiFailure) else None

    def __str__(self) -> str:
        return f"{self.status}: {self.answer!r}"


@dataclass(frozen=True, slots=True)
class Nothing:
    """No content."""


@dataclass(frozen=True, slots=True)
class Bytes:
    """Bytes whose media type is known only at run time."""


@dataclass(frozen=True, slots=True)
class Object:
    """A JSON object whose media type is known only at run time."""


@dataclass(frozen=True, slots=True)
class Json:
    """JSON of a media type."""

    media_type: str


@dataclass(frozen=True, slots=True)
class Error:
    """An error with a media type and a code."""

    media_type: str
    code: str


Shape: TypeAlias = Nothing | Bytes | Object | Json | Error
"""What a documented answer holds."""


class Received(Generic[S]):
    """An answer as it arrives."""

    def __init__(self, response: httpx.Response, stream: S) -> None:
        self._response = response
        # As `httpx` reads them, a value is sometimes UTF-8, and could not be sent back as it came.
        self._headers = httpx.Headers(response.headers.raw, encoding="iso-8859-1")
        self.stream: S = stream

    @property
    def status(self) -> int:
        """The status."""
        return self._response.status_code

    @property
    def media_type(self) -> str:
        """The media type of the content."""
        return str(self._headers.get("Content-Type", "application/octet-stream"))

    def has(self, media_type: str) -> bool:
        """Say whether the content has a media type; its parameters do not matter."""
        return self.media_type.partition(";")[0].strip().lower() == media_type.lower()

    def header(self, names: tuple[str, ...], read: Callable[[str], T]) -> T:
        """Read the header field that has one of these names."""
        value = self.optional(names, read)
        if value is None:
            raise Flaw(f"the header {' or '.join(names)} is missing")
        return value

    def optional(self, names: tuple[str, ...], read: Callable[[str], T]) -> T | None:
        """Read the header field that has one of these names, if it is there."""
        for name in names:
            value = self._headers.get(name)
            if value is not None:
                try:
                    return read(value)
                except Flaw as flaw:
                    raise Flaw(f"the header {name} {flaw}: {value}") from flaw
        return None

    def json(self, read: Callable[[object], T]) -> T:
        """Read the content as JSON."""
        try:
            # As bytes, it might be UTF-16; a byte order mark makes the parser fail.
            value: object = json.loads(self._response.content.decode("utf-8"), parse_constant=_no_constant)
        except ValueError as error:
            raise Flaw("the content is no JSON") from error
        except RecursionError as error:
            raise Flaw("the content is nested too deeply") from error
        try:
            return read(value)
        except Flaw as flaw:
            raise Flaw(f"the content {flaw}") from flaw

    def any_object(self) -> JsonObject:
        """Read the content as any object of JSON."""
        return self.json(json_object)

    def code(self) -> object:
        """Give the constant of an error, if the content has one."""
        try:
            return self.any_object().get(ERROR_CODE_MEMBER)
        except Flaw:
            return None


def _no_constant(name: str) -> object:
    raise ValueError(f"JSON has no {name}")


@dataclass(frozen=True, slots=True)
class Documented(Generic[S, A]):
    """By what a documented answer is known, and how it is read."""

    statuses: tuple[int, ...]
    shape: Shape
    read: Callable[[Received[S]], A]


E = TypeVar("E", bound=ApiFailure)


def failure(error: type[E]) -> "Documented[S, E]":
    """Give by what an error is known, and how it is read."""
    shape = Error(error.MEDIA_TYPE, error.ERROR_CODE)
    return Documented((error.STATUS,), shape, lambda received: received.json(error.read))


def streamed(status: int, documented: Sequence[Documented[S, B]]) -> Documented[S, B] | None:
    """Give the documented answer that has this status and bytes of any media type, if there is one."""
    alike = (answer for answer in documented if status in answer.statuses)
    return next((answer for answer in alike if isinstance(answer.shape, Bytes)), None)


def choose(received: Received[S], documented: Sequence[Documented[S, B]]) -> Documented[S, B]:
    """Give the one documented answer with this status, this media type and, for an error, this code."""
    alike = [answer for answer in documented if received.status in answer.statuses and _fits(received, answer.shape)]
    if not alike:
        raise Flaw(f"no documented answer has status {received.status} and {received.media_type}")
    code = received.code()
    for answer in alike:
        if not isinstance(answer.shape, Error) or answer.shape.code == code:
            return answer
    raise Flaw(f"no documented answer with this media type has the code {code}")


def unexpected(response: httpx.Response, flaw: Flaw) -> Unexpected:
    """Give an answer, whose content has been read, as it arrived."""
    return Unexpected(
        status=response.status_code,
        headers=response.headers,
        content=response.content,
        reason=str(flaw),
    )


def _fits(received: Received[S], shape: Shape) -> bool:
    match shape:
        case Json(media_type) | Error(media_type, _):
            return received.has(media_type)
        case Nothing() | Bytes() | Object():
            return True

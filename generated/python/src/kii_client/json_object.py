# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""JSON objects, and how their members are read."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar, cast
from urllib.parse import urlsplit

from .flaw import Flaw

JsonObject: TypeAlias = dict[str, Any]
"""An object of JSON."""

T = TypeVar("T")


def json_object(value: object) -> JsonObject:
    """Read an object."""
    if not isinstance(value, dict):
        raise Flaw("is no object")
    return cast("JsonObject", value)


def text(value: object) -> str:
    """Read a text."""
    if not isinstance(value, str):
        raise Flaw("is no string")
    return value


def integer(value: object) -> int:
    """Read a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise Flaw("is no whole number")
    return value


def url(value: object) -> str:
    """Read an absolute URL."""
    address = text(value)
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise Flaw("is no URL") from error
    if not parts.scheme or not parts.netloc:
        raise Flaw("is no absolute URL")
    return address


class Members:
    """The members of an object."""

    def __init__(self, value: object) -> None:
        self._members: Mapping[str, Any] = json_object(value)

    def has(self, name: str) -> bool:
        """Say whether a member is there."""
        return name in self._members

    def required(self, name: str, read: Callable[[object], T]) -> T:
        """Read a member that is there."""
        if name not in self._members:
            raise Flaw(f"has no member {name}")
        try:
            return read(self._members[name])
        except Flaw as flaw:
            raise Flaw(f"has the member {name}, which {flaw}") from flaw

    def optional(self, name: str, read: Callable[[object], T]) -> T | None:
        """Read a member that may be missing."""
        return self.required(name, read) if name in self._members else None

    def nullable(self, name: str, read: Callable[[object], T]) -> T | None:
        """Read a member that may be missing or null."""
        return self.optional(name, read) if self._members.get(name) is not None else None

    def constant(self, name: str, expected: str) -> None:
        """Check a member that is always the same."""
        if self.required(name, text) != expected:
            raise Flaw(f"has the member {name}, which is not {expected}")


def known(members: Mapping[str, object]) -> JsonObject:
    """Leave out the members that are not there."""
    return {name: value for name, value in members.items() if value is not None}

# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""Header fields: what requests send and answers hold, beyond texts."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeAlias

from .flaw import Flaw

EntityTag: TypeAlias = str
"""The version of something, exactly as the server names it in `ETag`, quotation marks included.

It is opaque: compare it, keep it, send it back.
"""


@dataclass(frozen=True, slots=True)
class IfMatch:
    """`If-Match`: the current version is this one."""

    version: EntityTag


@dataclass(frozen=True, slots=True)
class IfNoneMatchAny:
    """`If-None-Match: *`. The operation says what it means to it."""


Precondition: TypeAlias = IfMatch | IfNoneMatchAny
"""What must hold for a request to be carried out."""


@dataclass(frozen=True, slots=True)
class FromTo:
    """The bytes from one place to another, counted from 0 and both included (RFC 9110, 14.1.2)."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class From:
    """The bytes from a place, counted from 0, to the end."""

    first: int


@dataclass(frozen=True, slots=True)
class Last:
    """That many bytes at the end."""

    length: int


ByteRange: TypeAlias = FromTo | From | Last
"""A single range of bytes."""


@dataclass(frozen=True, slots=True)
class ContentRange:
    """Which part of a content is sent (RFC 9110, 14.4)."""

    first: int
    """The first byte that is sent, counted from 0."""

    last: int
    """The last byte that is sent."""

    total: int | None
    """The size of the whole content in bytes, if known."""


def precondition_headers(precondition: Precondition | None) -> dict[str, str]:
    """Give the header that states a condition."""
    match precondition:
        case IfMatch(version):
            return {"If-Match": version}
        case IfNoneMatchAny():
            return {"If-None-Match": "*"}
        case None:
            return {}


def if_match_headers(version: EntityTag | None) -> dict[str, str]:
    """Give the header that names the current version."""
    return {} if version is None else {"If-Match": version}


def range_headers(byte_range: ByteRange | None) -> dict[str, str]:
    """Give the header that asks for a part."""
    match byte_range:
        case FromTo(first, last):
            return {"Range": f"bytes={first}-{last}"}
        case From(first):
            return {"Range": f"bytes={first}-"}
        case Last(length):
            return {"Range": f"bytes=-{length}"}
        case None:
            return {}


def read_text(value: str) -> str:
    """Read any text."""
    return value


def read_date(value: str) -> datetime:
    """Read a date of HTTP, which is in UTC (RFC 9110, 5.6.7)."""
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, OverflowError) as error:
        raise Flaw("is no date") from error
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def read_content_range(value: str) -> ContentRange:
    """Read which part is sent."""
    found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", value, re.IGNORECASE | re.ASCII)
    if found is None:
        raise Flaw("is no part of a content")
    total = None if found[3] == "*" else int(found[3])
    return ContentRange(first=int(found[1]), last=int(found[2]), total=total)

# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""Header fields: what requests send and answers hold, beyond texts."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
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


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"

_DATES = (
    rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?P<day>\d\d) (?P<month>[A-Z][a-z][a-z]) (?P<year>\d\d\d\d) {_TIME} GMT",
    rf"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?P<day>\d\d)-(?P<month>[A-Z][a-z][a-z])-(?P<year>\d\d) {_TIME} GMT",
    rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?P<month>[A-Z][a-z][a-z]) (?P<day>[ \d]\d) {_TIME} (?P<year>\d\d\d\d)",
)
"""The usual form of a date, and the two obsolete ones."""


def read_date(value: str) -> datetime:
    """Read a date of HTTP in one of its three forms, all of them in UTC (RFC 9110, 5.6.7)."""
    parts = next((found for form in _DATES if (found := re.fullmatch(form, value, re.ASCII))), None)
    if parts is None:
        raise Flaw("is no date")
    year = int(parts["year"])
    if len(parts["year"]) == 2:  # two digits are a year from 1970 to 2069
        year += 2000 if year < 70 else 1900
    day, hour, minute, second = (int(parts[name]) for name in ("day", "hour", "minute", "second"))
    try:
        date = datetime(year, _MONTHS.index(parts["month"]) + 1, day, hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise Flaw("is no date") from error
    if year < 1970 or _WEEKDAYS[date.weekday()] != value[:3]:
        raise Flaw("is no date")
    return date


def read_content_range(value: str) -> ContentRange:
    """Read which part is sent."""
    found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", value, re.IGNORECASE | re.ASCII)
    if found is None:
        raise Flaw("is no part of a content")
    try:
        total = None if found[3] == "*" else int(found[3])
        return ContentRange(first=int(found[1]), last=int(found[2]), total=total)
    except ValueError as error:
        # Python reads no number of thousands of digits.
        raise Flaw("is no part of a content") from error

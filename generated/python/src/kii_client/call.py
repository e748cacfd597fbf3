# Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

"""Requests on their way out."""

import base64
import json
import re
from collections.abc import AsyncIterable, Iterable, Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, TypeAlias
from urllib.parse import quote

import httpx

Content: TypeAlias = bytes | Iterable[bytes] | AsyncIterable[bytes]


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token (RFC 6750)."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Basic:
    """A name and a password (RFC 7617): the application's ID and key."""

    user: str
    password: str = field(repr=False)


Credentials: TypeAlias = Bearer | Basic
"""The credentials of a request."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request in the making."""

    method: str
    segments: tuple[str, ...]
    headers: Mapping[str, str]
    media_type: str | None = None
    content: Content | None = None

    def url(self, base_url: str) -> str:
        """Give the address.

        Raises:
            ValueError: If a segment of the path is one that no URL can have.
        """
        return f"{base_url.rstrip('/')}/{'/'.join(_encoded(segment) for segment in self.segments)}"

    def all_headers(self, credentials: Credentials | None) -> dict[bytes, bytes]:
        """Give the headers with those for the content and the credentials.

        Raises:
            ValueError: If a value is one that no header can have.
        """
        media = {} if self.media_type is None else {"Content-Type": self.media_type}
        headers = {**self.headers, **media, **_authorization(credentials)}
        return {name.encode(): _header_value(name, value) for name, value in headers.items()}


def checked_base_url(base_url: str) -> str:
    """Give the address in front of all paths.

    Raises:
        ValueError: If no request can be sent to it. It is not shown, as it may hold a password.
    """
    try:
        url = httpx.URL(base_url)
    except (httpx.InvalidURL, ValueError):
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError(
            "expected an absolute address as base_url, for example https://api.example.com, found another text"
        )
    # `httpx` would send these in place of the credentials.
    if url.userinfo:
        raise ValueError("expected a base_url without user and password: give these as `credentials`")
    if "?" in base_url or "#" in base_url:
        raise ValueError("expected a base_url without `?` and `#`, behind which no path can stand")
    return base_url


def no_cookies() -> CookieJar:
    """Give a jar that keeps nothing, so that what one answer sets does not leave with the next request."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def json_content(content: Mapping[str, Any]) -> bytes:
    """Write an object."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        # Half of a surrogate pair can only be sent as an escape.
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode()


def _header_value(name: str, value: str) -> bytes:
    if re.fullmatch(r"[\t\x20-\x7e\x80-\xff]*", value) is None:
        raise ValueError(f"expected characters of Latin-1 without line breaks for the header {name}, found {value!r}")
    return value.encode("iso-8859-1")


def _encoded(segment: str) -> str:
    if segment in ("", ".", ".."):
        raise ValueError(
            f'expected a segment of a path, found "{segment}", which no URL keeps; give another identifier'
        )
    return quote(segment, safe="")


def _authorization(credentials: Credentials | None) -> dict[str, str]:
    match credentials:
        case Bearer(token):
            # What others say of a header that cannot be sent shows its value.
            if re.fullmatch(r"[!-~]+", token) is None:
                raise ValueError(
                    "expected a token of visible ASCII characters in the credentials; is there a line break at its end?"
                )
            return {"Authorization": f"Bearer {token}"}
        case Basic(user, password):
            if ":" in user:
                raise ValueError("expected a user without `:` in the credentials, which would end it (RFC 7617)")
            pair = base64.b64encode(f"{user}:{password}".encode()).decode()
            return {"Authorization": f"Basic {pair}"}
        case None:
            return {}

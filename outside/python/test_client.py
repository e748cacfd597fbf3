"""What the Python clients refuse to send, and to take for a documented answer."""

import asyncio
import contextlib
import gzip
import threading
import unittest
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import kii_client as kii

PLACE: dict[str, Any] = {"scope": kii.MeScope(), "bucket_id": "notes", "object_id": "first"}
HEAD = {b"Content-Type": b"application/json", b"ETag": b'"1"', b"Last-Modified": b"Thu, 01 Jan 1970 00:00:00 GMT"}


class Answered:
    """A client whose requests all get one answer, and these requests."""

    def __init__(self, body: bytes = b"{}", status: int = 200, headers: dict[bytes, bytes] | None = None) -> None:
        self.sent: list[httpx.Request] = []
        every = list({**HEAD, **(headers or {})}.items())

        def handle(request: httpx.Request) -> httpx.Response:
            self.sent.append(request)
            return httpx.Response(status, headers=every, content=body)

        http = httpx.Client(transport=httpx.MockTransport(handle))
        self.client = kii.Client("http://api.example.com", "app", credentials=kii.Bearer("token"), http=http)

    def get(self) -> object:
        """Read the object."""
        return self.client.object_get(**PLACE)


class Cookies(BaseHTTPRequestHandler):
    """A server that sets a cookie with each answer, and keeps those of requests."""

    seen: list[str | None]

    def do_GET(self) -> None:
        """Answer."""
        self.seen.append(self.headers.get("Cookie"))
        self.send_response_only(200)
        for name, value in HEAD.items():
            self.send_header(name.decode(), value.decode())
        self.send_header("Set-Cookie", "session=1")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")


@contextlib.contextmanager
def cookie_server() -> Iterator[tuple[str, list[str | None]]]:
    """Give the address of a server, and the cookies that it has seen."""
    seen: list[str | None] = []
    server = HTTPServer(("127.0.0.1", 0), type("Handler", (Cookies,), {"seen": seen}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Requests(unittest.TestCase):
    """What is sent."""

    def test_a_base_address_with_a_password_or_that_is_none_is_refused_without_being_shown(self) -> None:
        """Both clients refuse it."""
        for base in (
            "http://u:secret@host",
            "http://u:secret@[::1",
            "secret.example.com",
            "",
            "ftp://secret",
            "http://h/?secret",
        ):
            for client in (kii.Client, kii.AsyncClient):
                with self.subTest(base), self.assertRaises(ValueError) as raised:
                    client(base, "app")
                self.assertNotIn("secret", str(raised.exception))

    def test_what_cannot_be_sent_is_a_value_error(self) -> None:
        """Nothing is sent."""
        one = Answered()
        requests: list[Callable[[], object]] = [
            lambda: one.client.object_get(**{**PLACE, "bucket_id": "\ud800"}),
            lambda: one.client.object_get(**{**PLACE, "bucket_id": ".."}),
            lambda: one.client.object_put(**PLACE, content={}, data_type="a\nb"),
            lambda: one.client.object_put(**PLACE, content={}, precondition=kii.IfMatch('"☃"')),
            lambda: one.client.object_put(**PLACE, content={}, precondition=kii.IfMatch('"a\n"')),
            lambda: one.client.object_put(**PLACE, content={"a": float("nan")}),
        ]
        for number, request in enumerate(requests):
            with self.subTest(number), self.assertRaises(ValueError):
                request()
        self.assertEqual(one.sent, [])

    def test_a_version_is_sent_back_as_it_came(self) -> None:
        """Byte by byte, whatever the bytes would be as UTF-8."""
        for version in (b'"\xe9"', b'"\xc3\xa9"'):
            one = Answered(headers={b"ETag": version})
            found = one.client.object_get(**PLACE).raise_for_error()
            one.client.object_delete(**PLACE, precondition=kii.IfMatch(found.e_tag))
            self.assertIn((b"If-Match", version), one.sent[1].headers.raw)

    def test_no_cookie_leaves_with_the_next_request(self) -> None:
        """Neither client keeps any."""

        async def twice(base: str) -> None:
            async with kii.AsyncClient(base, "app") as client:
                for _ in range(2):
                    (await client.object_get(**PLACE)).raise_for_error()

        with cookie_server() as (base, seen):
            with kii.Client(base, "app") as client:
                for _ in range(2):
                    client.object_get(**PLACE).raise_for_error()
            asyncio.run(twice(base))
        self.assertEqual(seen, [None] * 4)


class Answers(unittest.TestCase):
    """What is received."""

    def test_json_that_is_no_utf_8_or_begins_with_a_byte_order_mark_is_not_documented(self) -> None:
        """As in the other clients."""
        for body in (
            '{"a":1}'.encode("utf-16"),
            '{"a":1}'.encode("utf-16-le"),
            b'\xef\xbb\xbf{"a":1}',
            b'{"a":"\xff"}',
        ):
            with self.subTest(body):
                self.assertIsInstance(Answered(body).get(), kii.Unexpected)
        self.assertIsInstance(Answered(b'{"a":1}').get(), kii.ObjectGetFound)

    def test_dates_are_real_ones_in_one_of_the_three_forms(self) -> None:
        """As in the other clients."""
        for text in (b"Sun, 06 Nov 1994 08:49:37 GMT", b"Sunday, 06-Nov-94 08:49:37 GMT", b"Sun Nov  6 08:49:37 1994"):
            found = Answered(headers={b"Last-Modified": text}).client.object_get(**PLACE).raise_for_error()
            self.assertEqual(found.last_modified, datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC))
        for text in (
            b"Sun, 06 Nov 1994 08:49:37 +0200",
            b"Sat, 31 Feb 2026 00:00:00 GMT",
            b"Mon, 06 Nov 1994 08:49:37 GMT",
            b"Sun, 06 Nov 1994 24:00:00 GMT",
            b"Sun, 6 Nov 1994 08:49:37 GMT",
            b"sun, 06 nov 1994 08:49:37 GMT",
            b"1994-11-06T08:49:37Z",
        ):
            with self.subTest(text):
                self.assertIsInstance(Answered(headers={b"Last-Modified": text}).get(), kii.Unexpected)

    def test_a_range_with_numbers_that_python_does_not_read_is_not_documented(self) -> None:
        """It is no exception."""
        one = Answered(b"x", 206, {b"Content-Range": b"bytes 0-" + b"9" * 5000 + b"/*"})
        answer = one.client.body_get(**PLACE, byte_range=kii.From(0))
        self.assertIsInstance(answer, kii.Unexpected)

    def test_content_that_cannot_be_decoded_is_a_request_error(self) -> None:
        """The documented exception."""
        body = gzip.compress(b"{}")[:-9] + b"x"
        with self.assertRaises(httpx.RequestError):
            Answered(b"no" + body, headers={b"Content-Encoding": b"gzip"}).get()


if __name__ == "__main__":
    unittest.main()

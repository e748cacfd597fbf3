"""Plays the scenario through the Python client, blocking or with `asyncio`, and prints a line for each step.

Usage: python play.py SCENARIO TARGET [--async] [--lawful], where TARGET is a target file.
"""

import asyncio
import sys
import time
import tomllib
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import kii_client as kii
import yaml

Step = dict[str, Any]


def pattern(first: int, last: int) -> bytes:
    """Give the bytes from one place to another: byte i is i modulo 251."""
    return bytes(place % 251 for place in range(first, last + 1))


class Player:
    """What both kinds of client need."""

    def __init__(self, target: dict[str, Any]) -> None:
        self.target = target
        self.run = uuid.uuid4().hex[:8]
        self.kept: dict[str, str] = {}

    def token(self, step: Step) -> kii.Bearer:
        """Give the credentials of a step."""
        return kii.Bearer(self.target["principals"][step.get("as", "owner")]["token"])

    def scope(self, step: Step) -> kii.Scope:
        """Give the scope of a step."""
        missing = f"missing-{self.run}" if step.get("owner") == "missing" else None
        match step.get("scope", "user"):
            case "app":
                return kii.AppScope()
            case "me":
                return kii.MeScope()
            case "user":
                return kii.UserScope(missing or self.target["principals"]["owner"]["user_id"])
            case "group":
                return kii.GroupScope(missing or self.target["scopes"]["group"]["id"])
            case "thing":
                return kii.ThingScope(missing or self.target["scopes"]["thing"]["id"])
            case other:
                raise SystemExit(f"{step['step']}: no scope is called {other}")

    def place(self, step: Step) -> dict[str, Any]:
        """Give the parameters that say where an object is."""
        object_id = step.get("object_id", f"{step.get('object')}-{self.run}")
        return {**self.bucket(step), "object_id": object_id}

    def bucket(self, step: Step) -> dict[str, Any]:
        """Give the parameters that say where a bucket is."""
        return {"scope": self.scope(step), "bucket_id": step.get("bucket", f"scenario-{self.run}")}

    def content(self, step: Step) -> dict[str, Any]:
        """Give what is sent as an object."""
        padding = {"padding": "x" * step["padding"]} if "padding" in step else {}
        return {**step.get("content", {}), **padding}

    def precondition(self, step: Step) -> kii.Precondition | None:
        """Give the condition of a request."""
        if "if_match" in step:
            return kii.IfMatch(self.kept[step["if_match"]])
        return kii.IfNoneMatchAny() if step.get("if_none_match") else None

    def lifetime(self, step: Step) -> kii.ObjectBodyPublicationRequest:
        """Give how long a publication lives."""
        match step.get("lifetime"):
            case {"seconds": seconds}:
                return kii.ObjectBodyPublicationRequestExpiresIn(expires_in=seconds)
            case {"until": seconds}:
                return kii.ObjectBodyPublicationRequestExpiresAt(expires_at=int((time.time() + seconds) * 1000))
            case _:
                return kii.ObjectBodyPublicationRequestPlain()

    def byte_range(self, step: Step) -> kii.ByteRange | None:
        """Give the part that is asked for."""
        return kii.FromTo(*step["range"]) if "range" in step else None

    def hooked(self, step: Step, request: httpx.Request) -> None:
        """Send other bytes in place of the content."""
        if "instead" in step:
            content = step["instead"].encode()
            request.stream = httpx.ByteStream(content)
            request.headers["Content-Length"] = str(len(content))

    def check(self, step: Step, answer: object) -> str:
        """Compare an answer with what the step expects, and give the line about it."""
        match answer:
            case (
                kii.ObjectGetFound(content=content, media_type=media)
                | kii.ObjectPatchUpdated(content=content, media_type=media)
            ):
                for name, value in step.get("see", {}).items():
                    assert content[name] == value, (step["step"], content)
                if "data_type" in step:
                    expected = f"application/vnd.{self.target['app_id']}.{step['data_type']}+json"
                    assert media.split(";")[0] == expected, (step["step"], media)
            case (
                kii.ObjectPutCreated(e_tag=version)
                | kii.ObjectPutReplaced(e_tag=version)
                | kii.BodyPutStored(e_tag=version)
            ):
                if "keep" in step:
                    self.kept[step["keep"]] = version
            case kii.PublishPostPublished(content=publication):
                assert len(httpx.get(publication.url).content) == step["published"], step["step"]
            case _:
                pass
        match answer:
            case kii.ApiFailure():
                line = f"{answer.status_code()} {answer.ERROR_CODE}"
            case kii.Success() | kii.BareFailure():
                line = f"{answer.STATUS} {answer.NAME}"
            case other:
                line = repr(other)
        assert line == step["expect"], f"{step['step']}: expected {step['expect']}, found {line}"
        return f"{step['step']}: {line}"

    def bytes(self, step: Step, found: bytes) -> None:
        """Compare bytes with those that the step expects."""
        assert found == pattern(*step["bytes"]), step["step"]

    def play(self, step: Step) -> object:
        """Make the request of a step with the blocking client."""
        with kii.Client(
            self.target["base_url"],
            self.target["app_id"],
            credentials=self.token(step),
            on_request=lambda request: self.hooked(step, request),
        ) as client:
            match step["do"]:
                case "collection.post":
                    return client.collection_post(**self.bucket(step), content=self.content(step))
                case "object.head":
                    return client.object_head(**self.place(step))
                case "object.get":
                    return client.object_get(**self.place(step))
                case "object.put":
                    return client.object_put(**self.place(step), **self.sent(step))
                case "object.patch":
                    return client.object_patch(**self.place(step), **self.sent(step))
                case "object.delete":
                    return client.object_delete(**self.place(step))
                case "body.head":
                    return client.body_head(**self.place(step))
                case "body.get":
                    answer = client.body_get(**self.place(step), **self.asked(step))
                    if isinstance(answer, kii.BodyGetWhole | kii.BodyGetPart):
                        with answer.content as content:
                            self.bytes(step, content.read())
                    return answer
                case "body.put":
                    return client.body_put(
                        **self.place(step),
                        media_type="application/x-scenario",
                        content=halves(step["upload"]),
                        precondition=self.precondition(step),
                    )
                case "body.delete":
                    return client.body_delete(**self.place(step))
                case "publish.post":
                    published = client.publish_post(**self.place(step), content=self.lifetime(step))
                    return published.raise_for_error()
                case other:
                    raise SystemExit(f"{step['step']}: this player does not know the operation {other}")

    async def play_async(self, step: Step) -> object:
        """Make the request of a step with the client for `asyncio`."""

        async def hook(request: httpx.Request) -> None:
            self.hooked(step, request)

        async with kii.AsyncClient(
            self.target["base_url"],
            self.target["app_id"],
            credentials=self.token(step),
            on_request=hook,
        ) as client:
            match step["do"]:
                case "collection.post":
                    return await client.collection_post(**self.bucket(step), content=self.content(step))
                case "object.head":
                    return await client.object_head(**self.place(step))
                case "object.get":
                    return await client.object_get(**self.place(step))
                case "object.put":
                    return await client.object_put(**self.place(step), **self.sent(step))
                case "object.patch":
                    return await client.object_patch(**self.place(step), **self.sent(step))
                case "object.delete":
                    return await client.object_delete(**self.place(step))
                case "body.head":
                    return await client.body_head(**self.place(step))
                case "body.get":
                    answer = await client.body_get(**self.place(step), **self.asked(step))
                    if isinstance(answer, kii.BodyGetWhole | kii.BodyGetPart):
                        async with answer.content as content:
                            self.bytes(step, await content.read())
                    return answer
                case "body.put":
                    return await client.body_put(
                        **self.place(step),
                        media_type="application/x-scenario",
                        content=async_halves(step["upload"]),
                        precondition=self.precondition(step),
                    )
                case "body.delete":
                    return await client.body_delete(**self.place(step))
                case "publish.post":
                    published = await client.publish_post(**self.place(step), content=self.lifetime(step))
                    return published.raise_for_error()
                case other:
                    raise SystemExit(f"{step['step']}: this player does not know the operation {other}")

    def sent(self, step: Step) -> dict[str, Any]:
        """Give the parameters of a write."""
        return {
            "content": self.content(step),
            "precondition": self.precondition(step),
            "data_type": step.get("data_type"),
        }

    def asked(self, step: Step) -> dict[str, Any]:
        """Give the parameters of a download."""
        version = self.kept[step["if_match"]] if "if_match" in step else None
        return {"if_match": version, "byte_range": self.byte_range(step)}


def halves(length: int) -> Iterator[bytes]:
    """Give bytes in two parts, as a stream."""
    content = pattern(0, length - 1)
    yield content[: length // 2]
    yield content[length // 2 :]


async def async_halves(length: int) -> AsyncIterator[bytes]:
    """Give bytes in two parts, as a stream."""
    for half in halves(length):
        yield half


def main() -> None:
    """Play all steps."""
    scenario, target, *flags = sys.argv[1:]
    steps: list[Step] = yaml.safe_load(Path(scenario).read_text(encoding="utf-8"))
    player = Player(tomllib.loads(Path(target).read_text(encoding="utf-8")))
    for step in steps:
        if "--lawful" in flags and step.get("wrong"):
            continue
        answer = asyncio.run(player.play_async(step)) if "--async" in flags else player.play(step)
        print(player.check(step, answer), flush=True)


main()

"""What every request passes before anything else: its host, its origin, its kind and size; and the headers of answers.

A page of another site can make a browser send requests to this server, and a name can be bent to this machine (DNS
rebinding). So the host must be one of the server's own, whatever changes something must come from the server's own
pages, and nothing is taken that a plain HTML form could send.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from beatwright.web.planner_settings import PlannerSettings
from beatwright.web.problem_answers import RequestProblem, problem_answer

__all__ = ["Guard"]

_SAFE = ("GET", "HEAD", "OPTIONS")
_MOST_JSON = 5_000_000  # bytes; the largest stroke of the brush has some 300,000
_JSON = "application/json"
_FILE = "application/octet-stream"
_CONTENT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _CONTENT,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@dataclass(frozen=True)
class Guard:
    """Refuse what the server's own pages would not send, before any of it is read.

    Parameters
    ----------
    app : ASGI application
        What stands behind.
    settings : PlannerSettings
        Names the hosts and the origins.
    """

    app: ASGIApp
    settings: PlannerSettings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        dressed = _dressed(send, scope["path"])
        headers = Headers(scope=scope)
        problem = next(self._problems(scope, headers), None)
        if problem is not None:
            await problem_answer(problem)(scope, receive, dressed)
            return
        await self.app(scope, _counted(receive, self._most(headers)), dressed)

    def _problems(self, scope: Scope, headers: Headers) -> Iterator[RequestProblem]:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0] not in self.settings.hosts:
            yield RequestProblem(421, "host", "This server does not go by that name.")
        if scope["method"] in _SAFE:
            return
        if headers.get("origin") not in self.settings.origins:
            yield RequestProblem(403, "origin", "Changes are taken from the planner's own pages only.")
        if headers.get("sec-fetch-site", "same-origin") != "same-origin":
            yield RequestProblem(403, "origin", "Changes are taken from the planner's own pages only.")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._most(headers):
            yield _too_large(self._most(headers))
        empty = length == "0" and "transfer-encoding" not in headers
        if not empty and _kind(headers) not in (_JSON, _FILE):
            yield RequestProblem(415, "kind", f"Send {_JSON}, or a file as {_FILE}.")

    def _most(self, headers: Headers) -> int:
        return self.settings.upload_bytes if _kind(headers) == _FILE else _MOST_JSON


def _kind(headers: Headers) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _too_large(most: int) -> RequestProblem:
    return RequestProblem(413, "size", f"At most {most / 1e6:g} MB are taken.")


def _counted(receive: Receive, most: int) -> Receive:
    """Return what receives a body, and stops where more comes than was said."""
    so_far = 0

    async def counting() -> Message:
        nonlocal so_far
        message = await receive()
        so_far += len(message.get("body", b""))
        if so_far > most:
            raise _too_large(most)
        return message

    return counting


def _dressed(send: Send, path: str) -> Send:
    """Return what sends an answer with the headers that every answer has."""

    async def dressing(message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if path.startswith("/api"):
                headers.setdefault("cache-control", "no-store")
        await send(message)

    return dressing

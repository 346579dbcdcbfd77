"""Files of an import: sent as they are, kept under a name of ours, told apart by their first bytes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from beatwright.base.errors import InputError
from beatwright.base.plain_text import clean
from beatwright.web.accounts.roles import Role
from beatwright.web.api.access import account_of, needs, planner_of
from beatwright.web.api.import_access import ImportNumber, import_folder_of, import_line, import_of
from beatwright.web.api.rate_limits import slow_down
from beatwright.web.imports.import_folder import ImportFolder
from beatwright.web.imports.incoming_file import write_incoming
from beatwright.web.imports.upload_format import INCIDENTS, upload_suffix
from beatwright.web.models.import_models import ImportLine, LayerRole, UploadedFile
from beatwright.web.problem_answers import RequestProblem

__all__ = ["upload_routes"]

upload_routes = APIRouter(tags=["imports"])
_LONGEST_NAME = 120
_FILE = "application/octet-stream"
_BODY = {"required": True, "content": {_FILE: {"schema": {"type": "string", "format": "binary"}}}}


def _needs_file() -> dict[str, Any]:
    declared = needs(Role.PLANNER)
    return {**declared, "openapi_extra": {**declared["openapi_extra"], "requestBody": _BODY}}


@upload_routes.put("/imports/{import}/file", **_needs_file())
async def send_incidents(number: ImportNumber, request: Request) -> ImportLine:
    """Take the file of incidents; one that was given before goes when this one is there whole."""
    found = await run_in_threadpool(import_of, request, number)
    given = await _taken(request, import_folder_of(planner_of(request), found), INCIDENTS)
    return await run_in_threadpool(_noted, request, number, given)


@upload_routes.put("/imports/{import}/layers/{role}", **_needs_file())
async def send_layer(number: ImportNumber, role: LayerRole, request: Request) -> ImportLine:
    """Take a layer of the city; one that was given before goes when this one is there whole."""
    found = await run_in_threadpool(import_of, request, number)
    given = await _taken(request, import_folder_of(planner_of(request), found), role)
    changed = await run_in_threadpool(planner_of(request).imports.set_layer, number, role, given.model_dump())
    return await run_in_threadpool(import_line, planner_of(request), changed)


@upload_routes.delete("/imports/{import}/layers/{role}", **needs(Role.PLANNER))
def remove_layer(number: ImportNumber, role: LayerRole, request: Request) -> ImportLine:
    """Take a layer out again."""
    planner, found = planner_of(request), import_of(request, number)
    import_folder_of(planner, found).remove(role)
    return import_line(planner, planner.imports.set_layer(number, role, None))


def _noted(request: Request, number: int, given: UploadedFile) -> ImportLine:
    planner = planner_of(request)
    return import_line(planner, planner.imports.change(number, file=given.model_dump(), check_job=None))


async def _taken(request: Request, folder: ImportFolder, role: str) -> UploadedFile:
    """Write a file as it comes in and put it into its role; RequestProblem where it is none that is read."""
    if request.headers.get("content-type") != _FILE:
        raise RequestProblem(415, "kind", f"Send the file as it is, as {_FILE}.")
    slow_down(planner_of(request).uploads_by_account, account_of(request).name)
    incoming = folder.incoming()
    try:
        size = await write_incoming(request.stream(), incoming)
        suffix = await run_in_threadpool(upload_suffix, incoming, role)
        folder.take(incoming, role, suffix)
    except InputError as problem:
        raise RequestProblem(415, "kind", folder.told(problem)) from None
    except ClientDisconnect:
        raise RequestProblem(422, "broken off", "The file did not come in whole. Send it again.") from None
    finally:
        incoming.unlink(missing_ok=True)
    return UploadedFile(name=_label(request), bytes=size, format=suffix.removeprefix("."))


def _label(request: Request) -> str:
    """Return the name that a file came with: a label, which no path is ever made of."""
    told = unquote(request.headers.get("x-file-name", ""), errors="replace").replace("\\", "/")
    return clean(PurePosixPath(told).name, _LONGEST_NAME) or "file"

"""Cases: the library, opening a folder, the first look, and the layers of the map."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from sqlalchemy import Row, select

from beatwright.base.errors import InputError, ParameterError
from beatwright.web.accounts.roles import Role
from beatwright.web.api.access import account_of, case_kept_from, needs, open_case_of, planner_of
from beatwright.web.api.draft_answers import judged_answer
from beatwright.web.api.plan_routes import list_plans
from beatwright.web.cases.case_shelf import CaseChangedError
from beatwright.web.cases.counts_as_seen import as_seen
from beatwright.web.cases.map_layers import MapLayer, map_borders, map_layer
from beatwright.web.models.case_models import CaseLine, FirstLook, FolderToOpen
from beatwright.web.models.plan_models import LayerName
from beatwright.web.planner_server import PlannerServer
from beatwright.web.problem_answers import RequestProblem
from beatwright.web.store.account_store import Account
from beatwright.web.store.tables import cases

__all__ = ["case_routes"]

case_routes = APIRouter(tags=["cases"])


@case_routes.get("/cases", **needs(None))
def list_cases(request: Request) -> list[CaseLine]:
    """List the cases that whoever asks may see, by name."""
    planner, account = planner_of(request), account_of(request)
    with planner.database.reading() as connection:
        rows = connection.execute(select(cases).order_by(cases.c.name, cases.c.id)).all()
    lines = (_line(planner, account, row) for row in rows)
    return [line for line in lines if line is not None]


@case_routes.post("/cases", status_code=201, **needs(Role.ADMIN, 409))
def open_case(body: FolderToOpen, request: Request) -> CaseLine:
    """Open a case folder of this machine."""
    planner = planner_of(request)
    try:
        opened = planner.shelf.shelve(body.folder)
    except CaseChangedError as problem:
        raise RequestProblem(409, "changed", str(problem)) from None
    except InputError as problem:
        raise RequestProblem(422, "folder", str(problem)) from None
    return _case_line(planner, account_of(request), opened.id)


@case_routes.get("/cases/{case}/first", **needs(Role.VIEWER, 409))
def first_look(case: int, request: Request) -> FirstLook:
    """Return what the screen shows before the map."""
    planner = planner_of(request)
    opened = open_case_of(planner, case)
    held = opened.case
    layer: LayerName = "posts" if held.plan(held.main).posts is not None else "districts"
    look = FirstLook(
        case=_case_line(planner, account_of(request), case),
        zones=len(held.problem.city.zone_ids),
        sites=len(held.problem.city.site_ids),
        base=held.base,
        main=held.main,
        case_plans=[plan.to_dict() for plan in held.plans],
        alternatives=[plan.to_dict() for plan in opened.alternatives.values()],
        plans=list_plans(case, request),
        judged=judged_answer(opened, held.plan(held.main), layer),
    )
    return as_seen(case_kept_from(request, case), look)


@case_routes.get("/cases/{case}/layers/{layer}.geojson", **needs(Role.VIEWER, 409), response_class=Response)
def read_layer_of_map(
    case: int, layer: Literal["boundary", "zones", "sites", "districts", "squares"], request: Request
) -> Response:
    """Return a layer of the map, compressed; a browser that has it already is told so."""
    planner = planner_of(request)
    found = map_layer(open_case_of(planner, case), layer, every_count=case_kept_from(request, case) is None)
    if found is None:
        raise RequestProblem(404, "missing", f"The case has no layer '{layer}'.")
    return _sent_once(found, request, "application/geo+json")


@case_routes.get("/cases/{case}/layers/borders.json", **needs(Role.VIEWER, 409), response_class=Response)
def read_borders(case: int, request: Request) -> Response:
    """Return which zones are neighbours, and what each adds to the district it is in."""
    planner = planner_of(request)
    try:
        found = map_borders(open_case_of(planner, case), every_count=case_kept_from(request, case) is None)
    except ParameterError as problem:
        raise RequestProblem(404, "missing", str(problem)) from None
    return _sent_once(found, request, "application/json")


def _sent_once(layer: MapLayer, request: Request, kind: str) -> Response:
    headers = {"etag": layer.etag, "cache-control": "private, no-cache", "vary": "accept-encoding, cookie"}
    if request.headers.get("if-none-match") == layer.etag:
        return Response(status_code=304, headers=headers)
    packed = "gzip" in request.headers.get("accept-encoding", "")
    headers |= {"content-encoding": "gzip"} if packed else {}
    return Response(layer.gzip if packed else layer.text, headers=headers, media_type=kind)


def _case_line(planner: PlannerServer, account: Account, number: int) -> CaseLine:
    with planner.database.reading() as connection:
        row = connection.execute(select(cases).where(cases.c.id == number)).one()
    line = _line(planner, account, row)
    assert line is not None  # the route asked for a role in it
    return line


def _line(planner: PlannerServer, account: Account, row: Row[Any]) -> CaseLine | None:
    role = planner.people.role_in(account, row.id)
    return (
        None if role is None else CaseLine(id=row.id, name=row.name, opened=row.opened, role=role.word, zones=row.zones)
    )

"""Cases: the library, opening a folder, the first look, and the layers of the map."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from sqlalchemy import Row, select

from beatwright.base.errors import InputError
from beatwright.web.accounts.roles import Role
from beatwright.web.api.access import account_of, needs, open_case_of, planner_of
from beatwright.web.api.draft_answers import judged_answer
from beatwright.web.api.plan_routes import list_plans
from beatwright.web.cases.case_shelf import CaseChangedError
from beatwright.web.cases.map_layers import map_layer
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
    return FirstLook(
        case=_case_line(planner, account_of(request), case),
        zones=len(held.problem.city.zone_ids),
        sites=len(held.problem.city.site_ids),
        base=held.base,
        main=held.main,
        case_plans=[plan.to_dict() for plan in held.plans],
        plans=list_plans(case, request),
        judged=judged_answer(opened, held.plan(held.main), layer),
    )


@case_routes.get("/cases/{case}/layers/{layer}.geojson", **needs(Role.VIEWER, 409), response_class=Response)
def read_layer_of_map(
    case: int, layer: Literal["boundary", "zones", "sites", "districts"], request: Request
) -> Response:
    """Return a layer of the map, compressed; a browser that has it already is told so."""
    found = map_layer(open_case_of(planner_of(request), case), layer)
    if found is None:
        raise RequestProblem(404, "missing", f"The case has no layer '{layer}'.")
    headers = {"etag": found.etag, "cache-control": "private, no-cache", "vary": "accept-encoding"}
    if request.headers.get("if-none-match") == found.etag:
        return Response(status_code=304, headers=headers)
    packed = "gzip" in request.headers.get("accept-encoding", "")
    headers |= {"content-encoding": "gzip"} if packed else {}
    return Response(found.gzip if packed else found.text, headers=headers, media_type="application/geo+json")


def _case_line(planner: PlannerServer, account: Account, number: int) -> CaseLine:
    with planner.database.reading() as connection:
        row = connection.execute(select(cases).where(cases.c.id == number)).one()
    line = _line(planner, account, row)
    assert line is not None  # the route asked for a role in it
    return line


def _line(planner: PlannerServer, account: Account, row: Row[Any]) -> CaseLine | None:
    role = planner.people.role_in(account, row.id)
    return None if role is None else CaseLine(id=row.id, name=row.name, opened=row.opened, role=role.word)

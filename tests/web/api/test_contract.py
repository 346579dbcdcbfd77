"""The description of the API holds for whatever is sent: statuses, kinds and forms of answers (schemathesis)."""

import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from tests.web.api.every_route import account_named, let_in, places_of, unhurried
from tests.web.conftest import TEAM, made_planner

from beatwright.core import Case
from beatwright.web.app import create_app, described
from beatwright.web.planner_server import PlannerServer

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def planner(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PlannerServer]:
    """A planner whose children work where jobs are waited for long enough: schemathesis starts the app for good."""
    idle = {} if request.node.get_closest_marker("slow") else {"children": 0, "short_lanes": 0}
    made = unhurried(made_planner(tmp_path, **TEAM, **idle))
    account_named(made, "stranger")
    account_named(made, "admin")
    yield made
    made.database.close()


def operations_of(planner: PlannerServer) -> Iterator[Any]:
    """Yield every operation of the description, to be called behind the guard as browsers do."""
    served, text = create_app(planner), json.dumps(described(planner).openapi())

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/openapi.json":
            await Response(text, media_type="application/json")(scope, receive, send)
        else:
            await served(scope, receive, send)

    for found in schemathesis.openapi.from_asgi("/openapi.json", app).get_all_operations():
        yield found.ok()


def tried(
    planner: PlannerServer, operation: Any, places: dict[str, object], mode: GenerationMode, examples: int
) -> None:
    checks = [*CHECKS, negative_data_rejection] if mode is GenerationMode.NEGATIVE else CHECKS
    label = zlib.crc32(f"{operation.label} {mode.value}".encode())

    @seed(label)
    @settings(max_examples=examples, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode))
    def check(case: Any) -> None:
        let_in(planner, "admin")
        _aim(case, places, mode)
        headers = {"host": "planner.example", "origin": planner.settings.origin, "cookie": _cookie(planner)}
        case.call_and_validate(base_url=planner.settings.origin, headers=headers, checks=checks)

    try:
        check()
    except Unsatisfiable:  # nothing is sent to it, so nothing wrong can be
        assert mode is GenerationMode.NEGATIVE, operation.label


def _aim(case: Any, places: dict[str, object], mode: GenerationMode) -> None:
    """Put what there is into two paths of three, so that more is asked than what there is not."""
    for word, value in (case.path_parameters or {}).items():
        if mode is GenerationMode.POSITIVE and word in places and zlib.crc32(str(value).encode()) % 3:
            case.path_parameters[word] = places[word]


def _cookie(planner: PlannerServer) -> str:
    return f"{planner.settings.cookie}={planner.people.open_session(planner.people.named('admin'))}"


def need_all_kept(planner: PlannerServer, places: dict[str, object], examples: int) -> None:
    """Try every operation with what fits its description and with what does not; tell of all that break it."""
    broken, operations = [], list(operations_of(planner))
    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                tried(planner, operation, places, mode, examples if mode is GenerationMode.POSITIVE else examples // 2)
            except (Exception, FailureGroup) as problem:
                broken.append(f"{operation.label} ({mode.value}): {_told(problem)}")
    assert broken == [], "\n".join(broken)
    assert len(operations) > 30


def _told(problem: BaseException) -> str:
    parts = problem.exceptions if isinstance(problem, BaseExceptionGroup) else [problem]
    return "; ".join(f"{type(part).__name__} {part}"[:600] for part in parts)


@pytest.fixture
def places(planner: PlannerServer, tmp_path: Path, written: tuple[Path, Case]) -> Callable[[], dict[str, object]]:
    return lambda: places_of(planner, tmp_path / "small", written)


def test_every_operation_keeps_to_its_description(
    planner: PlannerServer, places: Callable[[], dict[str, object]]
) -> None:
    need_all_kept(planner, places(), 4)


@pytest.mark.slow
def test_every_operation_keeps_to_its_description_at_length(
    planner: PlannerServer, places: Callable[[], dict[str, object]]
) -> None:
    need_all_kept(planner, places(), 50)

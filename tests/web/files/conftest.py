"""Drafts, and what is exported of them."""

import io
import shutil
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.api.conftest import written_case
from tests.web.job_by_hand import done_by_hand

from beatwright.web.planner_server import PlannerServer

Export = Callable[..., dict[str, bytes]]


@pytest.fixture(scope="session")
def small_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_case(tmp_path_factory.mktemp("cases") / "small")


@pytest.fixture
def case(planner: PlannerServer, small_case: Path, tmp_path: Path) -> int:
    return planner.shelf.shelve(shutil.copytree(small_case, tmp_path / "small")).id


@pytest.fixture
def begin(signed_in: TestClient, case: int) -> Callable[[str, str], int]:
    def begin(name: str, source: str) -> int:
        answer = signed_in.post(f"/api/cases/{case}/plans", json={"name": name, "source": {"case_plan": source}})
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])

    return begin


def sent(client: TestClient, plan: int, after: int, **command: object) -> Any:
    body = {"after": after, "id": uuid.uuid4().hex, "command": command}
    answer = client.post(f"/api/plans/{plan}/commands", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
def export(planner: PlannerServer, signed_in: TestClient) -> Export:
    def export(plan: int, *kinds: str, version: int | None = None) -> dict[str, bytes]:
        answer = signed_in.post(f"/api/plans/{plan}/exports", json={"kinds": kinds, "version": version})
        line = done_by_hand(planner, signed_in, answer)
        assert line["state"] == "done", line["error"]
        files = line["result"]["files"]
        return {file["name"]: signed_in.get(f"/api/files/{file['id']}").content for file in files}

    return export


def unpacked(archive: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        packed.extractall(folder)
    return folder

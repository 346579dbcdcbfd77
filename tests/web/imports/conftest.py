"""An import that was begun, files of a city never seen, and what the wizard sends."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from starlette.testclient import TestClient
from tests.web.api.conftest import written_case
from tests.web.job_by_hand import read_here

from beatwright.web.api import import_access
from beatwright.web.planner_server import PlannerServer

FILE = {"content-type": "application/octet-stream", "x-file-name": "Calls%20of%20May.csv"}
Send = Callable[..., Any]


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_access, "read_apart", read_here)


@pytest.fixture
def case_of_team(team: PlannerServer, tmp_path: Path) -> int:
    return team.shelf.shelve(written_case(tmp_path / "small")).id


@pytest.fixture
def begun(signed_in: TestClient) -> int:
    answer = signed_in.post("/api/imports", json={"case_name": "Newtown"})
    assert answer.status_code == 201
    return int(answer.json()["id"])


@pytest.fixture
def send(signed_in: TestClient, begun: int) -> Send:
    def put(content: bytes, where: str = "file", name: str = FILE["x-file-name"]) -> Any:
        headers = {**FILE, "x-file-name": name}
        return signed_in.put(f"/api/imports/{begun}/{where}", content=content, headers=headers)

    return put


@pytest.fixture(scope="session")
def calls() -> bytes:
    """Two years of incidents in a town of 4 by 4 km at 90.2 degrees west, and two rows that cannot be used."""
    rng = np.random.default_rng(1)
    days = np.datetime64("2021-01-01T00:00") + rng.integers(0, 730 * 1440, 300).astype("timedelta64[m]")
    kinds = rng.choice(["THEFT", "ROBBERY", "BARKING DOG"], 300)
    place = np.array([38.63, -90.2]) + rng.uniform(-0.018, 0.018, (300, 2)).round(5)
    rows = [
        f"{number},{str(day).replace('T', ' ')},{kind},{lat:.5f},{lon:.5f}"
        for number, (day, kind, (lat, lon)) in enumerate(zip(days, kinds, place, strict=True))
    ]
    rows += ["x,not a date,THEFT,38.6,-90.2", "y,=cmd|'/c calc'!A1,THEFT,38.6,-90.2"]
    return "\n".join(["Ref,Occurred,Offence,Lat,Long", *rows]).encode()


@pytest.fixture(scope="session")
def zones(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A GeoPackage of 25 zones that cover the town; the name of one would be a script in a careless page."""
    file = tmp_path_factory.mktemp("layers") / "zones.gpkg"
    edges = np.linspace(-90.22, -90.18, 6), np.linspace(38.61, 38.65, 6)
    boxes = [
        shapely.box(edges[0][i], edges[1][j], edges[0][i + 1], edges[1][j + 1]) for i in range(5) for j in range(5)
    ]
    names = [f"z{number}" for number in range(24)] + ["<script>alert(1)</script>"]
    gpd.GeoDataFrame({"zone": names}, geometry=boxes, crs=4326).to_file(file)
    return file.read_bytes()


@pytest.fixture
def folder(planner: PlannerServer, begun: int) -> Path:
    found = planner.imports.get(begun)
    assert found is not None
    return planner.settings.imports / found.folder

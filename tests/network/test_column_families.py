"""Road attributes under other names, cut to ten letters, in other languages and units."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.network import RoadGraph, RoadSource

_RING = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]


def _read(folder: Path, format_: str = "gpkg", **columns: list[Any]) -> RoadGraph:
    lines = [shapely.LineString([(x + 745_000, y + 4_275_000) for x, y in _RING[k : k + 2]]) for k in range(4)]
    gpd.GeoDataFrame(columns, geometry=lines, crs=32615).to_file(folder / f"streets.{format_}")
    return RoadSource(edges=f"streets.{format_}").read(folder, 32615)


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("ONEWAY_COD", ["Y", "N"]), ("ONE_WAY_STREET", ["yes", "no"]), ("OneWayDir", ["FT", "B"]),
        ("Einbahn", ["ja", "nein"]), ("einbahnstr", ["Einbahn", "beide"]), ("TRAVELDIR", ["FT", "B"]),
        ("TRAFDIR", ["with", "both"]), ("FLOWDIR", ["1", "0"]), ("SENS_DE_CIRCULATION", ["Sens unique", "Double sens"]),
        ("sens_circu", ["sens direct", "double sens"]), ("sentido", ["único", "doble"]),
        ("SENTIDO_VIA", ["un sentido", "doble sentido"]), ("traffic_dir", ["with digitization", "both"]),
        ("oneway", ["from_to", "both"]),
    ],
)  # fmt: skip
def test_directions(tmp_path: Path, column: str, values: list[str]) -> None:
    graph = _read(tmp_path, **{column: values * 2})
    assert len(graph.u) == 6, graph.notes


@pytest.mark.parametrize(
    ("column", "values"),
    [("oneway_bicycle", ["yes", "no"]), ("oneway_bic", ["yes", "no"]), ("oneway_bus", ["yes", "no"]),
     ("dir", ["N", "S"]),
     ("street_direction", ["N", "S"]), ("Sentido", ["Norte-Sur", "Sur-Norte"])],
)  # fmt: skip
def test_other_directions(tmp_path: Path, column: str, values: list[str]) -> None:
    graph = _read(tmp_path, **{column: values * 2})
    assert len(graph.u) == 8
    assert (column == "Sentido") == any("its values are not understood" in note for note in graph.notes)


@pytest.mark.parametrize(
    ("column", "values", "kmh"),
    [
        ("maxspeed", ["13.9 m/s"], 50.04), ("maxspeed", ["10 mps"], 36), ("maxspeed", ["27 knots"], 50.0),
        ("maxspeed", ["20 kn"], 37.04), ("maxspeed", ["30 mph"], 48.28), ("maxspeed", ["50 km/h"], 50),
        ("maxspeed", ["50 kph"], 50), ("maxspeed_kmh", [50], 50), ("kmh", [30], 30), ("KPH", [40], 40),
        ("mph", [25], 40.23),
        ("SPEEDLIMIT_MPH", [30], 48.28), ("vmax_kmh", [70], 70),
    ],
)  # fmt: skip
def test_speeds_and_their_units(tmp_path: Path, column: str, values: list[Any], kmh: float) -> None:
    graph = _read(tmp_path, **{column: values * 4})
    assert graph.minutes is not None
    np.testing.assert_allclose(graph.minutes, 0.1 * 60 / kmh, rtol=2e-3)


@pytest.mark.parametrize(
    "column",
    ["SPD_LIMIT", "posted_spe", "velocidad", "VEL_MAX", "vmax", "velocidade", "Geschw", "speed_limi", "SPEED",
     "vitesse",     "FREE_FLOW_SPEED", "snelheid"],
)  # fmt: skip
def test_speeds_without_a_unit_are_told(tmp_path: Path, column: str) -> None:
    graph = _read(tmp_path, **{column: [30, 40, 50, 60]})
    assert any(f"'{column}' is not used, because its unit is not known" in note for note in graph.notes)


@pytest.mark.parametrize("column", ["speed_cat", "SPEEDCLASS", "speed_source"])
def test_classes_of_speed_are_no_speeds(tmp_path: Path, column: str) -> None:
    assert not any(f"'{column}'" in note for note in _read(tmp_path, **{column: [1, 2, 3, 4]}).notes)


@pytest.mark.parametrize(
    ("column", "unit"),
    [("distance", 1.0), ("length_km", 1000.0), ("miles", 1609.344), ("Shape_Leng", 0.3048), ("length_ft", 0.3048)],
)
def test_lengths_of_a_table_of_nodes(tmp_path: Path, column: str, unit: float) -> None:
    nodes = pd.DataFrame(
        {"node": range(4), "x": [745_000 + x for x, _ in _RING[:4]], "y": [4_275_000 + y for _, y in _RING[:4]]}
    )
    nodes.to_csv(tmp_path / "nodes.csv", index=False)
    edges = pd.DataFrame({"u": range(4), "v": [1, 2, 3, 0], column: 120 / unit})
    edges.to_csv(tmp_path / "edges.csv", index=False)
    source = RoadSource(edges="edges.csv", nodes="nodes.csv", file_crs="EPSG:32615")
    np.testing.assert_allclose(source.read(tmp_path, 32615).metres, 120)

"""One coordinate of 0, numbers as small as radians, rows far away: left out or told, with the columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import beatwright as bw

_CITIES = [(-73.98, 40.72), (-95.37, 29.76), (-46.63, -23.55), (13.4, 52.52), (36.8, -1.28), (126.98, 37.57)]


def _file(folder: Path, lon: float, lat: float, change: Callable[[int, float, float], tuple[float, float]]) -> Path:
    rows = [change(k, round(lon + k / 1e3, 4), round(lat - k / 1e3, 4)) for k in range(40)]
    lines = [f"2023-03-{1 + k % 28:02d} {k % 24:02d}:15,THEFT,{a},{b}" for k, (a, b) in enumerate(rows)]
    path = folder / "calls.csv"
    path.write_text("\n".join(["date,offense,Long,Lat", *lines]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("lon", "lat"), _CITIES)
@pytest.mark.parametrize("which", ["lon", "lat"])
def test_one_coordinate_of_zero_is_none(tmp_path: Path, lon: float, lat: float, which: str) -> None:
    def change(k: int, a: float, b: float) -> tuple[float, float]:
        return (a, b) if k % 8 else (0, b) if which == "lon" else (a, 0)

    report = bw.data.check_incidents(_file(tmp_path, lon, lat, change))
    assert (report.kept, dict(report.reasons)) == (35, {"no coordinate": 5})


@pytest.mark.parametrize(("lon", "lat"), [(-0.02, 51.5), (0.0, 5.6), (-78.48, 0.01), (32.58, 0.02)])
def test_zero_is_a_place_on_the_meridian_and_the_equator(tmp_path: Path, lon: float, lat: float) -> None:
    report = bw.data.check_incidents(_file(tmp_path, lon, lat, lambda k, a, b: (a, b)))
    assert report.kept >= 39  # (0, 0) alone is none


@pytest.mark.parametrize(("lon", "lat"), [(-87.63, 41.88), (116.4, 39.9), (-46.63, -23.55)])
def test_radians_are_told(tmp_path: Path, lon: float, lat: float) -> None:
    path = _file(tmp_path, lon, lat, lambda k, a, b: (float(np.radians(a)), float(np.radians(b))))
    assert any("radians" in said and "'Long' and 'Lat'" in said for said in bw.data.check_incidents(path).warnings)


def test_rows_far_away_are_told_with_their_columns(tmp_path: Path) -> None:
    path = _file(tmp_path, -87.63, 41.88, lambda k, a, b: (a, b) if k else (a + 9, b))
    told = [said for said in bw.data.check_incidents(path).warnings if "100 km" in said]
    assert told
    assert "'Long' and 'Lat'" in told[0]

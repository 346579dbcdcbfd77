"""Degrees and projected coordinates of one file that disagree in some rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyproj
import pytest

import beatwright as bw

_CITIES = {
    2263: (-73.98, 40.72), 2278: (-95.37, 29.76), 32717: (-77.04, -12.05), 27700: (-0.12, 51.5), 25830: (-3.7, 40.42),
    3857: (13.4, 52.52), 2926: (-122.33, 47.6), 31983: (-46.63, -23.55), 3435: (-87.63, 41.88), 6369: (-103.39, 20.72),
}  # fmt: skip


def _file(folder: Path, epsg: int, wrong: int, headings: tuple[str, str] = ("X", "Y"), rows: int = 200) -> Path:
    lon, lat = _CITIES[epsg]
    draw = np.random.default_rng(epsg)
    degrees = np.column_stack([lon + draw.normal(0, 0.06, rows), lat + draw.normal(0, 0.06, rows)]).round(6)
    east, north = pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform(*degrees.T)
    degrees[:wrong, 0] += 0.3
    lines = [
        f"2023-03-{1 + k % 28:02d} {k % 24:02d}:15,THEFT,{a:.6f},{b:.6f},{x:.1f},{y:.1f}"
        for k, ((a, b), x, y) in enumerate(zip(degrees, east, north, strict=True))
    ]
    path = folder / "calls.csv"
    path.write_text("\n".join([f"date,offense,lon,lat,{','.join(headings)}", *lines]) + "\n", encoding="utf-8")
    return path


def _told(path: Path) -> list[str]:
    return [said for said in bw.data.check_incidents(path).warnings if "over a kilometre elsewhere" in said]


@pytest.mark.parametrize("epsg", _CITIES)
def test_rows_that_disagree_are_told(tmp_path: Path, epsg: int) -> None:
    (said,) = _told(_file(tmp_path, epsg, 17))
    assert said.startswith("17 rows of 200 lie")
    assert "'X' and 'Y'" in said
    assert "'lon' and 'lat'" in said


@pytest.mark.parametrize("epsg", _CITIES)
def test_rows_that_agree_are_not(tmp_path: Path, epsg: int) -> None:
    assert _told(_file(tmp_path, epsg, 0)) == []


def test_zeros_in_the_second_pair_prove_nothing(tmp_path: Path) -> None:
    path = _file(tmp_path, 2263, 0)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1:20] = [",".join([*line.split(",")[:4], "0", "0"]) for line in lines[1:20]]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert _told(path) == []


def test_numbers_of_something_else_prove_nothing(tmp_path: Path) -> None:
    path = _file(tmp_path, 2263, 0)
    lines = path.read_text(encoding="utf-8").splitlines()
    draw = np.random.default_rng(0).integers(1, 99, (len(lines), 2))
    others = [",".join([*line.split(",")[:4], *map(str, pair)]) for line, pair in zip(lines[1:], draw, strict=False)]
    path.write_text("\n".join([lines[0], *others]), encoding="utf-8")
    assert _told(path) == []

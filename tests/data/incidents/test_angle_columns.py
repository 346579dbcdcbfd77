"""Columns of latitude and longitude whose angles are written in degrees, minutes and seconds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyproj
import pytest

import beatwright as bw

_CITIES = [(-77.04, -12.05), (151.2, -33.87), (23.73, 37.98), (-8.61, 41.15)]


def _parts(value: float) -> tuple[int, int, float]:
    minutes = abs(value) % 1 * 60
    return int(abs(value)), int(minutes), minutes % 1 * 60


def _run(value: float, sides: str, width: int) -> str:
    degrees, minutes, seconds = _parts(value)
    return f"{degrees:0{width}d}{minutes + seconds / 60:07.4f}{sides[value < 0]}"


_FORMS: dict[str, Callable[[float, str, int], str]] = {
    "colons": lambda v, s, w: "{}{}:{:02d}:{:05.2f}".format("-" * (v < 0), *_parts(v)),
    "blanks": lambda v, s, w: "{}{} {:02d} {:05.2f}".format("-" * (v < 0), *_parts(v)),
    "degrees and minutes run together": _run,
    "run together": lambda v, s, w: f"{_parts(v)[0]:0{w}d}{_parts(v)[1]:02d}{_parts(v)[2]:05.2f}{s[v < 0]}",
    "minutes with decimals": lambda v, s, w: f"{int(abs(v))}° {abs(v) % 1 * 60:.4f}' {s[v < 0]}",
    "signs": lambda v, s, w: "{}{}°{:02d}'{:05.2f}\"".format("-" * (v < 0), *_parts(v)),
    "letter before": lambda v, s, w: f"{s[v < 0]} {abs(v):.6f}",
    "comma": lambda v, s, w: f"{abs(v):.6f}° {s[v < 0]}".replace(".", ","),
}


@pytest.mark.parametrize("city", _CITIES)
@pytest.mark.parametrize("form", _FORMS)
def test_angles(tmp_path: Path, form: str, city: tuple[float, float]) -> None:
    places = [(city[0] + k / 997, city[1] - k / 991) for k in range(30)]
    cells = [(_FORMS[form](lat, "NS", 2), _FORMS[form](lon, "EW", 3)) for lon, lat in places]
    lines = [f"2023-03-{k + 1:02d} 11:15;THEFT;{lat};{lon}" for k, (lat, lon) in enumerate(cells)]
    path = tmp_path / "calls.csv"
    path.write_text("\n".join(["date;offense;Latitude;Longitude", *lines]) + "\n", encoding="utf-8")
    frame = (incidents := bw.data.read_incidents(path)).frame
    crs = incidents.report.facts["CRS"].split(" ")[0]
    found = pyproj.Transformer.from_crs(crs, 4326, always_xy=True).transform(frame.x, frame.y)
    np.testing.assert_allclose(np.sort(np.stack(found)), np.sort(np.array(places).T), atol=2e-5)

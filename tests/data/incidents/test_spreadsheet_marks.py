"""Formulas of text, quotes and apostrophes in every cell; signs behind numbers and apart from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import beatwright as bw

_CELLS: dict[str, Callable[[str], str]] = {
    "formula": lambda cell: f'="{cell}"',
    "quoted formula": lambda cell: f'"=""{cell}"""',
    "apostrophe": lambda cell: f"'{cell}",
    "single quotes": lambda cell: f"'{cell}'",
}
_SIGNS: dict[str, Callable[[float], str]] = {
    "behind": lambda lon: f"{-lon}-",
    "behind, apart": lambda lon: f"{-lon} -",
    "brackets": lambda lon: f"({-lon})",
    "apart": lambda lon: f"- {-lon}",
    "typographic": lambda lon: f"\u2212{-lon}",
}


def _rows() -> list[tuple[str, str, float, float]]:
    return [
        (f"2023-03-{1 + k % 28:02d} {k % 24:02d}:15", "THEFT", -122.3 - k / 1000, 47.6 + k / 1000) for k in range(30)
    ]


def _west(incidents: bw.Incidents) -> bool:
    return len(incidents) == 30 and incidents.report.facts["CRS"].startswith("EPSG:32610")


@pytest.mark.parametrize("form", _CELLS)
def test_marks_of_spreadsheets(tmp_path: Path, form: str) -> None:
    lines = [",".join(_CELLS[form](str(cell)) for cell in row) for row in _rows()]
    (tmp_path / "calls.csv").write_text("\n".join(["date,offense,lon,lat", *lines]) + "\n", encoding="utf-8")
    incidents = bw.data.read_incidents(tmp_path / "calls.csv")
    assert _west(incidents)
    assert set(incidents.frame.kind) == {"THEFT"}


@pytest.mark.parametrize("form", _SIGNS)
def test_signs(tmp_path: Path, form: str) -> None:
    lines = [f"{time},{kind},{_SIGNS[form](round(lon, 4))},{lat:.4f}" for time, kind, lon, lat in _rows()]
    (tmp_path / "calls.csv").write_text("\n".join(["date,offense,lon,lat", *lines]) + "\n", encoding="utf-8")
    assert _west(bw.data.read_incidents(tmp_path / "calls.csv"))


def test_apostrophes_of_names_stay(tmp_path: Path) -> None:
    kinds = ["'t Veld", "Theft", "D'Orsay", "'Mischief'"]
    lines = [f"{time},{kinds[k % 4]},{lon:.4f},{lat:.4f}" for k, (time, _, lon, lat) in enumerate(_rows())]
    (tmp_path / "calls.csv").write_text("\n".join(["date,offense,lon,lat", *lines]) + "\n", encoding="utf-8")
    assert set(bw.data.read_incidents(tmp_path / "calls.csv").frame.kind) == set(kinds)

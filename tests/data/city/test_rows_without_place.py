"""Tables of stations and districts end in totals, and closed stations lie at (0, 0): neither is a place."""

from __future__ import annotations

from pathlib import Path

import pytest

from beatwright.data.city.layer import read_layer

_STATIONS = [(f"Station {k}", -87.63 + k / 100, 41.88 - k / 90) for k in range(6)]


def _table(folder: Path, last: str, delimiter: str = ",") -> Path:
    lines = [delimiter.join(map(str, row)) for row in _STATIONS]
    path = folder / "stations.csv"
    path.write_text("\n".join([delimiter.join(("Station", "lon", "lat")), *lines, last]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("Total,0,0", "'Total'"),
        ("Closed,0,0", "'Closed'"),
        ("Closed,0.0,0.000", "(0, 0)"),
        ("Total,6,", "no geometry"),
        ("TOTAL,-525.6,251.1", "totals"),
        ("Grand Total,-525.6,251.1", "totals"),
        ("Gesamt,6,0", "totals"),
        ("Totales,6,6", "totals"),
        ("Subtotal,,", "no geometry"),
        ("Source: Police,,", "no geometry"),
    ],
)
def test_left_out_and_told(tmp_path: Path, last: str, said: str) -> None:
    layer = read_layer(_table(tmp_path, last), crs="EPSG:32616", id_column="Station")
    assert list(layer.table.index) == [name for name, *_ in _STATIONS]
    assert any(said in note for note in layer.notes)


def test_a_station_called_total_that_lies_among_the_others_stays(tmp_path: Path) -> None:
    assert len(read_layer(_table(tmp_path, "Total,-87.61,41.85"))) == 7


def test_a_file_of_nothing_but_zeros_is_refused_for_its_zeros(tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text("name,lon,lat\na,0,0\n", encoding="utf-8")
    assert len(read_layer(path)) == 1

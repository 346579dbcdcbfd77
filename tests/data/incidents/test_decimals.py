"""One mark and three digits: before the decimals or between thousands."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from beatwright.base.errors import ParameterError
from beatwright.data import IncidentSource, check_incidents


def _write(folder: Path, headings: tuple[str, str], values: list[tuple[str, str]]) -> Path:
    rows = [(f"2024-01-0{day} 10:00", "theft", *pair) for day, pair in enumerate(values, 1)]
    pd.DataFrame(rows, columns=["date", "offense", *headings]).to_csv(folder / "a.csv", index=False, sep=";")
    return folder / "a.csv"


_DOUBTED = [
    (("lon", "lat"), [("-71,056", "42,358"), ("-71,1", "42,35")], False),  # other places prove it
    (("lon", "lat"), [("-71,056", "42,358"), ("-71,111", "42,351")], True),
    (("X", "Y"), [("71,056", "42,358"), ("71,111", "42,351")], True),
    (("X", "Y"), [("71.056", "42.358"), ("71.111", "42.351")], True),
    (("lon", "lat"), [("-71.056", "42.358"), ("-71.111", "42.351")], False),
    (("lon", "lat"), [("-71,0561", "42,3581"), ("-71,1111", "42,3511")], False),
    (("Longitude", "Latitude"), [("2,352", "48,857"), ("2,353", "48,858")], True),
    (("lng", "lat"), [("-0,127", "51,507")], True),
    (("lon", "lat"), [("-71.05", "42.35")], False),
    (("coord_x", "coord_y"), [("13,405", "52,520")], True),
]


@pytest.mark.parametrize(("headings", "values", "doubted"), _DOUBTED)
def test_what_nothing_proves_is_told(
    tmp_path: Path, headings: tuple[str, str], values: list[tuple[str, str]], doubted: bool
) -> None:
    file = _write(tmp_path, headings, values)
    told = [said for said in check_incidents(IncidentSource(str(file))).warnings if "decimal = " in said]
    assert bool(told) is doubted
    assert all(f"'{heading}'" in said for said in told for heading in headings)
    for decimal in (",", ".") if doubted else ():
        source = IncidentSource(str(file), decimal=decimal, crs="EPSG:26986")
        assert not any("decimal = " in said for said in source.check().warnings)


def test_the_option_reads_thousands_or_decimals(tmp_path: Path) -> None:
    file = _write(tmp_path, ("X", "Y"), [("236,123", "900,456"), ("236,500", "901,000")])
    thousands = IncidentSource(str(file), decimal=".", crs="EPSG:26986").read()
    assert thousands.report.facts["CRS"].startswith("EPSG:32619")
    decimals = IncidentSource(str(file), decimal=",", crs="EPSG:26986").read()
    assert decimals.frame["y"].max() < thousands.frame["y"].min() - 800_000


def test_another_mark_is_refused() -> None:
    with pytest.raises(ParameterError, match="'decimal' parameter of IncidentSource"):
        IncidentSource("a.csv", decimal="'")

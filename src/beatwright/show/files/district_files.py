"""Districts as files: unit to district for spreadsheets, old to new, dissolved areas as shapefiles."""

from __future__ import annotations

import csv
import io
import math
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import pandas as pd

from beatwright.base.errors import ParameterError
from beatwright.base.files.atomic_file import atomic_path, write_text
from beatwright.base.plain_text import csv_safe
from beatwright.core.case import Case
from beatwright.show.figures.district_areas import district_areas
from beatwright.show.files.shapefile import write_shapefile
from beatwright.show.tables.crosswalk import crosswalk
from beatwright.show.tables.district_tables import assignment, district_layer_names, districts_of
from beatwright.show.tables.plans_shown import base_with, main_with
from beatwright.show.tables.small_counts import suppressions, without_few

__all__ = ["district_layer", "spreadsheet_text", "write_assignment", "write_crosswalk", "write_shapefiles"]

# What a spreadsheet turns into something else when it opens a CSV: numbers (leading zeros, twelve digits and more, an
# exponent) and dates (1-2, 3/7, 1 Mar, Mar-1, 12:30).
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_SPOILT = re.compile(
    rf"^\s*([+-]?[\d.,]+(e[+-]?\d+)?%?|\d+[-/.:]\d+([-/.:]\d+)?|\d+[-/ ]?{_MONTH}([-/ ]?\d+)?|{_MONTH}[-/ ]?\d+)\s*$",
    re.IGNORECASE,
)


def spreadsheet_text(text: str) -> str:
    """Return `text` so that a spreadsheet that opens a CSV keeps it as it is.

    What would be read as a number or a date is written as ``="00123"``, which spreadsheets show as the text 00123;
    all else as `csv_safe` does.

    >>> spreadsheet_text("00123"), spreadsheet_text("1E5"), spreadsheet_text("3-7"), spreadsheet_text("1A")
    ('="00123"', '="1E5"', '="3-7"', '1A')
    """
    return f'="{text}"' if _SPOILT.match(text) else csv_safe(text)


def _table_text(table: pd.DataFrame, texts: Iterable[str]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([spreadsheet_text(str(column)) for column in table.columns])
    guarded = set(texts)
    for row in table.itertuples(index=False):
        cells = zip(table.columns, row, strict=True)
        writer.writerow([spreadsheet_text(str(value)) if name in guarded else _figure(value) for name, value in cells])
    return "\ufeff" + stream.getvalue()


def _figure(value: float) -> str:
    return "" if math.isnan(value) else repr(value)


def write_assignment(case: Case, path: str | Path) -> Path:
    """Write the district of every zone, one column per plan, as CSV that a spreadsheet cannot spoil."""
    table = assignment(case)
    return write_text(path, _table_text(table, table.columns))


def write_crosswalk(case: Case, path: str | Path) -> Path:
    """Write the crosswalk from the base's districts to those that the report shows, on the demand planned on."""
    main, base = main_with(case, "districts"), base_with(case, "districts")
    if main is None or base is None:
        raise ParameterError("A crosswalk leads from one plan's districts to another's; this case has not both.")
    table = crosswalk(case.problem, base, main)
    return write_text(path, _table_text(table, ["old", "new"]))


def district_layer(case: Case, name: str) -> gpd.GeoDataFrame:
    """Return the dissolved districts of the plan called `name`, with what was judged, in the city's CRS."""
    plan = case.plan(name)
    judged = districts_of(case, plan)
    table = without_few(case, judged.frame.reset_index(), suppressions(judged))
    table.insert(0, "plan", plan.name)
    return gpd.GeoDataFrame(table, geometry=list(district_areas(case.problem.city, plan)), crs=case.problem.city.crs)


def write_shapefiles(case: Case, folder: str | Path) -> tuple[Path, ...]:
    """Write the dissolved districts of every plan as a shapefile, for programs that read nothing newer.

    Names of columns are cut to ten letters, as the format asks; ``districts_SHORT.shp`` and its companions.
    """
    folder = Path(folder)
    folder.mkdir(exist_ok=True)
    written = []
    for name, short in district_layer_names(case).items():
        with tempfile.TemporaryDirectory() as scratch:
            write_shapefile(district_layer(case, name), Path(scratch, f"districts_{short}.shp"))
            for part in sorted(Path(scratch).iterdir()):
                with atomic_path(folder / part.name) as temporary:
                    temporary.write_bytes(part.read_bytes())
                written.append(folder / part.name)
    return tuple(written)

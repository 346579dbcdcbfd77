"""The page on files tells each limit as the code has it, and so does the sentence that refuses a file."""

import re
from pathlib import Path

import pytest

from beatwright.base.files import open_file as opening
from beatwright.base.files import text_file, workbook_file
from beatwright.base.vector import crs
from beatwright.base.vector import gdal_files as gis_file

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "methods" / "files.md"
_LIMITS = {
    "Study file, mapping, table of kinds, plan": text_file.MOST_TEXT_BYTES >> 20,
    "CSV or GeoJSON": text_file.MOST_TABLE_BYTES >> 20,
    "Columns of a layer": gis_file.MOST_COLUMNS,
    "ZIP of a shapefile, unpacked": gis_file.MOST_BYTES >> 20,
    "Rows of a sheet": workbook_file.MOST_ROWS,
    "Cells of a sheet, blank ones too": workbook_file.MOST_CELLS,
    "Workbook, unpacked": workbook_file._MOST_BYTES >> 20,
    "Texts that the sheets of a workbook share, unpacked": workbook_file._MOST_TEXTS >> 20,
    "Unpacked bytes of a part of a workbook for each packed one": workbook_file._PACKED_TIGHT,
    "Brackets inside brackets in the text of a geometry (WKT)": opening.DEEPEST_WKT,
    "Characters of the definition of a CRS": crs.LONGEST_CRS,
}


def _table() -> dict[str, int]:
    rows = re.findall(r"^\| (.+?) \| ([\d,]+)(?: MB)? \|", _PAGE.read_text(encoding="utf-8"), re.M)
    return {what: int(most.replace(",", "")) for what, most in rows}


def test_every_limit_stands_on_the_page():
    assert _table() == _LIMITS


@pytest.mark.parametrize("room", [crs, gis_file, text_file, workbook_file])
def test_no_public_limit_is_left_out(room):
    limits = {name for name in room.__all__ if re.match(r"(MOST|LONGEST|DEEPEST)_", name)}
    values = {getattr(room, name) for name in limits}
    assert values <= {most * (1 if most in values else 1 << 20) for most in _LIMITS.values()}

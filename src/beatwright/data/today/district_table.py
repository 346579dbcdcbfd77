"""Read districts from a table of two columns: zone and district."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from beatwright.base.check import did_you_mean, one_of
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.base.files.open_file import format_of, regular_file
from beatwright.base.vector.vector_files import read_text_table
from beatwright.base.words import count_of, listed, plural
from beatwright.core.city import City
from beatwright.core.plan import Plan

__all__ = ["DISTRICT_COLUMNS", "check_district_file", "read_districts"]

_ZONE = ("zone", "unit", "zone_id", "unit_id", "id", "geoid", "geoid20", "geoid10")
DISTRICT_COLUMNS = ("district", "district_id", "beat", "sector", "assignment", "parent", "precinct")
# So many ids at most stand in a sentence: whoever mends the file needs them all.
_MOST = 500
# What a spreadsheet makes of a long number, and how others keep it from doing so.
_SPOILT = re.compile(r"^\d([.,]\d+)?E\+\d+$", re.IGNORECASE)
_KEPT = re.compile(r'^="(.*)"$')


def read_districts(
    path: str | Path,
    city: City,
    *,
    zone_column: str | None = None,
    district_column: str | None = None,
    missing: str = "error",
    name: str = "",
) -> Plan:
    r"""Read the district of every zone from a CSV file.

    Ids stay as they are written: leading zeros are kept, ``="007"`` and ``'007`` are read as ``007``.

    Parameters
    ----------
    path : path
        A text file with a heading, of any usual delimiter and encoding; a row for every zone.
    city : City
        Whose zones they are.
    zone_column, district_column : str, optional
        Default: the first column named like a zone (``zone``, ``unit``, ``GEOID``, ``id``) and the first named like a
        district (``district``, ``beat``, ``sector``); else the two columns of a table that has two.
    missing : {"error", "leave"}
        What becomes of zones that the file gives no district: an error, or they are left without one and named in
        the notes.
    name : str
        Name of the plan; default: that of the file.

    Raises
    ------
    InputError
        With every complaint at once: zones of the file that the city does not have, zones without a district or with
        two, ids that a spreadsheet has spoilt. Each names the zones.
    ParameterError
        Where `missing` is another word.

    Examples
    --------
    >>> import geopandas as gpd, pathlib, shapely, tempfile
    >>> zones = gpd.GeoDataFrame(index=["01", "02"],
    ...                          geometry=[shapely.box(0, 0, 9, 9), shapely.box(9, 0, 18, 9)], crs=32615)
    >>> sites = gpd.GeoDataFrame(index=["s"], geometry=[shapely.Point(4.5, 4.5)], crs=32615)
    >>> file = pathlib.Path(tempfile.mkdtemp(), "today.csv")
    >>> _ = file.write_text("unit,beat\n01,A\n02,B\n")
    >>> read_districts(file, City(shapely.box(0, 0, 18, 9), zones, sites)).districts
    {'01': 'A', '02': 'B'}
    """
    complaint = one_of("read_districts", "missing", missing, ("error", "leave"))
    if complaint:
        raise ParameterError(complaint)
    file = Path(path)
    table = _table(file)
    columns = _columns(file, list(table.columns), zone_column, district_column)
    zones, districts = ([_plain(value) for value in table[column]] for column in columns)
    rows = pd.DataFrame({"zone": zones, "district": districts}).drop_duplicates()
    assigned = rows[rows["district"] != ""]
    left = [zone for zone in city.zone_ids if zone not in set(assigned["zone"])]
    complaints = Complaints()
    complaints.extend(_complaints(rows, assigned, left if missing == "error" else [], city.zone_ids))
    complaints.raise_if_any(InputError, f"The districts of '{file.name}' cannot be used")
    without = f"{count_of(len(left), 'zone')} {plural(len(left), 'has', 'have')} no district in '{file.name}'"
    plan = dict(zip(assigned["zone"], assigned["district"], strict=True))
    return Plan(
        districts=plan,
        name=name or file.stem,
        made_by=f"districts of the file '{file.name}'",
        notes=(f"{without}: {listed(left, _MOST)}.",) if left else (),
    )


def check_district_file(path: str | Path, district_column: str | None = None) -> None:
    """Find the columns of a CSV file of districts, before there is a city.

    Raises
    ------
    InputError
        Where the file cannot be read, or its columns are not told apart.
    """
    file = Path(path)
    _columns(file, list(_table(file).columns), None, district_column)


def _table(file: Path) -> pd.DataFrame:
    try:
        if format_of(regular_file(file)) != "text":
            raise InputError(f"The file '{file}' is no table of text, whatever its name. Save it as CSV.")
        table = read_text_table(file, as_text=True)
    except InputError as problem:
        raise InputError(f"The districts cannot be read: {problem}") from None
    except ValueError as problem:
        raise InputError(f"The file of districts '{file}' cannot be read: {problem}") from None
    if not len(table):
        raise InputError(f"The file of districts '{file}' has no rows.")
    return table


def _columns(file: Path, columns: list[str], zone: str | None, district: str | None) -> tuple[str, str]:
    for wanted in (zone, district):
        if wanted is not None and wanted not in columns:
            raise InputError(f"'{file.name}' has no column '{wanted}'. {did_you_mean(wanted, columns)}")
    found = (zone or _named(columns, _ZONE), district or _named(columns, DISTRICT_COLUMNS))
    if found[0] and found[1]:
        return found[0], found[1]
    if len(columns) == 2 and not (zone or district):
        return columns[0], columns[1]
    raise InputError(
        f"Which columns of '{file.name}' hold the zone and its district? Name them in 'zone_column' and "
        f"'district_column'. Columns: {listed(columns)}."
    )


def _named(columns: list[str], names: Sequence[str]) -> str:
    lower = {column.strip().lower(): column for column in reversed(columns)}
    return next((lower[name] for name in names if name in lower), "")


def _plain(text: object) -> str:
    value = "" if not isinstance(text, str) else text.strip()
    kept = _KEPT.match(value)
    return kept.group(1) if kept else value.removeprefix("'")


def _complaints(rows: pd.DataFrame, assigned: pd.DataFrame, left: Sequence[str], known: Sequence[str]) -> Iterable[str]:
    spoilt = [zone for zone in rows["zone"] if _SPOILT.match(zone)]
    if spoilt:
        yield (
            f"A spreadsheet has spoilt {count_of(len(spoilt), 'id')}: {listed(dict.fromkeys(spoilt), _MOST)}. "
            "Export the file again with the ids as text."
        )
    unknown = list(dict.fromkeys(zone for zone in rows["zone"] if zone not in set(known) and zone not in set(spoilt)))
    if unknown:
        yield (
            f"{count_of(len(unknown), 'zone')} {plural(len(unknown), 'is', 'are')} not in the city: "
            f"{listed(unknown, _MOST)}.{_zeros(unknown, known)}"
        )
    twice = assigned["zone"][assigned["zone"].duplicated()].unique()
    if len(twice):
        have = plural(len(twice), "has", "have")
        yield f"{count_of(len(twice), 'zone')} {have} two districts: {listed(twice, _MOST)}."
    if left:
        have = plural(len(left), "has", "have")
        yield f"{count_of(len(left), 'zone')} of the city {have} no district: {listed(left, _MOST)}."


def _zeros(unknown: Sequence[str], known: Sequence[str]) -> str:
    """Say whether leading zeros are what is amiss."""
    bare = {label.lstrip("0") for label in known}
    alike = sum(label.lstrip("0") in bare for label in unknown)
    if not alike:
        return ""
    return (
        f" {alike} of them would fit but for leading zeros, which spreadsheets drop: export the file again with the "
        "ids as text."
    )

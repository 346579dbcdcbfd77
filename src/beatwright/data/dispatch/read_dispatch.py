"""A file of a dispatch system -> dispatch records, with an account of every row left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.base.columns.text_columns import as_text
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.base.natural_order import natural_key
from beatwright.base.words import count_of, listed
from beatwright.core.city import City
from beatwright.core.dispatch_records import STAMPS, DispatchRecords
from beatwright.core.read_report import ReadReport
from beatwright.data.dispatch.dispatch_columns import find_dispatch_columns, role_complaints
from beatwright.data.dispatch.stamp_checks import check_stamps
from beatwright.data.incidents.columns.column_mapping import ColumnMapping
from beatwright.data.incidents.columns.recognised_columns import Recognised
from beatwright.data.incidents.files.open_table import open_table
from beatwright.data.incidents.files.raw_table import RawTable
from beatwright.data.incidents.option_checks import crs_complaint, encoding_complaint
from beatwright.data.incidents.places.coordinates import PlaceRules, read_places
from beatwright.data.incidents.rows.identity import equal_rows
from beatwright.data.incidents.rows.row_account import RowAccount
from beatwright.data.incidents.times.read_times import read_times

__all__ = ["DispatchSource", "read_dispatch"]

Texts = npt.NDArray[np.object_]
_RARE = 0.001  # share of calls below which a priority that nobody named is a slip
_YES = ("y", "yes", "true", "t", "1", "self", "self-initiated", "self initiated", "officer", "officer initiated",
        "officer-initiated", "on view", "on-view", "onview", "onv", "si", "field", "field initiated")  # fmt: skip
_TEST = r"(?i)\btest(?:ing)?\b"


@dataclass(frozen=True)
class DispatchSource:
    """A file of a dispatch system, one row for each unit sent, and how to read it.

    Parameters
    ----------
    file : path
        CSV, XLSX, Parquet, GeoJSON or GeoPackage.
    columns : mapping of str to str
        Our column -> heading, where the heading tells nothing. Ours are: ``call``, ``unit``, ``priority``,
        ``created``, ``dispatched``, ``enroute``, ``on_scene``, ``cleared``, ``lon`` and ``lat`` or ``x`` and ``y``,
        ``zone``, ``self_initiated``, ``kind``.
    priorities : sequence of str
        The priorities of calls as the file calls them, the most urgent first; rows with others are left out. Empty:
        those of the file in their natural order, but for those of fewer than one row in a thousand.
    crs : str
        Of x and y, such as ``EPSG:32615``; "auto": as the file tells.
    day_first : {"auto", "yes", "no", "ymd"}
        Order of dates such as 03/04/2024.
    encoding : str
        Of a text file; "auto": as its bytes tell.

    Raises
    ------
    ParameterError
        With every option that is wrong.
    """

    file: str | Path
    columns: Mapping[str, str] = field(default_factory=dict)
    priorities: Sequence[str] = ()
    crs: str = "auto"
    day_first: str = "auto"
    encoding: str = "auto"

    def __post_init__(self) -> None:
        object.__setattr__(self, "priorities", tuple(map(str, self.priorities)))
        complaints = Complaints()
        complaints.extend(role_complaints(self.columns))
        complaints.add(check.one_of("DispatchSource", "day_first", self.day_first, ("auto", "yes", "no", "ymd")))
        complaints.add(crs_complaint(self.crs))
        complaints.add(encoding_complaint(self.encoding))
        complaints.need(
            len(set(self.priorities)) == len(self.priorities), f"A priority is named twice: {listed(self.priorities)}."
        )
        complaints.raise_if_any(ParameterError)

    def read(self, city: City | None = None) -> DispatchRecords:
        """Read the file.

        Parameters
        ----------
        city : City, optional
            Gives the CRS; a zone of its own name gives the place of a row without coordinates.

        Raises
        ------
        InputError
            Where the file cannot be read or understood, or no row is left.
        """
        table = open_table(Path(self.file), encoding=self.encoding)
        found = find_dispatch_columns(tuple(table.headings), self.columns, Path(self.file).name)
        return _Reading(self, table, found, city).records()


def read_dispatch(path: str | Path, city: City | None = None, **options: Any) -> DispatchRecords:
    """Read records of a dispatch system; `options` are those of `DispatchSource`.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "cad.csv"
    >>> _ = file.write_text('''call,unit,priority,created,dispatched,on scene,cleared
    ... 1,A1,1,2024-05-01 10:00:05,2024-05-01 10:02:10,2024-05-01 10:08:00,2024-05-01 10:40:00
    ... 2,TEST,1,2024-05-01 11:00:05,2024-05-01 11:02:10,,
    ... ''')
    >>> dict(read_dispatch(file).report.reasons)
    {'test call': 1}
    """
    return DispatchSource(path, **options).read(city)


class _Reading:
    """One reading: the table, its columns, and the account of its rows."""

    def __init__(self, source: DispatchSource, table: RawTable, found: dict[str, str], city: City | None) -> None:
        self.source, self.table, self.found, self.city = source, table, found, city
        self.account = RowAccount(table)
        self.warnings: list[str] = list(table.warnings)

    def records(self) -> DispatchRecords:
        call, unit, own = self.texts("call"), self.texts("unit"), self._self_initiated()
        stamps = {name: self._times(name) for name in STAMPS}
        drop = self.account.drop
        drop(call == "", "no number of the call")
        drop(unit == "", "no unit")
        drop(self._is_test(call, unit), "test call")
        self._drop_copies()
        drop(np.isnat(stamps["dispatched"]), "no time of dispatch")
        priority, names = self._priorities(own)
        kept = np.flatnonzero(self.account.kept)
        self._need_rows(kept)
        times, told = check_stamps({name: values[kept] for name, values in stamps.items()})
        x, y, crs = self._places(kept)
        frame = pd.DataFrame(
            {"call": call[kept], "unit": unit[kept], "priority": priority[kept], **times,
             "x": x, "y": y, "self_initiated": own[kept]}
        )  # fmt: skip
        return DispatchRecords(frame, names, crs, self._report([*told, *self._doubts(frame)]))

    def texts(self, role: str) -> Texts:
        """Return a column as texts, empty where it has nothing."""
        if role not in self.found:
            return np.full(len(self.table), "", dtype=object)
        cells = as_text(self.table.columns.column(self.found[role])).to_pylist()
        return np.array(["" if cell is None else cell.strip() for cell in cells], dtype=object)

    def _times(self, role: str) -> npt.NDArray[np.datetime64]:
        if role not in self.found:
            return np.full(len(self.table), "NaT", dtype="datetime64[us]")
        if not (self.texts(role) != "").any():
            return np.full(len(self.table), "NaT", dtype="datetime64[us]")
        alone = Recognised(ColumnMapping({"time": self.found[role]}))
        times = read_times(self.table, alone, self.source.day_first)
        if np.isnat(times.values).all() or not times.has_clock.any():
            raise InputError(
                f"The column '{self.found[role]}' of '{Path(self.source.file).name}' has no dates with times of day, "
                f"such as 2024-05-01 10:15:30. It has '{next(text for text in self.texts(role) if text)}'."
            )
        self.warnings += [one for one in times.warnings if one not in self.warnings]
        return times.values

    def _self_initiated(self) -> npt.NDArray[np.bool_]:
        return np.isin(np.char.lower(self.texts("self_initiated").astype(str)), _YES)

    def _is_test(self, call: Texts, unit: Texts) -> npt.NDArray[np.bool_]:
        columns = (self.texts("kind"), unit, call)
        marks = [pd.Series(values, dtype=object).str.contains(_TEST).to_numpy(dtype=bool) for values in columns]
        return np.asarray(np.logical_or.reduce(marks))

    def _drop_copies(self) -> None:
        rows = np.flatnonzero(self.account.kept)
        mask = np.zeros(len(self.table), dtype=bool)
        mask[equal_rows(self.table.columns, rows)] = True
        self.account.drop(mask, "row given twice")

    def _priorities(self, own: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
        """Return the class of every row, and the classes; rows of calls without one are left out."""
        texts = self.texts("priority")
        if "priority" not in self.found:
            self.warnings.append("There is no column of the priority: all calls are of one class.")
            return np.where(own, -1, 0), ("all",)
        calls = self.account.kept & ~own
        names = self.source.priorities or self._usual(texts[calls])
        position = {name: number for number, name in enumerate(names)}
        priority = np.array([position.get(text, -1) for text in texts], dtype=np.int64)
        shown = self.account.texts_of(self.found["priority"])
        self.account.drop(calls & (texts == ""), "no priority")
        self.account.drop(calls & (priority < 0), "unknown priority", shown)
        return priority, tuple(names)

    def _usual(self, texts: Texts) -> list[str]:
        known = pd.Series(texts[texts != ""], dtype=object).value_counts()
        return sorted((str(name) for name, count in known.items() if count >= _RARE * len(texts)), key=natural_key)

    def _need_rows(self, kept: npt.NDArray[np.intp]) -> None:
        if not len(kept):
            reasons = ", ".join(f"{reason}: {count:,}" for reason, count in self.account.reasons.items())
            name = Path(self.source.file).name
            raise InputError(
                f"No row of '{name}' can be used. Of {count_of(self.table.read, 'row')} read: {reasons or 'none'}."
            )

    def _places(self, kept: npt.NDArray[np.intp]) -> tuple[Any, Any, Any]:
        """Return x and y of the rows kept, NaN where there is none, and their CRS."""
        nowhere = np.full(len(kept), np.nan)
        pair = next((p for p in (("lon", "lat"), ("x", "y")) if set(p) <= set(self.found)), None)
        if pair is not None:
            columns = Recognised(ColumnMapping({role: self.found[role] for role in pair}))
            crs = None if self.city is None else self.city.crs
            places = read_places(RowAccount(self.table), columns, PlaceRules(self.source.crs), crs=crs)
            self.warnings += places.warnings
            return places.x[kept], places.y[kept], places.crs
        if self.city is None or "zone" not in self.found:
            return nowhere, nowhere, None
        return self._of_zones(self.texts("zone")[kept])

    def _of_zones(self, names: Texts) -> tuple[Any, Any, Any]:
        """Return the middle of the zone that each row names."""
        assert self.city is not None
        position = {name: number for number, name in enumerate(self.city.zone_ids)}
        zone = np.array([position.get(name, -1) for name in names])
        if (zone < 0).all():
            raise InputError(
                f"None of the zones in the column '{self.found['zone']}', such as '{names[0]}', is a zone of the city, "
                f"such as '{self.city.zone_ids[0]}'. Give coordinates, or the case with these zones."
            )
        xy = np.vstack([self.city.zone_xy, [[np.nan, np.nan]]])[zone]
        return xy[:, 0], xy[:, 1], self.city.crs

    def _doubts(self, frame: pd.DataFrame) -> Iterator[str]:
        if "self_initiated" not in self.found:
            yield "There is no column that tells work which officers begin themselves: all rows count as calls."
        nowhere = int((frame["x"].isna() & ~frame["self_initiated"]).sum())
        if frame["x"].notna().any() and nowhere:
            yield f"{count_of(nowhere, 'row')} of calls without a place: not in the fit of travel."

    def _report(self, told: list[str]) -> ReadReport:
        dropped = self.account.dropped()
        return ReadReport(
            source=Path(self.source.file).name, read=self.table.read, kept=self.table.read - len(dropped),
            reasons=self.account.reasons, dropped=dropped, warnings=(*self.warnings, *told),
            facts={**self.table.facts, "columns": ", ".join(f"{ours}: {one!r}" for ours, one in self.found.items())},
            columns=self.found,
        )  # fmt: skip

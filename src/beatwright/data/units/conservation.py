"""Whether totals survive a change of boundaries, unit by unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.data.geometry.overlaps import overlaps_of

__all__ = ["Conservation", "conservation"]

UNIT = "unit"
TOTAL = "total"


@dataclass(frozen=True, eq=False)
class Conservation:
    """Totals before and after.

    Parameters
    ----------
    table : DataFrame
        A row per column and unit (and one for the ``total``): ``column``, ``unit``, ``before``, ``after``,
        ``difference`` (after less before), ``holds``.
    complaints : tuple of str
        One sentence for every row that does not hold, and for what explains a total that does not.
    """

    table: pd.DataFrame
    complaints: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether everything is conserved."""
        return bool(self.table["holds"].all())

    @property
    def failures(self) -> pd.DataFrame:
        """The rows that do not hold."""
        return self.table[~self.table["holds"]]

    def raise_if_any(self) -> None:
        """Raise one InputError with every complaint, or return when there is none."""
        complaints = Complaints()
        complaints.extend(self.complaints)
        complaints.raise_if_any(InputError, "Totals are not conserved")


def conservation(
    source: pd.DataFrame,
    target: pd.DataFrame,
    columns: Sequence[str],
    *,
    unit: str | None = None,
    tolerance: float = 1e-9,
) -> Conservation:
    """Compare the totals of two layers, and name every unit whose count is not conserved.

    Where the target says which unit each row is part of, the parts of every unit are summed and compared with it.
    Where it does not, totals are compared, and a total that fails is explained by the areas that the target does not
    cover once (both layers must then be GeoDataFrames of polygons in one CRS).

    Parameters
    ----------
    source : DataFrame or GeoDataFrame
        Before; index: unit ids.
    target : DataFrame or GeoDataFrame
        After.
    columns : sequence of str
        Counts that both have.
    unit : str, optional
        Column of `target` with the id of the unit that a row is part of. Default: ``unit`` where it has one.
    tolerance : float
        Largest difference, as a share of the larger of the two totals (and at least of 1).

    Returns
    -------
    Conservation

    Raises
    ------
    ParameterError
        Where a column is missing in one of the layers, or the tolerance is no share.

    Examples
    --------
    The Buffalo study split unit 13020, with 756 calls, into two:

    >>> before = pd.DataFrame({"calls": [756, 498]}, index=["13020", "13017"])
    >>> after = pd.DataFrame({"calls": [340, 340, 498], "unit": ["13020", "13020", "13017"]})
    >>> result = conservation(before, after, ["calls"])
    >>> result.holds, result.complaints[0]
    (False, "Unit 13020: 'calls' was 756 and is 680, 76 less.")
    """
    by = unit or (UNIT if UNIT in target else None)
    _need(source, target, columns, by, unit=unit, tolerance=tolerance)
    rows, complaints = [], []
    for column in columns:
        part = _rows(source, target, column, by, tolerance=tolerance)
        rows.append(part)
        failed = part[~part["holds"]]
        complaints += [_sentence(row) for row in failed.to_dict("records")]
        if len(failed) and by is None:
            complaints += _explained(source, target, column, tolerance)
    return Conservation(pd.concat(rows, ignore_index=True), tuple(complaints))


def _need(
    source: pd.DataFrame,
    target: pd.DataFrame,
    columns: Sequence[str],
    by: str | None,
    unit: str | None,
    tolerance: float,
) -> None:
    complaints = Complaints()
    complaints.add(check.number("conservation", "tolerance", tolerance, 0, high=1))
    complaints.need(bool(len(columns)), "The 'columns' parameter of conservation must name at least one column.")
    complaints.need(unit is None or unit in target, f"The target has no column '{unit}' of units.")
    for role, table in (("source", source), ("target", target)):
        known = [str(label) for label in table.select_dtypes("number").columns]
        for column in columns:
            hint = check.did_you_mean(column, known)
            complaints.need(column in known, f"The {role} has no column '{column}' of numbers. {hint}")
    complaints.raise_if_any(ParameterError)


def _rows(source: pd.DataFrame, target: pd.DataFrame, column: str, by: str | None, tolerance: float) -> pd.DataFrame:
    before = pd.Series(source[column].to_numpy(float), index=[str(label) for label in source.index])
    total = pd.DataFrame({"before": before.sum(), "after": float(target[column].sum())}, index=[TOTAL])
    if by is None:
        table = total
    else:
        after = target[column].astype(float).groupby(target[by].astype(str)).sum()
        units = list(dict.fromkeys([*before.index, *after.index]))
        both = pd.DataFrame({"before": before.groupby(level=0).sum().reindex(units), "after": after.reindex(units)})
        table = pd.concat([both.fillna(0.0), total])
    table = table.rename_axis("unit").reset_index()
    table.insert(0, "column", column)
    table["difference"] = table["after"] - table["before"]
    largest = table[["before", "after"]].abs().max(axis=1).clip(lower=1.0)
    table["holds"] = table["difference"].abs() <= tolerance * largest
    return table


def _sentence(row: dict[Any, Any]) -> str:
    before, after, difference = (float(row[name]) for name in ("before", "after", "difference"))
    who = "The total of" if row["unit"] == TOTAL else f"Unit {row['unit']}:"
    return (
        f"{who} '{row['column']}' was {before:,.10g} and is {after:,.10g}, {abs(difference):,.6g} "
        f"{'more' if difference > 0 else 'less'}."
    )


def _explained(source: pd.DataFrame, target: pd.DataFrame, column: str, tolerance: float) -> Iterable[str]:
    """Yield the units that the target does not cover once."""
    if not isinstance(source, gpd.GeoDataFrame) or not isinstance(target, gpd.GeoDataFrame):
        return
    found = overlaps_of(source.geometry.to_numpy(), target.to_crs(source.crs).geometry.to_numpy())
    covered = np.bincount(found.one, found.share, minlength=len(source))
    values = source[column].to_numpy(dtype=float)
    for k in np.flatnonzero(np.abs(covered - 1.0) > max(tolerance, 1e-12)):
        if covered[k] < 1.0:
            lost = f"about {(1.0 - covered[k]) * values[k]:,.6g} of its {values[k]:,.6g} '{column}'"
            yield f"Unit {source.index[k]}: {1.0 - covered[k]:.3g} of its area lies in no target, with {lost}."
        else:
            yield f"Unit {source.index[k]}: targets overlap on {covered[k] - 1.0:.3g} of its area."

"""Which columns hold people."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd

from beatwright.base.errors import InputError

__all__ = ["people_columns"]

_POPULATION = (
    "population", "pop", "total_pop", "totalpop", "pop_total", "pop_tot", "tot_pop", "totpop",
    "p1_001n", "p0010001", "p001001", "b01003_001e", "b01003_001", "b01003001",
    "pop2000", "pop2010", "pop2020", "pop10", "pop20", "pop100", "poptotal", "residents", "persons",
)  # fmt: skip


def people_columns(table: gpd.GeoDataFrame, wanted: Mapping[str, str] | tuple[str, ...] | str) -> dict[str, str]:
    """Return name in the zones -> column of `table`.

    Parameters
    ----------
    table : GeoDataFrame
        Areas with counts.
    wanted : mapping, tuple of str, or str
        A mapping is returned as it is. Of several columns the first becomes ``population`` and the others keep
        their names. None at all: the column that is named like a population.

    Raises
    ------
    InputError
        Where no column is asked for and none, or more than one, looks like the population.

    Examples
    --------
    >>> people_columns(gpd.GeoDataFrame({"GEOID": ["1"], "POP2000": [9]}), ())
    {'population': 'POP2000'}
    """
    if isinstance(wanted, Mapping):
        return {str(name): str(column) for name, column in wanted.items()}
    columns = (wanted,) if isinstance(wanted, str) else tuple(wanted)
    if columns and columns != ("",):
        return {"population": columns[0], **{column: column for column in columns[1:]}}
    numbers = [str(column) for column in table.select_dtypes("number").columns]
    known = [column for column in numbers if column.lower() in _POPULATION]
    if len(known) != 1:
        found = f"These look like it: {', '.join(known)}." if known else "No column looks like it."
        raise InputError(
            f"Which column holds the population? {found} Name it in 'population_columns'. "
            f"Columns with numbers: {', '.join(numbers) or 'none'}."
        )
    return {"population": known[0]}

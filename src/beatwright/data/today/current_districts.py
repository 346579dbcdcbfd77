"""Today's districts, or those of a census: a column, a table, or polygons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import geopandas as gpd

from beatwright.base import check
from beatwright.base.check import did_you_mean
from beatwright.base.errors import InputError, ParameterError
from beatwright.base.files.open_file import regular_file
from beatwright.base.files.text_file import read_text
from beatwright.base.vector.vector_files import read_vector, split_layer
from beatwright.core import City, Plan, Problem, Step
from beatwright.data.today.district_layer import districts_from_column, districts_from_layer
from beatwright.data.today.district_table import DISTRICT_COLUMNS, check_district_file, read_districts

__all__ = ["CurrentDistricts"]

_TABLES = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class CurrentDistricts(Step):
    """Take districts that somebody else has drawn: those of today, or the areas of a census.

    The zones keep what they are; each belongs to one district. With the districts of today this is the plan that every
    other is compared with; with a census layer it is the census approach of the Buffalo study.

    Parameters
    ----------
    column : str, default ""
        Column of the zones with the district of each, such as ``parent``. Empty, and no file: the column ``district``.
    file : str, default ""
        A table with the district of every zone (CSV with a column named like a zone and one named like a district),
        the JSON of a plan, or a layer of polygons (GeoPackage, shapefile, GeoJSON, GeoParquet): a zone belongs to the
        polygon that holds most of its area.
    id_column : str, default ""
        Column of the file that holds the ids of the districts. Empty: the first one named like a district.
    name : str, default "today"
        Name of the plan in tables; empty: the step and its options.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> plan = CurrentDistricts(column="parent").solve(small_problem())
    >>> plan.districts["z1"], plan.name
    ('west', 'today')
    """

    makes: ClassVar[tuple[str, ...]] = ("districts",)
    input_files: ClassVar[tuple[str, ...]] = ("file",)

    column: str = ""
    file: str = ""
    id_column: str = ""
    name: str = "today"

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        for name in ("column", "file", "id_column", "name"):
            yield check.string("CurrentDistricts", name, getattr(self, name))
        if self.column and self.file:
            yield "CurrentDistricts takes the districts from a 'column' or from a 'file', not from both."

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan; it has no certificate.

        Raises
        ------
        ParameterError, InputError
            Where the column or file is missing or does not give every zone a district; zones are named.
        """
        return self.of_city(problem.city, plan)

    def of_city(self, city: City, plan: Plan | None = None) -> Plan:
        """Return the plan as `solve` does: the districts of today hang on the city alone."""
        read = self._read_plan(city)
        name = self.name or self.label
        start = Plan(name=name) if plan is None else plan
        made = start.deciding({"districts": read.districts}, name=name, made_by=self.label, notes=read.notes)
        return replace(made, today=start.today or not start.decided)

    def check_file(self) -> None:
        """Read the file, where there is one, and find its columns; errors as `solve`."""
        if not self.file:
            return
        path = self._path()
        if _is_plan(path):
            self._of_plan(path)
        elif path.suffix.lower() in _TABLES:
            check_district_file(path, self.id_column or None)
        else:
            self._layer()

    def check_city(self, city: City) -> None:
        """Find the district of every zone of `city`; errors as `solve`."""
        self._read_plan(city)

    def _read_plan(self, city: City) -> Plan:
        if not self.file:
            if not self.column and "district" not in city.zones:
                raise ParameterError(
                    f"The zones of the city '{city.name}' have no column 'district', so today's districts are not "
                    "known. Name the column with 'column', or give a table or a layer of polygons with 'file'."
                )
            return districts_from_column(city, self.column or "district")
        path = self._path()
        if _is_plan(path):
            return self._of_plan(path)
        if path.suffix.lower() in _TABLES:
            return read_districts(path, city, district_column=self.id_column or None)
        layer = self._layer()
        named = (str(column) for column in layer.columns if str(column).lower() in DISTRICT_COLUMNS)
        return districts_from_layer(city, layer, self.id_column or next(named, None), name=path.stem)

    def _path(self) -> Path:
        try:
            return regular_file(split_layer(self.file)[0])
        except InputError as problem:
            raise InputError(f"The districts: {problem} Give its path in 'file'.") from None

    def _layer(self) -> gpd.GeoDataFrame:
        layer = read_vector(self.file, file_crs=None)
        known = [str(label) for label in layer.columns if label != layer.geometry.name]
        if self.id_column and self.id_column not in known:
            hint = did_you_mean(self.id_column, known)
            raise InputError(f"The file of districts '{self.file}' has no column '{self.id_column}'. {hint}")
        return layer

    def _of_plan(self, path: Path) -> Plan:
        plan = Plan.load(path)
        plan.need("districts")
        return plan


def _is_plan(path: Path) -> bool:
    return path.suffix.lower() == ".json" and '"districts"' in read_text(path, errors="replace")

"""The options of the table [city] of the study file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from beatwright.base import check
from beatwright.core.step import Step
from beatwright.data.city.zones.grid_zones import is_grid

__all__ = ["CityOptions"]

_FILES = ("boundary", "zones", "sites", "current", "parents", "population")


_PLACES = ({"lon", "lat"}, {"x", "y"}, {"point"})


def _is_pair(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 2


@dataclass(frozen=True)
class CityOptions(Step):
    """Options of `CitySource`.

    Parameters
    ----------
    boundary : str
        File of the area that is planned. Default: the union of the zones, else of the parents, else of the areas
        with the population; a study without any of them draws a hull around the incidents.
    zones : str or float
        Demand zones: a grid of columns x rows (``40x24``) or of square cells (``500 m``), ``nodes`` (road nodes,
        down-sampled as in the Cambridge study), or a file of polygons.
    sites : str
        Candidate sites: ``zones`` (a point in each), ``busiest`` (the busiest zones of K-means clusters, as in the
        Cambridge study), or a file of points.
    current : str
        File of the posts of today; they become sites too. Of a table whose column `plan` names several plans, such as
        the workbook ``plan.xlsx`` of a case, ``FILE:PLAN`` names one.
    current_candidate : bool
        May planners choose the posts of today?
    parents : str
        File of the fixed parent districts.
    population : str
        File of areas with the population, such as census block groups.
    population_columns : list or table
        Columns to carry from `population` to the zones: a list, the first of which is the population, or a table
        name -> column. Default: the column named like a population.
    zone_id : str
        Column of the ids of the zones. Default: the first column named like one.
    site_id : str
        Column of the ids of the sites, likewise.
    current_id : str
        Column of the ids of the posts of today, likewise.
    site_columns : table
        The columns of the place where `sites` is a table whose headings are not recognised:
        ``{ lon = "LONG_X", lat = "LAT_Y" }``, x and y with `file_crs`, or point.
    current_columns : table
        The same for `current`.
    parent_id : str
        Column of the ids of the parent districts, likewise.
    split_at_parents : bool
        Cut zones that straddle parent districts along the boundary: pieces are called 1A, 1B, and people are divided by
        area. Default: such a zone belongs whole to the district with most of it.
    bridges : list of pairs of str
        Zones that count as neighbours though they have no border in common, for districts: ``[["12", "40"]]``.
    name : str
        Name of the city, for titles.
    clip : bool
        Cut grid cells at the boundary.
    clusters : int
        K-means clusters for ``busiest`` and ``nodes``.
    per_cluster : int
        Sites of each cluster, for ``busiest``.
    nodes_per_cluster : int
        Zones of each cluster, for ``nodes``.
    crs : str
        Projected CRS in metres, such as ``EPSG:32615``; ``auto`` keeps that of the boundary where it is in metres,
        and takes its UTM zone where it is not.
    file_crs : str
        CRS of files that do not carry one.
    seed : int
        For K-means and the draws.
    """

    boundary: str = ""
    zones: str | float = "500 m"
    sites: str = "zones"
    current: str = ""
    current_candidate: bool = True
    parents: str = ""
    population: str = ""
    population_columns: tuple[str, ...] | Mapping[str, str] | str = ()
    zone_id: str = ""
    site_id: str = ""
    current_id: str = ""
    parent_id: str = ""
    site_columns: Mapping[str, str] = field(default_factory=dict)
    current_columns: Mapping[str, str] = field(default_factory=dict)
    split_at_parents: bool = False
    bridges: tuple[tuple[str, str], ...] = ()
    name: str = "city"
    clip: bool = True
    clusters: int = 20
    per_cluster: int = 3
    nodes_per_cluster: int = 45
    crs: str = "auto"
    file_crs: str = ""
    seed: int = 0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        owner = type(self).__name__
        yield check.text(owner, "name", self.name)
        yield check.text(owner, "crs", self.crs)
        for name in ("clip", "current_candidate", "split_at_parents"):
            yield check.boolean(owner, name, getattr(self, name))
        for name in ("clusters", "per_cluster", "nodes_per_cluster"):
            yield check.integer(owner, name, getattr(self, name), 1)
        yield check.integer(owner, "seed", self.seed, 0)
        if not is_grid(self.zones):
            yield check.text(owner, "zones", self.zones)
        yield check.text(owner, "sites", self.sites)
        yield from self._file_complaints(owner)

    def _file_complaints(self, owner: str) -> Iterable[str | None]:
        texts = ("boundary", "current", "parents", "population", "zone_id", "site_id", "current_id", "parent_id")
        for name in (*texts, "file_crs"):
            yield check.string(owner, name, getattr(self, name))
        columns = self.population_columns
        listed = columns.values() if isinstance(columns, Mapping) else columns
        if not isinstance(listed, Iterable) or not all(isinstance(column, str) for column in listed):
            yield (
                f"The 'population_columns' parameter of {owner} must be a list of columns, or a table of names and "
                f"columns. Got {columns!r}."
            )
        if not isinstance(self.bridges, Sequence) or not all(_is_pair(pair) for pair in self.bridges):
            yield (f"The 'bridges' parameter of {owner} must be a list of pairs of zone ids. Got {self.bridges!r}.")
        for name in ("site_columns", "current_columns"):
            place = getattr(self, name)
            if place and (not isinstance(place, Mapping) or set(place) not in _PLACES):
                yield (
                    f"The '{name}' parameter of {owner} must name the columns lon and lat, x and y, or point. "
                    f"Got {place!r}."
                )
        if self.split_at_parents and not self.parents:
            yield f"{owner} has 'split_at_parents' but no 'parents' (the file of the districts that cut the zones)."
        if self.population_columns and not self.population:
            yield f"{owner} has 'population_columns' but no 'population' (the file that holds them)."

    @property
    def files(self) -> dict[str, str]:
        """The files that are read, by option."""
        words = {"zones": is_grid(self.zones) or self.zones == "nodes", "sites": self.sites in ("zones", "busiest")}
        asked = {option: getattr(self, option) for option in _FILES if not words.get(option)}
        return {option: str(file) for option, file in asked.items() if file}

    @property
    def framed(self) -> bool:
        """Does any file say where the city ends."""
        return self._frame_file is not None

    @property
    def _frame_file(self) -> str | None:
        return next((option for option in ("boundary", "zones", "parents", "population") if option in self.files), None)

    @property
    def _id_columns(self) -> dict[str, str]:
        return {"zones": self.zone_id, "sites": self.site_id, "current": self.current_id, "parents": self.parent_id}

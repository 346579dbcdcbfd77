"""How large a generated city is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from numbers import Real

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["SIZES", "CitySize", "size_of"]


@dataclass(frozen=True)
class CitySize:
    """The measures of a generated city.

    Parameters
    ----------
    width, height : float
        Extent before the plan is bent and turned, in kilometres.
    block_groups : int
        Number of block groups.
    districts : int
        Number of fixed police districts.
    stations, posts : int
        Police stations and further patrol posts of today.
    hot_spots : int
        Number of fixed risky places.
    bridges : int
        Bridges over the river.
    incidents_per_year : float
        Expected number of incidents in 52 weeks.
    spacing : float
        Mean distance between parallel streets, in metres.

    Examples
    --------
    >>> size_of("small").block_groups
    60
    >>> size_of(10).height
    7.5
    """

    width: float = 8.0
    height: float = 6.0
    block_groups: int = 60
    districts: int = 4
    stations: int = 3
    posts: int = 5
    hot_spots: int = 14
    bridges: int = 3
    incidents_per_year: float = 5_000.0
    spacing: float = 150.0

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.extend(self._complaints())
        complaints.raise_if_any(ParameterError)

    def _complaints(self) -> Iterable[str | None]:
        owner = "CitySize"
        yield check.number(owner, "width", self.width, 3, high=60)
        yield check.number(owner, "height", self.height, 3, high=60)
        yield check.integer(owner, "block_groups", self.block_groups, 10, high=5_000)
        yield check.integer(owner, "districts", self.districts, 2, high=max(2, self.block_groups // 5))
        yield check.integer(owner, "stations", self.stations, 1, high=30)
        yield check.integer(owner, "posts", self.posts, 0, high=300)
        yield check.integer(owner, "hot_spots", self.hot_spots, 1, high=1_000)
        yield check.integer(owner, "bridges", self.bridges, 1, high=50)
        yield check.number(owner, "incidents_per_year", self.incidents_per_year, 1, high=1e7)
        yield check.number(owner, "spacing", self.spacing, 80, high=400)


SIZES = {
    "small": CitySize(),
    "medium": CitySize(
        width=12.0,
        height=9.0,
        block_groups=160,
        districts=5,
        stations=4,
        posts=8,
        hot_spots=30,
        bridges=4,
        incidents_per_year=20_000.0,
    ),
    "large": CitySize(
        width=18.0,
        height=13.0,
        block_groups=400,
        districts=6,
        stations=4,
        posts=16,
        hot_spots=70,
        bridges=6,
        incidents_per_year=50_000.0,
    ),
}


def _scaled(width: float) -> CitySize:
    """Return a city `width` km wide, with everything else in proportion to its area."""
    height = 0.75 * width
    area = width * height
    return CitySize(
        width,
        height,
        block_groups=max(20, round(1.4 * area)),
        districts=min(9, max(3, round(width / 3 + 1))),
        stations=min(9, max(2, round(width / 4 + 1))),
        posts=max(3, round(area / 12)),
        hot_spots=max(4, round(area / 3.4)),
        bridges=max(2, round(width / 3)),
        incidents_per_year=150.0 * area,
    )


def size_of(size: str | float | CitySize) -> CitySize:
    """Return the measures for a name, a width in kilometres, or measures given in full.

    Raises
    ------
    ParameterError
        Where `size` is none of these.
    """
    if isinstance(size, CitySize):
        return size
    if isinstance(size, str) and size in SIZES:
        return SIZES[size]
    if isinstance(size, Real) and not isinstance(size, bool) and 4 <= size <= 40:
        return _scaled(float(size))
    measures = ", ".join(field.name for field in fields(CitySize))
    raise ParameterError(
        f"The 'size' parameter of generate_city must be one of {', '.join(SIZES)}, a width in [4, 40] kilometres, "
        f"or a CitySize({measures}). Got {size!r}."
    )

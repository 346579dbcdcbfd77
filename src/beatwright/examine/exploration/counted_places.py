"""Incidents counted by place: by address point, by street segment or by zone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from beatwright.base.errors import ParameterError
from beatwright.base.words import count_of, plural
from beatwright.core.area_map import AreaMap, MapArea
from beatwright.core.chart_parts import Spot
from beatwright.core.city import City
from beatwright.core.incidents import Incidents
from beatwright.core.street_segments import NearestSegments, StreetSegments
from beatwright.core.table import Column
from beatwright.examine.exploration.nearest_site import nearest_site_names
from beatwright.examine.exploration.set_aside import SetAside, in_no_zone
from beatwright.patterns.repeats.repeat_places import RepeatPlaces, repeat_places

__all__ = ["SAME_PLACE", "TOP", "CountedPlaces", "counted_by_point", "counted_by_street", "counted_by_zone"]

_OF_PLACES = "What follows of repeat places"
SAME_PLACE = 1.0  # metre: coordinates that differ by less differ by rounding
TOP = 15  # places in the table
_DRAWN_WIDE = 15.0  # metres to either side in which a segment is drawn and written for GIS
_NO_STREETS = (
    "The city has no streets, so repeats by street segment cannot be counted. Give their file in the study, "
    'as [network] edges = "streets.gpkg"; or in Python, by city.with_streets(...).'
)

XY = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CountedPlaces:
    """Incidents by place, and what is said of the places.

    Parameters
    ----------
    found : RepeatPlaces
        The counts.
    word : str
        What a place is.
    top : tuple of Column
        What names the places with the most incidents, and what else is known of them; one row for each, at most 15.
    notes : tuple of str
        What was assumed.
    aside : tuple of SetAside
        Incidents that are at no place.
    segments : StreetSegments, optional
        What places are, where they are segments; `found.places` are their positions.
    """

    found: RepeatPlaces
    word: str
    top: tuple[Column, ...]
    notes: tuple[str, ...] = ()
    aside: tuple[SetAside, ...] = ()
    segments: StreetSegments | None = None

    def sentences(self) -> list[str]:
        """Return the 80/20 rule, among all places and among those with an incident, and what was assumed."""
        both = [self._of_those_hit] if self._some_idle else []
        return [*self.found.sentences(self.word), *both, *self.notes]

    @property
    def of_those_hit(self) -> RepeatPlaces | None:
        """The same counts among the places with an incident alone; None where those are all, or all that is known."""
        if not self._some_idle:
            return None
        return repeat_places(self.found.places[self.found.place])

    @property
    def _some_idle(self) -> bool:
        return self.found.all_known and self.found.number_of_places > len(self.found.counts)

    @property
    def _of_those_hit(self) -> str:
        hit, every = len(self.found.counts), self.found.number_of_places
        of_those = self.of_those_hit
        assert of_those is not None
        share = of_those.shares((0.2,))["of_incidents"].iloc[0]
        counted = f"{hit:,} of the {count_of(every, self.word)} ({100 * hit / every:.0f}\u00a0%) had an incident"
        # Where the rule does not inform, the sentence before this one has said how many were hit.
        informs = self.found.rule_informs
        lead = f"{counted}; 20 % of those" if informs else f"Of the {count_of(hit, self.word)} with an incident, 20 %"
        return f"{lead} have {100 * share:.0f} % of the incidents."

    def maps(self, years: float, fewest: float) -> list[AreaMap]:
        """Return the map of the segments with the most incidents, of those with at least `fewest` a year."""
        if self.segments is None or years <= 0:
            return []
        shown = np.flatnonzero(self.found.counts[:TOP] / years >= max(fewest, 1 / years))
        if not len(shown):
            return []
        where = self.found.places[shown]
        shapes = shapely.buffer(self.segments.lines[where], _DRAWN_WIDE)
        return [
            AreaMap(
                name="busiest_segments",
                alt=f"Map of the {count_of(len(shown), 'street segment')} with the most incidents, by rank.",
                caption="The street segments with the most incidents, numbered as in the table.",
                areas=[MapArea.of(shape, str(rank + 1)) for rank, shape in zip(shown, shapes, strict=True)],
                # The busiest last, so that its number lies on top.
                spots=[
                    Spot(x, y, str(rank + 1))
                    for rank, (x, y) in zip(shown[::-1], self.segments.middle_xy[where[::-1]].tolist(), strict=True)
                ],
            )
        ]


def counted_by_point(xy: XY, city: City) -> CountedPlaces:
    """Count by point to the metre, such as an address."""
    found = repeat_places(xy, tolerance=SAME_PLACE)
    return CountedPlaces(found, "place", (Column("where", nearest_site_names(city, found.places[:TOP])),))


def counted_by_zone(rows: Incidents, city: City) -> CountedPlaces:
    """Count by zone of the city; incidents in none are set aside."""
    zone = rows.frame["zone"].to_numpy()
    found = repeat_places(np.array(city.zone_ids)[zone[zone >= 0]], number_of_places=len(city.zones))
    named = Column("zone", [str(label) for label in found.places[:TOP]])
    return CountedPlaces(found, "zone", (named,), aside=(in_no_zone(rows, _OF_PLACES),))


def counted_by_street(xy: XY, city: City, within: float) -> CountedPlaces:
    """Count by street segment, each incident on the nearest.

    Parameters
    ----------
    xy : array, shape (n, 2)
        In metres.
    city : City
        With its streets: all of them count as places.
    within : float
        Metres; incidents further than this from every street are set aside, which is told.

    Raises
    ------
    ParameterError
        Where the city has no streets, or no incident is near one.
    """
    streets = city.streets
    if streets is None:
        raise ParameterError(_NO_STREETS)
    near = streets.nearest(xy, within)
    segment = near.segment[near.segment >= 0]
    if not len(segment):
        raise ParameterError(
            f"None of the {count_of(len(xy), 'incident')} lies within {within:g} m of a street. Check that the streets "
            "cover the city, or raise 'max_snap'."
        )
    found = repeat_places(segment, number_of_places=len(streets))
    top, aside = _of_segments(found, streets), (_far(near, within),)
    return CountedPlaces(found, "street segment", top, _notes(near), aside=aside, segments=streets)


def _of_segments(found: RepeatPlaces, streets: StreetSegments) -> tuple[Column, ...]:
    top = found.places[:TOP]
    return (
        Column("street", [streets.label(int(one)) for one in top]),
        Column("length", streets.metres[top].tolist(), "m", suppression="none"),
    )


def _far(near: NearestSegments, within: float) -> SetAside:
    why = f"{{}} further than {within:g} m from every street and {{}} set aside"
    far = int((near.segment < 0).sum())
    rest = f"{_OF_PLACES} is said of the others alone."
    return SetAside(far, len(near.segment), why.format("lies", "is"), why.format("lie", "are"), rest)


def _notes(near: NearestSegments) -> tuple[str, ...]:
    total, several = len(near.segment), int((near.choices > 1).sum())
    if not several:
        return ()
    return (
        f"{several:,} of {count_of(total, 'incident')} ({100 * several / total:.1f}\u00a0%) "
        f"{plural(several, 'lies', 'lie')} as near to another segment, to a metre, as at crossings: such incidents are "
        "dealt out in turn among the segments there.",
    )

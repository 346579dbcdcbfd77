"""What the reader of a district plan must know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from beatwright.base.words import listed
from beatwright.core import City
from beatwright.solver.districting.district_plan import DistrictPlan
from beatwright.solver.districting.division_scores import pieces_of
from beatwright.solver.districting.map_units import MapUnits

__all__ = ["notes_on"]


def notes_on(city: City, found: DistrictPlan, units: MapUnits, weights: Mapping[str, float]) -> Iterator[str]:
    """Yield notes: what was weighed, zones that are heavier than a district should be, what the bound means.

    Parameters
    ----------
    city : City
    found : DistrictPlan
    units : MapUnits
        The zones as `balanced_districts` is given them.
    weights : mapping of str to float
        Weight of each criterion and of compactness.
    """
    k = int(found.districts.max()) + 1
    weighed = ", ".join(f"{name} {weight:g}" for name, weight in weights.items() if weight > 0)
    yield f"{k} districts from {len(city.zone_ids)} zones, weighed by: {weighed}."
    for name, amount in units.criteria.items():
        heavy = np.flatnonzero(amount > amount.sum() / k * (1 + 1e-9))
        if weights.get(name, 0.0) > 0 and len(heavy):
            ids = listed(city.zone_ids[zone] for zone in heavy)
            one = len(heavy) == 1
            yield (
                f"By {name} {len(heavy)} zone{'' if one else 's'} alone hold{'s' if one else ''} more than a district "
                f"should, which limits every plan: {ids}."
            )
    yield from _apart(city, units)
    bridges = ", ".join(" - ".join(pair) for pair in city.bridges)
    if bridges:
        yield f"Bridges count as borders of no length: {bridges}."
    if found.certificate.bound < 0.5 * found.certificate.objective:
        yield (
            "The bound is by water-filling alone, criterion by criterion, and says little about contiguity; "
            "'prove_seconds' asks for an exact method, which serves small districts or few zones."
        )


def _apart(city: City, units: MapUnits) -> Iterator[str]:
    """Name the zones that do not hang together with the rest of their parent, or of the map."""
    parents = units.parents
    code = np.zeros(len(city.zone_ids), dtype=np.int64) if parents is None else pd.factorize(pd.Series(parents))[0]
    _, piece = pieces_of(np.asarray(units.edges), np.asarray(code, dtype=np.int64))
    size = np.bincount(piece)
    largest = {int(c): int(size[piece[code == c]].max()) for c in np.unique(code)}
    small = sorted({int(p) for p, c in zip(piece, code, strict=True) if size[p] < largest[int(c)]})
    whole = "the map" if parents is None else "their parent"
    for number in small:
        zones = [city.zone_ids[zone] for zone in np.flatnonzero(piece == number)]
        yield (
            f"Apart from the rest of {whole}, and so divided for {'itself' if len(zones) == 1 else 'themselves'}: "
            f"{listed(zones)}. A bridge would join {'it' if len(zones) == 1 else 'them'}."
        )

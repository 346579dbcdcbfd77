"""Patrol beats: contiguous districts of even work, each around its post."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from beatwright.base import check
from beatwright.base.errors import Complaints, InfeasibleError, ParameterError
from beatwright.core import Plan, Problem
from beatwright.core.problem import WEIGHTS
from beatwright.planning.posts.exact_planner import UNIT, WEIGHED
from beatwright.planning.posts.post_planner import PostPlanner
from beatwright.planning.posts.siting import zones_in_words
from beatwright.planning.shared_options import WatchedPlanner
from beatwright.solver.beats.median_districts import MedianPlan, median_districts

__all__ = ["PatrolBeats"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_LOST = 1e3  # what a place out of reach counts, in longest distances


@dataclass(frozen=True, repr=False)
class PatrolBeats(PostPlanner, WatchedPlanner):
    """Draw `p` contiguous patrol beats of even work around posts, so that the mean distance within the beats is least.

    Minimises ``sum_i w_i d(post of i, i) / sum_i w_i`` over divisions of all zones into contiguous beats and over a
    candidate site inside each beat for its post. Every beat's load is within `tolerance` of the mean. A car answers
    the calls of its own beat, even where another post is nearer: that is what `capacitated_p_median` does not ask.
    See `median_districts` for the method and for plain arrays. Beats take the ids of the sites of their posts.

    Parameters
    ----------
    p : int
        Number of beats.
    tolerance : float, default 0.1
        How far a beat's load may be from the mean, as a share: 0.05 for 5 %.
    by : {"metres", "minutes"}, default "metres"
        What is made short.
    weight : {"calls", "officers", "penalty", "minutes"}, default "calls"
        What a zone weighs in the mean distance.
    load : {"calls", "officers", "minutes"}, default "calls"
        What is shared out evenly: calls, officers called out, officer-minutes on scene.
    seconds : float, optional
        Wall time of the search. Default: 100,000 proposals per zone, the same on every machine.
    prove_seconds : float, optional
        Wall time for the proof. Default: 1,000 steps of the Lagrangian bound, and integer programs only where they
        are small.
    seed : int, default 0
        Seed of the search; the same seed gives the same plan.

    References
    ----------
    Wheeler, A. P. (2019). Creating optimal patrol areas using the p-median model. Policing: An International Journal
    42(3), 318-333.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> plan = PatrolBeats(p=2, tolerance=0.1).solve(small_problem())
    >>> plan.site_ids, plan.certificate.status, plan.districts["z1"]
    (('s3', 's4'), 'optimal', 's4')
    """

    makes: ClassVar[tuple[str, ...]] = ("posts", "districts")

    p: int
    tolerance: float = 0.1
    by: str = "metres"
    weight: str = "calls"
    load: str = "calls"
    seconds: float | None = None
    prove_seconds: float | None = None
    seed: int = 0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.integer("PatrolBeats", "p", self.p, 1)
        yield check.number("PatrolBeats", "tolerance", self.tolerance, 0)
        yield check.one_of("PatrolBeats", "by", self.by, UNIT)
        yield check.one_of("PatrolBeats", "weight", self.weight, WEIGHTS)
        yield check.one_of("PatrolBeats", "load", self.load, [word for word in WEIGHTS if word != "penalty"])
        for name in ("seconds", "prove_seconds"):
            yield check.number("PatrolBeats", name, getattr(self, name), 0, open_low=True, optional=True)
        yield check.integer("PatrolBeats", "seed", self.seed, 0)
        yield from self.name_complaints()

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with its certificate.

        Raises
        ------
        ParameterError
            Where fewer than `p` zones hold a candidate site, there is no demand, or the zones are points.
        InfeasibleError
            Where a zone holds more than a beat may, the map falls into more parts than there are beats or a part has
            no candidate site, a zone with demand cannot be reached from any post, or no plan within the tolerance was
            found.
        """
        map_ = self._map(problem)
        weight, load = self.weight_of(problem, self.weight), self.weight_of(problem, self.load)
        _need_possible(self, problem, map_, load)
        found = median_districts(
            map_.finite_travel,
            (weight / weight.sum())[map_.zones],
            map_.edges,
            self.p,
            tolerance=self.tolerance,
            home=map_.home,
            load=load[map_.zones],
            seconds=self.seconds,
            prove_seconds=self.prove_seconds,
            seed=self.seed,
            stop=self.stop,
            progress=self.progress,
        )
        return self._finished(problem, plan, map_, found)

    def _map(self, problem: Problem) -> _Map:
        """Put zones and sites into the order of their places, so that their names do not matter."""
        city = problem.city
        borders = city.borders
        zones = np.lexsort((city.zone_xy[:, 0], city.zone_xy[:, 1]))
        rank = np.argsort(zones)
        sites = self.candidates_for(problem, 1)
        zone = city.locate(*city.site_xy[sites].T)
        sites, zone = sites[zone >= 0], zone[zone >= 0]
        order = np.lexsort((city.site_xy[sites, 0], city.site_xy[sites, 1]))
        sites, zone = sites[order], zone[order]
        count = np.unique(zone).size
        complaint = check.integer("PatrolBeats", "p", self.p, 1, high=max(1, count))
        if complaint or count == 0:
            raise ParameterError(f"{complaint or ''} Candidate sites stand in {count} zones of '{city.name}'.".strip())
        travel = np.asarray(getattr(city.travel, self.by), dtype=np.float64)[np.ix_(sites, zones)].T
        longest = float(np.max(travel, where=np.isfinite(travel), initial=0.0))
        finite_travel = np.where(np.isfinite(travel), travel, _LOST * max(longest, 1.0))
        return _Map(
            zones=zones,
            sites=sites,
            home=rank[zone],
            edges=rank[borders.edges],
            finite_travel=finite_travel,
            reached=np.isfinite(travel),
            pieces=borders.pieces[zones],
        )

    def _finished(self, problem: Problem, plan: Plan | None, map_: _Map, found: MedianPlan) -> Plan:
        site = found.posts[found.districts]
        weight = self.weight_of(problem, self.weight)[map_.zones]
        rows = np.arange(site.size)
        lost = (weight > 0) & ~map_.reached[rows, site]
        if lost.any():
            raise InfeasibleError(
                f"No route leads from the post of their beat to zones {zones_in_words(problem, map_.zones[lost])}. Add "
                "a candidate site that reaches them, or mend the road network there."
            )
        ids = problem.city.site_ids
        beats = {problem.city.zone_ids[z]: ids[map_.sites[s]] for z, s in zip(map_.zones, site, strict=True)}
        unit = f"{UNIT[self.by]} per {WEIGHED[self.weight]}"
        other = map_.finite_travel[:, found.posts].min(axis=1) < map_.finite_travel[rows, site]
        note = (
            f"The beats hold {found.loads.min():.1%} to {found.loads.max():.1%} of the mean load; "
            f"{weight[other].sum() / weight.sum():.1%} of the demand is nearer to the post of another beat."
        )
        certificate = replace(found.certificate, unit=unit)
        made = self.finish(problem, plan, map_.sites[found.posts], certificate=certificate, notes=[note])
        return replace(made, districts=beats)


@dataclass(frozen=True, eq=False)
class _Map:
    """Zones (positions in the city), usable sites, the row of each site's zone, borders, ways, pieces of the map."""

    zones: Ints
    sites: Ints
    home: Ints
    edges: Ints
    finite_travel: Floats
    reached: NDArray[np.bool_]
    pieces: Ints


def _need_possible(step: PatrolBeats, problem: Problem, map_: _Map, load: Floats) -> None:
    complaints = Complaints()
    most = load.sum() / step.p * (1.0 + step.tolerance)
    heavy = np.flatnonzero(load > most * (1 + 1e-9))
    complaints.need(
        heavy.size == 0,
        f"Zones {zones_in_words(problem, heavy)} hold more of the load than a beat may ({most / load.sum():.1%} of "
        "all). Raise 'tolerance', take fewer beats, or split these zones.",
    )
    count = int(map_.pieces.max()) + 1
    firsts = np.array([map_.zones[map_.pieces == piece].min() for piece in range(count)])
    complaints.need(
        count <= step.p,
        f"The map falls into {count} separate parts (with zones {zones_in_words(problem, firsts)}), more than "
        f"p = {step.p} beats. Join them by 'bridges' of the city.",
    )
    bare = firsts[~np.isin(np.arange(count), map_.pieces[map_.home])]
    complaints.need(
        bare.size == 0,
        f"No candidate site stands in the separate parts of the map with zones {zones_in_words(problem, bare)}. Add "
        "sites there, or join the parts by 'bridges' of the city.",
    )
    complaints.raise_if_any(InfeasibleError, "PatrolBeats has no plan")

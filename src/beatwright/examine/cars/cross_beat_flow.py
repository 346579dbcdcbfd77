"""Who sends cars to whose beat: the map of calls that are answered across beats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base.plain_text import clean
from beatwright.base.quantity import amount
from beatwright.base.words import count_of
from beatwright.core.case import Case
from beatwright.core.chart import Flow, FlowMap, Spot
from beatwright.core.evaluation import Evaluation
from beatwright.core.plan import Plan
from beatwright.core.site_names import post_names

__all__ = ["CrossBeatFlow", "cross_beat_flow"]

_MOST_SHOWN = 40  # arrows; more cannot be told apart
_COLUMN = "in "  # of the judge's table: a post's share of all calls in each beat
_UNIT = "count"


@dataclass(frozen=True, eq=False)
class CrossBeatFlow:
    """Cars that posts send to calls of other beats than their own.

    Parameters
    ----------
    posts : tuple of str
        Ids, in the order of the plan.
    beats : tuple of str
        Their names.
    sent : array, shape (posts, beats)
        Cars sent a year; 0 where the beat is the post's own.
    post_xy, beat_xy : array, shape (posts or beats, 2)
        Where the arrows begin and end, in metres.
    by_post : bool
        Whether a beat is what a post is nearest to.
    """

    posts: tuple[str, ...]
    beats: tuple[str, ...]
    sent: npt.NDArray[np.float64]
    post_xy: npt.NDArray[np.float64]
    beat_xy: npt.NDArray[np.float64]
    by_post: bool

    def sentences(self, case: Case) -> Iterator[str]:
        """Yield the largest flow, where it is large enough to be told."""
        if not self.sent.size or self.sent.max() < max(case.fewest_shown, np.finfo(float).tiny):
            return
        post, beat = np.unravel_index(int(self.sent.argmax()), self.sent.shape)
        known = post_names(case.problem.city)
        sender = clean(known.get(self.posts[post], self.posts[post]), 60)
        called = clean(known.get(self.beats[beat], self.beats[beat]) if self.by_post else self.beats[beat], 60)
        yield (
            f"Most help across beats goes from {sender} to the beat of {called}: "
            f"{amount(float(self.sent[post, beat]), _UNIT)} cars a year."
        )

    def charts(self, case: Case) -> Iterator[FlowMap]:
        """Yield the map, where any flow is large enough to be shown."""
        shown, left_out = self._shown(case.fewest_shown)
        if not shown:
            return
        few = f" {count_of(left_out, 'smaller flow')} left out." if left_out else ""
        ends = "the post whose beat it is" if self.by_post else "the middle of the district"
        yield FlowMap(
            name="cross_beat_flow",
            alt="Arrows from posts to the beats of others whose calls their cars answer, as wide as these are many.",
            caption=f"Who helps whom: cars sent from their post to {ends}. Numbers are those of the posts.{few}",
            flows=shown,
            legend="Cars sent a year to calls of another beat",
            unit=_UNIT,
            spots=[Spot(float(x), float(y), str(number)) for number, (x, y) in enumerate(self.post_xy, 1)],
        )

    def _shown(self, fewest: float) -> tuple[list[Flow], int]:
        """Return the largest flows, and how many others there are; a place sends nothing to itself."""
        apart = np.abs(self.post_xy[:, None] - self.beat_xy[None]).max(axis=2) > 0
        there = np.argwhere((self.sent > 0) & apart)
        enough = sorted((pair for pair in there.tolist() if self.sent[tuple(pair)] >= fewest), key=self._by_size)
        shown = [
            Flow(*map(float, (*self.post_xy[post], *self.beat_xy[beat], self.sent[post, beat])))
            for post, beat in enough[:_MOST_SHOWN]
        ]
        return shown, len(there) - len(shown)

    def _by_size(self, pair: Sequence[int]) -> tuple[float, int, int]:
        return -float(self.sent[pair[0], pair[1]]), pair[0], pair[1]


def cross_beat_flow(case: Case, said: Evaluation, plan: Plan) -> CrossBeatFlow:
    """Return who helps whom, from what the judge `Hypercube` said of a plan."""
    city, flow, zones = case.problem.city, said.tables["flow"].frame, said.tables["zone"].frame
    posts, beats = plan.site_ids, tuple(str(name).removeprefix(_COLUMN) for name in flow.columns)
    sites = plan.site_positions(city)
    by_post, xy = beats == posts, city.site_xy[sites]
    inside = zones["beat"].to_numpy() != ""
    whole = float(zones.loc[inside, "cars sent per year"].sum())
    own = np.arange(len(posts)) if by_post else _own(case, plan, beats)
    sent = np.nan_to_num(whole * flow.to_numpy(dtype=np.float64))
    sent[np.flatnonzero(own >= 0), own[own >= 0]] = 0.0
    return CrossBeatFlow(
        posts, beats, sent, xy, xy if by_post else _middles(case, zones["beat"].tolist(), beats), by_post
    )


def _own(case: Case, plan: Plan, beats: Sequence[str]) -> npt.NDArray[np.int64]:
    """Return the district in which each post stands; -1: in none."""
    city = case.problem.city
    district, names = plan.zone_districts(city)
    stands = city.locate(*city.site_xy[plan.site_positions(city)].T)
    place = np.array([beats.index(name) if name in beats else -1 for name in names], dtype=np.int64)
    return np.where(stands >= 0, np.where(district[stands] >= 0, place[district[stands]], -1), -1)


def _middles(case: Case, of: Sequence[str], beats: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return the mean of the zones' middles of every beat; those of the city where it has no zone."""
    middle = case.problem.city.zones.geometry.centroid
    xy, names = np.column_stack([middle.x, middle.y]), np.array(of, dtype=object)
    return np.array([xy[names == beat].mean(axis=0) if (names == beat).any() else xy.mean(axis=0) for beat in beats])

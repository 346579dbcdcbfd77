"""Totals and pieces of drafts, kept from stroke to stroke: only what changed is counted anew."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from beatwright.base.errors import ParameterError
from beatwright.core.criteria import criterion_unit
from beatwright.core.plan import Plan
from beatwright.evaluate import Tally
from beatwright.evaluate.division import Division
from beatwright.web.cases.case_shelf import OpenCase
from beatwright.web.drafts.draft import Draft
from beatwright.web.models.tally_answer import TallyAnswer

__all__ = ["WarmTallies"]

_KEPT = 32  # drafts


@dataclass
class _Warm:
    """A tally and the districts that it was brought to: number of the district by unit."""

    opened: OpenCase
    tally: Tally
    labels: dict[str, str]
    said: TallyAnswer | None = None
    turn: threading.Lock = field(default_factory=threading.Lock)

    def bring_to(self, labels: Mapping[str, str]) -> None:
        """Move what is different, district by district; what was said of other districts is forgotten."""
        if self.labels == labels:
            return
        self.said = None
        moved: dict[str | None, list[str]] = {None: [unit for unit in self.labels if unit not in labels]}
        for unit, number in labels.items():
            if self.labels.get(unit) != number:
                moved.setdefault(number, []).append(unit)
        for to, units in moved.items():
            self.tally.move(units, to)
        self.labels = dict(labels)


@dataclass(frozen=True)
class WarmTallies:
    """The tallies of the drafts that were drawn on last."""

    _kept: OrderedDict[int, _Warm] = field(default_factory=OrderedDict, repr=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def answer(self, opened: OpenCase, number: int, draft: Draft, start: Plan) -> TallyAnswer | None:
        """Return what the bars show of a draft; None where it has no districts, or the zones are points.

        Parameters
        ----------
        opened : OpenCase
            Its case.
        number : int
            Its number.
        draft : Draft
            As it stands, or stood.
        start : Plan
            The plan that it was made from.
        """
        if not draft.labels and not draft.district_numbers:
            return None
        try:
            warm = self._warm(opened, number)
        except ParameterError:  # points have no borders
            return None
        with warm.turn:
            warm.bring_to(draft.labels)
            if warm.said is None:
                warm.said = _answer(warm.tally, _moved(opened, draft, start))
            return warm.said

    def _warm(self, opened: OpenCase, number: int) -> _Warm:
        with self._turn:
            known = self._kept.pop(number, None)
            if known is None or known.opened is not opened:
                known = _Warm(opened, Tally(opened.case.problem, {}), {})
            self._kept[number] = known
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return known


def _answer(tally: Tally, moved: int) -> TallyAnswer:
    return TallyAnswer(
        criteria=list(tally.criteria),
        units={name: criterion_unit(name) for name in tally.criteria},
        totals=tally.totals,
        pieces={number: [list(piece) for piece in pieces[1:]] for number, pieces in tally.pieces.items()},
        unassigned=len(tally.unassigned),
        moved=moved,
    )


def _moved(opened: OpenCase, draft: Draft, start: Plan) -> int:
    case = opened.case
    today = case.plan(case.base)
    before = today if today.districts is not None else start
    if before.districts is None:
        return 0
    city = case.problem.city
    label, names = Plan(districts=draft.labels).zone_districts(city)
    moved = Division(label, names, *before.zone_districts(city)).moved()
    return 0 if moved is None else int(moved.sum())

"""A commander's view of an allocation: what more officers save, what fewer cost, and where that is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.base.interrupts import interrupt_stops
from beatwright.base.words import significant
from beatwright.solver.allocation.allocation import Allocation
from beatwright.solver.allocation.minimum_damage import minimum_damage

__all__ = ["CommandersView", "commanders_view"]


@dataclass(frozen=True, eq=False)
class CommandersView:
    """An allocation and its neighbours.

    Parameters
    ----------
    now : Allocation
        With the officers there are.
    more, fewer : Allocation
        With `step` officers more, and fewer.
    step : int
        By how many; `fewer` may be short of fewer, where there are not so many.
    """

    now: Allocation
    more: Allocation
    fewer: Allocation
    step: int

    @property
    def saved_by_more(self) -> float:
        """What the next officers save together."""
        return self.now.certificate.objective - self.more.certificate.objective

    @property
    def cost_of_fewer(self) -> float:
        """What losing officers costs."""
        return self.fewer.certificate.objective - self.now.certificate.objective

    @property
    def table(self) -> pd.DataFrame:
        """One row per point: officers now, with fewer and with more, damage, what one more saves and one less costs.

        ``margin`` says which points are at the margin: those that gain from more officers (``next``), those that give
        where officers are lost (``first to give``), or both.
        """
        x, more, fewer = (a.officers for a in (self.now, self.more, self.fewer))
        margin = np.array(["", "next", "first to give", "both"], dtype=object)[(more > x) + 2 * (fewer < x)]
        return pd.DataFrame(
            {
                "officers": x,
                "with_fewer": fewer,
                "with_more": more,
                "damage": self.now.damage,
                "one_more_saves": self.now.marginal,
                "one_less_costs": self.now.last,
                "margin": margin,
            },
            index=pd.RangeIndex(x.size, name="point"),
        )

    @property
    def text(self) -> str:
        """The view in sentences."""
        now = self.now.certificate.objective
        gain = self.more.officers.sum() - self.now.officers.sum()
        loss = self.now.officers.sum() - self.fewer.officers.sum()
        return (
            f"{self.now.officers.sum()} officers leave a damage of {_damage_text(now)}. The next {gain} would save "
            f"{_damage_text(self.saved_by_more)} ({_share(self.saved_by_more, now)}); losing {loss} would cost "
            f"{_damage_text(self.cost_of_fewer)} ({_share(self.cost_of_fewer, now)})."
        )


def _damage_text(damage: float) -> str:
    return f"{damage:,.0f}" if abs(damage) >= 1000 else significant(damage, 6)


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.1%}" if whole else "0 %"


def commanders_view(scale: npt.ArrayLike, officers: int, *, step: int = 10, **options: Any) -> CommandersView:
    """Return what the next `step` officers save, what losing `step` costs, and which points are at the margin.

    Parameters
    ----------
    scale : array_like, shape (n,)
        As in `minimum_damage`.
    officers : int
        Officers there are.
    step : int, default 10
        How many more and fewer.
    **options
        The other options of `minimum_damage`; limits hold for each of the three, one wish to stop for all.

    Raises
    ------
    InfeasibleError
        Where the lower bounds leave no room for fewer officers.

    Examples
    --------
    >>> view = commanders_view([8.0, 2.0], 3, step=1)
    >>> view.text
    '3 officers leave a damage of 3.66667. The next 1 would save 0.666667 (18.2%); losing 1 would cost 1 (27.3%).'
    >>> view.table["margin"].tolist()
    ['next', 'first to give']
    """
    complaint = check.integer("commanders_view", "step", step, 1)
    if complaint:
        raise ParameterError(complaint)
    with interrupt_stops(options.get("stop")) as stop:
        every = {**options, "stop": stop}
        now = minimum_damage(scale, officers, **every)
        more = minimum_damage(scale, officers + step, **every)
        fewer = minimum_damage(scale, max(0, officers - step, int(now.instance.lower.sum())), **every)
    return CommandersView(now, more, fewer, step)

"""Regret: how much worse a plan is than the best that could have been, split between the forecast and the optimiser.

With f(x; D) the figure of plan x under demand D, written so that less is better, F the demand that the plan x was
planned on, H the held-out demand and h the hindsight optimum, which the same planner makes of H:

    regret  =  f(x; H) - f(h; H)  =  forecast + optimiser

Let b be the bound proven on F, so that no plan has less than b there. The optimiser left at most the share
(f(x; F) - b) / f(x; F) of the plan's figure undone, by its certificate, and the same share of f(x; H) is charged to it
here, at most the whole regret. The rest is the forecast's: what is lost although the search did all that it could. So
the two are never negative and sum to the regret. Where x is proven optimal the optimiser's part is 0. Where the
forecast was perfect, or wrong by a common factor alone, the forecast's part is 0, as the regret is then no more than
the gap. Taking the share from F to H is a convention and no proof.

The excess over the best as a sum of what comes from the data and what comes from the search is that of L. Bottou and
O. Bousquet (2008), The tradeoffs of large scale learning, NIPS 20, equation 6; the regret against the plan that knew
the demand is the SPO loss of A. N. Elmachtoub and P. Grigas (2022), Smart "predict, then optimize", Management Science
68, definition 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from beatwright.base.certificate import Certificate
from beatwright.core.evaluation import Evaluation
from beatwright.core.measure import Measure

__all__ = ["Regret", "own_figure", "regret_of", "regrets_of"]

_SAME = 1e-6  # relative: between the objective of a search and the figure of a judge
_ROUNDING = 1e-9  # relative


@dataclass(frozen=True)
class Regret:
    """How much worse a plan is than the hindsight optimum in one figure.

    Parameters
    ----------
    measure : Measure
        The plan's figure on the held-out demand.
    hindsight : float
        That of the hindsight optimum; of the plan itself where the search in hindsight found none better by the figure
        that the planner optimises.
    own : bool, default False
        Whether the planner optimises this figure, so that its proofs are of it.
    bound : float, default NaN
        No plan has a better figure on the held-out demand. NaN where nothing is proven of this figure.
    optimiser : float, default NaN
        At most so much of the regret comes from the search. NaN where nothing is proven of this figure.
    """

    measure: Measure
    hindsight: float
    own: bool = False
    bound: float = math.nan
    optimiser: float = math.nan

    @property
    def total(self) -> float:
        """The regret, in the unit of the figure: positive is worse, and never negative where the figure is `own`."""
        return _worse_by(self.measure, self.hindsight)

    @property
    def most(self) -> float:
        """The regret against the bound: no plan, known or not, is better by more. NaN where there is no bound."""
        return math.nan if math.isnan(self.bound) else max(_worse_by(self.measure, self.bound), self.total)

    @property
    def forecast(self) -> float:
        """At least so much of the regret comes from the forecast; with the part of the optimiser it is the whole."""
        return self.total - self.optimiser


def own_figure(
    heldout: Evaluation, planned: Evaluation, hindsight: Evaluation, proof: Certificate | None, best: Certificate | None
) -> str:
    """Return the name of the figure that a planner optimises; empty where the judge has none, or it cannot be told.

    It has the unit of the certificate, and on both demands it is the objective, or what is missing of that to the
    whole. Where several figures are, and differ for the plan on the held-out demand, none is taken.

    Parameters
    ----------
    heldout, planned : Evaluation
        Of the plan on the held-out demand, and on the demand that it was planned on.
    hindsight : Evaluation
        Of the hindsight optimum on the held-out demand.
    proof, best : Certificate, optional
        Those of the two plans.
    """
    if proof is None or best is None:
        return ""
    values, other = ({one.name: one.value for one in said.measures} for said in (heldout, planned))
    fits = [
        measure.name
        for measure in hindsight.measures
        if measure.direction != "none" and measure.name in other and _is_of(best, measure.unit)
        if _is_objective(best, measure.value) and _is_objective(proof, other[measure.name])
    ]
    alike = all(_same(values[name], values[fits[0]]) for name in fits)
    return fits[0] if fits and alike else ""


def _is_of(proof: Certificate, unit: str) -> bool:
    """Whether a certificate in "m per call" or "$ per hour" can be of a figure in "m" or "$/h"."""
    first = proof.unit.partition(" ")[0]
    return first == unit or (first == "$" and unit.startswith("$"))


def _is_objective(proof: Certificate, value: float) -> bool:
    return _same(proof.objective, value) or _same(proof.whole - proof.objective, value)


def _same(one: float, other: float) -> bool:
    return math.isfinite(one) and math.isclose(one, other, rel_tol=_SAME, abs_tol=1e-12)


def regrets_of(
    heldout: Evaluation, planned: Evaluation, hindsight: Evaluation, proof: Certificate | None, best: Certificate | None
) -> tuple[Regret, ...]:
    """Return the regret in every figure that has a direction, that which the planner optimises first.

    Parameters
    ----------
    heldout, planned : Evaluation
        Of the plan on the held-out demand, and on the demand that it was planned on.
    hindsight : Evaluation
        Of the hindsight optimum on the held-out demand.
    proof, best : Certificate, optional
        Those of the two plans; None where nothing is proven of the whole plan.
    """
    own = own_figure(heldout, planned, hindsight, proof, best)
    known = {one.name: one.value for one in hindsight.measures}
    found = []
    for measure in heldout.measures:
        if measure.direction == "none" or not math.isfinite(measure.value - known.get(measure.name, math.nan)):
            continue
        if measure.name == own and proof is not None and best is not None:
            found.append(regret_of(measure, known[own], planned[own], proof, best))
        else:
            found.append(Regret(measure, known[measure.name]))
    return tuple(sorted(found, key=lambda one: not one.own))


def regret_of(measure: Measure, hindsight: float, planned: float, proof: Certificate, best: Certificate) -> Regret:
    """Return the regret in the figure that a planner optimises, split.

    Parameters
    ----------
    measure : Measure
        The plan's figure on the held-out demand.
    hindsight : float
        That of the hindsight optimum.
    planned : float
        The plan's figure on the demand that it was planned on.
    proof, best : Certificate
        Of the plan and of the hindsight optimum, in this figure or in what is missing of it to the whole.

    Examples
    --------
    >>> exact, found = Certificate("optimal", 90.0, 90.0), Certificate("feasible", 100.0, 95.0)
    >>> regret = regret_of(Measure("d", 110.0, "m", "lower"), 90.0, 100.0, found, exact)
    >>> regret.total, regret.forecast, regret.optimiser
    (20.0, 14.5, 5.5)
    """
    missed = not _same(proof.objective, planned)
    better = min if measure.direction == "lower" else max
    bound = best.whole - best.bound if missed else best.bound
    found = Regret(
        measure, better(hindsight, measure.value), own=True, bound=bound if math.isfinite(bound) else math.nan
    )
    undone = _undone(proof) * abs(proof.whole - measure.value if missed else measure.value)
    return found if math.isnan(undone) else replace(found, optimiser=min(undone, found.total))


def _undone(proof: Certificate) -> float:
    """Return the share of the objective that a better search could have spared or added; NaN where none is proven."""
    gap = abs(proof.objective - proof.bound)
    if not math.isfinite(gap):
        return math.nan
    return (
        0.0 if gap <= _ROUNDING * abs(proof.objective) else gap / abs(proof.objective) if proof.objective else math.inf
    )


def _worse_by(measure: Measure, other: float) -> float:
    """Return how much worse the plan is than another figure, 0 where they differ by rounding alone."""
    loss = measure.value - other if measure.direction == "lower" else other - measure.value
    return 0.0 if abs(loss) <= _ROUNDING * abs(other) else loss

"""Many evaluations of one random method as one, with 90 % intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from beatwright.base.errors import ParameterError
from beatwright.core import Comparison, Evaluation, Measure
from beatwright.evaluate.quantile import weighted_quantile

__all__ = ["pool"]


def pool(evaluations: Sequence[Evaluation], *, plan: str = "") -> Evaluation:
    """Return the mean of every measure over several plans, with the interval from their 5 % to their 95 % quantile.

    For methods that draw plans at random, such as ``RandomPosts.draw``: the figures are those of the method, not
    of one lucky draw. The breakdowns are those of the first evaluation, whose plan is the one to draw on a map.

    Parameters
    ----------
    evaluations : sequence of Evaluation
        Of different plans, by one judge on one problem.
    plan : str, default ""
        Name in tables; empty: that of the first plan.

    Raises
    ------
    ParameterError
        Where there are none, or where they are of different judges, problems or measures.

    Examples
    --------
    >>> from beatwright.core import Plan, Post
    >>> from beatwright.evaluate import Coverage
    >>> from beatwright.testing import small_problem
    >>> problem = small_problem()
    >>> plans = [Plan(posts=(Post(site),), name=site) for site in problem.city.site_ids]
    >>> pooled = pool([Coverage().score(problem, plan) for plan in plans], plan="any one post")
    >>> measure = pooled.measures[0]
    >>> measure.name, round(measure.value), tuple(round(end) for end in measure.interval)
    ('mean distance', 1373, (1181, 1717))
    """
    if not evaluations:
        raise ParameterError("There is nothing to pool. Give at least one evaluation.")
    first = evaluations[0]
    _need_alike(evaluations)
    measures = []
    for number, measure in enumerate(first.measures):
        values = np.array([evaluation.measures[number].value for evaluation in evaluations])
        measures.append(_pooled(measure, values))
    return Evaluation(
        plan=plan or first.plan,
        judge=first.judge,
        measures=tuple(measures),
        read=first.read,
        on=first.on,
        problem=first.problem,
        tables=dict(first.tables),
    )


def _need_alike(evaluations: Sequence[Evaluation]) -> None:
    """Raise, in the words of a comparison, where the evaluations cannot stand side by side."""
    for evaluation in evaluations[1:]:
        pair = (evaluations[0], evaluation)
        renamed = tuple(
            Evaluation(plan=str(k), judge=e.judge, measures=e.measures, read=e.read, on=e.on, problem=e.problem)
            for k, e in enumerate(pair)
        )
        Comparison(renamed, "0")


def _pooled(measure: Measure, values: np.ndarray) -> Measure:
    """Return mean and interval of the draws to which the measure applies."""
    applies = values[np.isfinite(values)]
    if not len(applies):
        return measure
    low, high = weighted_quantile(applies, np.ones(len(applies)), (0.05, 0.95))
    return replace(measure, value=float(applies.mean()), interval=(float(low), float(high)), by_week=())

"""Posts at random: the yardstick that every method must beat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core import Plan, Problem
from beatwright.planning.posts.post_planner import PostPlanner

__all__ = ["RandomPosts"]


@dataclass(frozen=True, repr=False)
class RandomPosts(PostPlanner):
    """Choose posts at random among the candidate sites, every set of `p` equally likely.

    One random plan says little, so `draw` gives many: judge each of them and report the mean and the
    interval. `solve` gives the first of them.

    Parameters
    ----------
    p : int
        Number of posts.
    seed : int, default 0
        Seed of the draws; the same seed gives the same plans.
    draws : int, default 100
        How many plans a study draws.

    See Also
    --------
    beatwright.evaluate.pool : puts the evaluations of a sample into one, with 90 % intervals.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> problem = small_problem()
    >>> RandomPosts(p=2, seed=2).solve(problem).site_ids
    ('s2', 's5')
    >>> [plan.site_ids for plan in RandomPosts(p=2).draw(problem, 3, seed=2)]
    [('s2', 's5'), ('s2', 's6'), ('s3', 's6')]
    """

    p: int
    seed: int = 0
    draws: int = 100

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield check.integer("RandomPosts", "p", self.p, 1)
        yield check.integer("RandomPosts", "seed", self.seed, 0)
        yield check.integer("RandomPosts", "draws", self.draws, 1)
        yield from self.name_complaints()

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the first random plan.

        Raises
        ------
        ParameterError
            Where the city has fewer than `p` candidate sites.
        """
        return self._drawn(problem, plan, self.seed, 0)

    def draw(self, problem: Problem, n: int, seed: int, plan: Plan | None = None) -> tuple[Plan, ...]:
        """Return `n` random plans, independent of each other; with the step's own seed the first is that of `solve`.

        Draw k depends on the seed and on k alone, so more draws leave the earlier ones as they were.

        Parameters
        ----------
        problem : Problem
            What to plan on.
        n : int
            How many plans.
        seed : int
            Seed of the draws, in the place of the step's own.
        plan : Plan, optional
            Its other layers are kept.

        Raises
        ------
        ParameterError
            As `solve`, or where an argument is out of range.
        """
        complaints = Complaints()
        complaints.add(check.integer("RandomPosts.draw", "n", n, 1))
        complaints.add(check.integer("RandomPosts.draw", "seed", seed, 0))
        complaints.raise_if_any(ParameterError)
        first, *others = (self._drawn(problem, plan, seed, number) for number in range(n))
        return (first, *(replace(other, name=f"{other.name} #{k}") for k, other in enumerate(others, 2)))

    def _drawn(self, problem: Problem, plan: Plan | None, seed: int, number: int) -> Plan:
        candidates = self.candidates_for(problem, self.p)
        random = np.random.default_rng([seed, number])
        sites = random.choice(candidates, size=self.p, replace=False)
        return self.finish(problem, plan, sites, certificate=Certificate("feasible", method="random sites"))

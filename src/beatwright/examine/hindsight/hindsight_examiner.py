"""The examiner that says how good anybody could have been: the same planner on the demand that came."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from beatwright.base import check
from beatwright.base.errors import InfeasibleError, NoPlanFoundError, ParameterError
from beatwright.base.plain_text import clean
from beatwright.base.progress import Progress, progress_or_silence
from beatwright.core.case import Case
from beatwright.core.figures_alone import figures_alone
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.plan import Plan
from beatwright.core.protocols import InputCheckingPlanner, Judge, LimitedPlanner, Planner, Sampler
from beatwright.core.step import NO_OPTION, Step
from beatwright.core.tools import Tools
from beatwright.examine.hindsight.hindsight_words import (
    hindsight_sentences,
    regret_chart,
    regret_measures,
    regret_table,
)
from beatwright.examine.hindsight.regret import Regret, regrets_of

__all__ = ["Hindsight", "held_to_seconds"]


@dataclass(frozen=True)
class Hindsight(Step):
    """How good anybody could have been: the same planner on the held-out demand, and the regret of the plan against it.

    Where the plan is built on other plans the whole chain is planned again, but for today's practice at its start. A
    study that holds incidents out asks this of its recommended plan by itself, where every planner of the chain can be
    held to the seconds.

    Parameters
    ----------
    plan : str
        Name of the plan. Empty: the recommended one.
    seconds : float, default 60
        Wall time of every search in hindsight, where the planner takes a limit and has no shorter one of its own.
    planners : mapping of str to Planner
        The planners by the name of their plan. A study gives them.
    on : mapping of str to str
        The plan that a plan is built on. A study gives it.
    judge : Judge, optional
        Who judges. A study gives it.
    progress : callable, optional
        Called as ``progress(done, total, text)``.
    """

    plan: str = ""
    seconds: float = 60.0
    planners: Mapping[str, Planner] = field(default_factory=dict, metadata=NO_OPTION)
    on: Mapping[str, str] = field(default_factory=dict, metadata=NO_OPTION)
    judge: Judge | None = field(default=None, metadata=NO_OPTION)
    progress: Progress | None = field(default=None, metadata=NO_OPTION)

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        if not isinstance(self.plan, str):
            yield check.sentence("Hindsight", "plan", "the name of a plan", repr(self.plan))
        yield check.number("Hindsight", "seconds", self.seconds, 0, open_low=True)

    def equipped(self, tools: Tools) -> Hindsight:
        """Return a copy that has the planners and the judge.

        Raises
        ------
        ParameterError
            Where the study holds nothing out, or the plan is no planner's or is drawn at random.
        """
        if not tools.holdout:
            raise ParameterError(
                "Hindsight plans on the demand that came after what was planned on, and this study holds nothing out. "
                "Set [study] holdout to a date, or leave the step out."
            )
        planners = dict(tools.planners)
        _chain(self.plan or tools.main, planners, tools.on)
        judge = tools.judges[0] if tools.judges else tools.judge
        return dataclasses.replace(self, planners=planners, on=dict(tools.on), judge=judge, progress=tools.progress)

    def examine(self, case: Case, incidents: Incidents | None) -> Finding:
        """Return the hindsight optimum and the regret of the plan; the incidents planned on are not read.

        Raises
        ------
        ParameterError
            Where there are no planners or no judge, or where the plan is no planner's or is drawn at random.
        """
        if self.judge is None or not self.planners:
            raise ParameterError("Hindsight needs 'planners' by the name of their plan, and a 'judge'.")
        chain = _chain(self.plan or case.main, self.planners, self.on)
        name = clean(chain[-1], 60)
        try:
            best = self._planned_again(case, chain)
        except (InfeasibleError, NoPlanFoundError) as problem:
            return _finding(
                [f"On the held-out demand {name} has no plan, so there is no hindsight to compare it with: {problem}"]
            )
        return self._found(case, self.judge, best, chain)

    def _planned_again(self, case: Case, chain: tuple[str, ...]) -> Plan:
        tell, plan = progress_or_silence(self.progress), case.plan(self.on[chain[0]]) if chain[0] in self.on else None
        for number, name in enumerate(chain):
            planner = self.planners[name]
            held = planner.limited(self.seconds) if isinstance(planner, LimitedPlanner) else planner
            most = f", at most {self.seconds:g} s" if isinstance(planner, LimitedPlanner) else ""
            tell(number, len(chain), f"{name} in hindsight{most}")
            plan = dataclasses.replace(held.solve(case.heldout, plan), name=name)
        assert plan is not None  # a chain has at least one planner
        return plan

    def _found(self, case: Case, judge: Judge, best: Plan, chain: tuple[str, ...]) -> Finding:
        plan = case.plan(chain[-1])
        heldout, planned = (figures_alone(judge, on, plan) for on in (case.heldout, case.problem))
        # Of a chain the last proof holds only for what the others decided, so that it is none of the whole.
        proof = plan.certificate if len(chain) == 1 else None
        regrets = regrets_of(heldout, planned, figures_alone(judge, case.heldout, best), proof, best.certificate)
        base = _base(case, heldout.judge, plan.name, regrets)
        return _finding(hindsight_sentences(plan, best, regrets, chain, base), regrets, best, base)


def _base(case: Case, judge: str, plan: str, regrets: Sequence[Regret]) -> tuple[str, float] | None:
    """Return the plan compared with and its figure of the first regret; None where it is this plan or not judged."""
    said = (one for one in case.evaluations if one.plan == case.base != plan and one.judge == judge)
    figures = {one.name: one.value for found in said for one in found.measures}
    name = regrets[0].measure.name if regrets else ""
    return (case.base, figures[name]) if name in figures else None


def _finding(
    sentences: Sequence[str],
    regrets: Sequence[Regret] = (),
    best: Plan | None = None,
    base: tuple[str, float] | None = None,
) -> Finding:
    chart = regret_chart(regrets[0], base) if regrets else None
    proof = None if best is None else best.certificate
    return Finding(
        name="hindsight",
        title="How good anybody could have been",
        short="Hindsight",
        sentences=sentences,
        measures=tuple(regret_measures(regrets[0])) if regrets else (),
        tables=[regret_table(regrets)] if regrets else [],
        charts=[] if chart is None else [chart],
        certificates={} if proof is None else {"hindsight optimum": proof},
        details={} if best is None else {"hindsight": best.timeless.to_dict()},
    )


def _chain(plan: str, planners: Mapping[str, Planner], on: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the plans that lead to a plan, which comes last."""
    if plan not in planners or isinstance(planners[plan], InputCheckingPlanner):
        made = [name for name, planner in planners.items() if not isinstance(planner, InputCheckingPlanner)]
        raise ParameterError(
            f"Hindsight asks the planner of a plan again, and no planner made '{plan}'. Name the plan of a planner, or "
            f"leave the step out. {check.did_you_mean(plan, made)}"
        )
    names = list(_back(plan, planners, on))[::-1]
    for name in names:
        if isinstance(planners[name], Sampler):
            raise ParameterError(
                f"Hindsight needs a planner that gives the same plan when it is asked again; '{name}' draws at "
                "random. Name another plan, or leave the step out."
            )
    return tuple(names)


def _back(plan: str, planners: Mapping[str, Planner], on: Mapping[str, str]) -> Iterator[str]:
    """Yield a plan and those that it is built on, up to one that was given."""
    yield plan
    while (plan := on.get(plan, "")) in planners and not isinstance(planners[plan], InputCheckingPlanner):
        yield plan


def held_to_seconds(plan: str, planners: Mapping[str, Planner], on: Mapping[str, str]) -> bool:
    """Tell whether a plan can be asked for in hindsight and every search of its chain be held to a time limit."""
    try:
        chain = _chain(plan, planners, on)
    except ParameterError:
        return False
    return all(isinstance(planners[name], LimitedPlanner) for name in chain)

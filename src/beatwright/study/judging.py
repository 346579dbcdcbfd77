"""Who judges what: a judge reads layers of a plan, and a plan is judged by those whose layers it decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from beatwright.base.errors import StudyError
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.protocols import HourlyJudge, Judge
from beatwright.evaluate import Coverage, Delay, Districts, Hypercube, Roster

__all__ = ["fits", "judge_reading", "judges_for", "layers_made"]


def layers_made(planner: Any) -> tuple[str, ...]:
    """Return the layers that a planner decides."""
    return tuple(getattr(planner, "makes", ()))


def fits(judge: Any, layers: Iterable[str]) -> bool:
    """Tell whether a judge can judge plans that decide these layers."""
    return set(getattr(judge, "needs", ())) <= set(layers)


def judges_for(
    asked: Sequence[Judge],
    plans: Mapping[str, tuple[str, ...]],
    main: str,
    own: Iterable[str] | None = None,
    today: Sequence[str] = (),
    *,
    by_hour: bool = True,
) -> tuple[Judge, ...]:
    """Return the judges of a study: those given, or those that its plans need; first one that judges `main`.

    Parameters
    ----------
    asked : sequence of Judge
        Those of the study file; empty: the usual ones.
    plans : mapping of str to tuple of str
        Layers of every plan, by its name.
    main : str
        Name of the recommended plan.
    own : iterable of str, optional
        Layers that it decides itself, where it is built on another plan: a judge of those comes first.
    today : sequence of str
        Names of the plans of today's practice: of judges that are as good, one that can judge one of them comes first.
    by_hour : bool, default True
        Whether the demand is by hour of the week, without which cars cannot be judged.

    Raises
    ------
    StudyError
        Where no judge can judge the main plan, a judge can judge no plan, or one needs demand by the hour.

    Examples
    --------
    >>> [type(judge).__name__ for judge in judges_for((), {"new": ("districts",)}, "new")]
    ['Districts']
    """
    made = list(plans.values())
    usual: tuple[Judge, ...] = (Coverage(), Districts(), *((Delay(), Hypercube()) if by_hour else ()))
    judges = tuple(asked) or tuple(judge for judge in usual if any(fits(judge, layers) for layers in made))
    alone = any(not any(fits(judge, layers) for judge in judges) for layers in made if "roster" in layers)
    beside = sum("roster" in layers for layers in made) > 1 and any("roster" in plans[name] for name in today)
    if not asked and (alone or beside):
        judges = (*judges, Roster())  # a roster that stands alone, or one beside today's
    for judge in judges:
        if not any(fits(judge, layers) for layers in made):
            needs = " and ".join(getattr(judge, "needs", ()))
            raise StudyError(
                f"[[evaluate]] {type(judge).__name__} judges {needs}, but no [[planning]] step decides {needs}. Add a "
                "step that does, or leave the judge out."
            )
        if isinstance(judge, HourlyJudge) and not by_hour:
            raise StudyError(
                f"[[evaluate]] {type(judge).__name__} judges cars by the hour, but the demand is the same in every "
                f"hour. Set slots = {HOURS_OF_WEEK} in [problem], or leave the judge out."
            )
    layers = plans[main]
    able = [judge for judge in judges if fits(judge, layers)]
    if not able:
        raise StudyError(
            f"No judge in [[evaluate]] can judge the recommended plan '{main}', which decides {' and '.join(layers)}. "
            "Add one that reads it, or leave [[evaluate]] out."
        )
    decided = set(layers if own is None else own)

    def less_fit(judge: Judge) -> tuple[bool, bool, bool]:
        # Cars that no other plan has are compared with nothing, so that they are not what a report begins with.
        alone = isinstance(judge, HourlyJudge) and sum(fits(judge, made) for made in plans.values()) < 2
        return (
            alone,
            not decided & set(getattr(judge, "reads", getattr(judge, "needs", ()))),
            not any(fits(judge, plans[name]) for name in today),
        )

    able.sort(key=less_fit)
    return (*able, *(judge for judge in judges if judge not in able))


def judge_reading(judges: Sequence[Judge], layer: str) -> Judge:
    """Return the first judge of plans that decide a layer alone; the usual one where there is none.

    Judges of hours are left out: what asks for such a judge, asks it of many plans, and of demand without hours too.
    """
    for judge in judges:
        if layer in getattr(judge, "needs", ()) and fits(judge, (layer,)) and not isinstance(judge, HourlyJudge):
            return judge
    return Districts() if layer == "districts" else Coverage()

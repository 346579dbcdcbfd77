"""Which rules of a rotation are in conflict: leave out rules as long as there is provably no line.

Deletion filter: a rule goes where the others alone still leave no line; those that stay cannot be kept together. Whole
families of rules are tried first. A trial that says nothing within its share of nodes leaves its rules among those
told, so that more rules may be told than needed, never fewer.

Chinneck, J. W. (2008). Feasibility and infeasibility in optimization. New York: Springer, chapter 6.
"""

from __future__ import annotations

from collections.abc import Iterator

from beatwright.base.rosters import Rule
from beatwright.base.words import count_of, joined
from beatwright.solver.rosters.rotation.cyclic_program import CyclicProgram
from beatwright.solver.rosters.rotation.find_rotation import find_rotation
from beatwright.solver.time_limit import SearchClock

__all__ = ["conflict_words", "rules_in_conflict"]

Rules = tuple[Rule, ...]
_NODES = 500  # of branch and bound for one trial: conflicts that need more are told with more rules
# Tried as a whole, in this order: what is left is what people speak of, runs of work and weekends.
_FAMILIES = (
    ("not_after", "not_after_day_off", "least_rest"),
    ("least_of", "most_of"),
    ("least_off", "most_off"),
    ("least_run", "most_run"),
    ("weekends_off",),
)


def rules_in_conflict(model: CyclicProgram, clock: SearchClock, seed: int = 0) -> tuple[Rules, bool]:
    """Return rules that cannot be kept together, and whether without any one of them there is a line, as far as proven.

    Parameters
    ----------
    model : CyclicProgram
        A rotation of which it is proven that it cannot be.
    clock : SearchClock
        When to stop; the rules told are then more.
    seed : int
        Seed of the solver.
    """
    kept, proven = model.rules.rules, True
    for trial in _trials(kept):
        others = tuple(rule for rule in kept if rule not in trial)
        if clock.late:
            return kept, False
        if len(others) == len(kept):
            continue
        status = find_rotation(model, others, clock.silent(), seed=seed, nodes=_NODES)[1].status
        if status == "infeasible":
            kept = others
        elif status != "optimal" and len(trial) == 1:
            proven = False
    return kept, proven


def conflict_words(model: CyclicProgram, clock: SearchClock, seed: int = 0) -> str:
    """Say which rules cannot be kept together; the parameters are those of `rules_in_conflict`."""
    kept, proven = rules_in_conflict(model, clock, seed)
    told = f"No rotation of {count_of(model.weeks, 'week')} meets the need"
    if not kept:
        return f"{told}, whatever the rules."
    alone = "this rule" if len(kept) == 1 else "these rules together"
    last = "Without any one of these there is one." if proven and len(kept) > 1 else "Loosen one, or change the weeks."
    return f"{told} and keeps {alone}: {joined(rule.text for rule in kept)}. {last}"


def _trials(rules: Rules) -> Iterator[Rules]:
    """Yield what to leave out: families, then single rules."""
    for kinds in _FAMILIES:
        yield tuple(rule for rule in rules if rule.kind in kinds)
    for kinds in _FAMILIES:
        yield from ((rule,) for rule in rules if rule.kind in kinds)

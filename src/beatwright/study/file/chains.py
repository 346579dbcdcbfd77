"""Plans that are built on other plans: which, in what order, and the layers that they hand on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beatwright.base.check import did_you_mean
from beatwright.base.errors import Complaints, StudyError
from beatwright.base.words import joined
from beatwright.core.plan import LAYERS
from beatwright.study.judging import layers_made

__all__ = ["EVERY", "Chained", "Entry", "chain", "layers_of_plans", "plans_named", "rounds_of"]

# In the place of a plan: every plan that decides the layers that a step builds on.
EVERY = "*"
_ON = " on "
# Layers that stand at the posts, and go where those move.
_AT_POSTS = ("officers", "crews")

Layers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Entry:
    """One table ``[[planning]]``.

    Parameters
    ----------
    name : str
        Name of its plan, different from those of the others.
    planner : Planner
        Its step.
    on : str
        What the plan is built on: the name of another plan, or its start, such as its step; `EVERY`; or nothing.
    """

    name: str
    planner: Any
    on: str = ""


@dataclass(frozen=True)
class Chained:
    """The plans of a study: planners by name, and the plan that each is built on."""

    planners: tuple[tuple[str, Any], ...]
    on: Mapping[str, str]


def chain(entries: Sequence[Entry], known: Layers) -> Chained:
    """Find the plan that every plan is built on; where a table asks for every plan, make one for each.

    Parameters
    ----------
    entries : sequence of Entry
        The tables in their order.
    known : mapping of str to tuple of str
        Layers of the plans that no table makes, such as that of today, by name.

    Raises
    ------
    StudyError
        With every complaint: a plan that there is not, or two that could be meant; circles; missing layers.

    Examples
    --------
    >>> from beatwright.planning import MinimumDamage, PMedian
    >>> posts, officers = Entry("PMedian(p=2)", PMedian(p=2)), Entry("officers", MinimumDamage(), "PMedian")
    >>> chain([officers, posts], {}).on
    {'officers': 'PMedian(p=2)'}
    """
    complaints = Complaints()
    plain = [entry for entry in entries if entry.on != EVERY]
    names = [*known, *(entry.name for entry in plain)]
    on = {entry.name: _found(entry, names, complaints) for entry in plain if entry.on}
    complaints.extend(_circles(on))
    complaints.raise_if_any(StudyError)
    layers = layers_of_plans([(entry.name, entry.planner) for entry in plain], on, known)
    complaints.extend(_missing(entry, on.get(entry.name, ""), layers) for entry in plain)
    planners: list[tuple[str, Any]] = []
    for entry in entries:
        if entry.on != EVERY:
            planners.append((entry.name, entry.planner))
            continue
        for base in _every(entry, layers, complaints):
            name = _other_than(f"{entry.name}{_ON}{base}", [*names, *on])
            planners.append((name, entry.planner))
            on[name] = base
    complaints.raise_if_any(StudyError)
    return Chained(tuple(planners), on)


def layers_of_plans(planners: Iterable[tuple[str, Any]], on: Mapping[str, str], known: Layers) -> dict[str, Any]:
    """Return the layers of every plan: those that its planner makes, and those of the plan it is built on.

    Officers and crews of that plan do not count where the posts are made anew: they stay only where no post moves.

    Parameters
    ----------
    planners : iterable of (str, Planner)
        By the names of their plans.
    on : mapping of str to str
        What plans are built on, without circles.
    known : mapping of str to tuple of str
        Layers of the plans that no planner makes.
    """
    made = {name: layers_made(planner) for name, planner in planners}
    found: dict[str, tuple[str, ...]] = dict(known)

    def layers(name: str) -> tuple[str, ...]:
        if name not in found:
            kept = layers(on[name]) if name in on else ()
            lost = _AT_POSTS if "posts" in made[name] else ()
            both = {*made[name], *(layer for layer in kept if layer not in lost)}
            found[name] = tuple(layer for layer in LAYERS if layer in both)
        return found[name]

    return {name: layers(name) for name in (*known, *made)}


def rounds_of(names: Sequence[str], on: Mapping[str, str]) -> list[list[str]]:
    """Return the plans in rounds: each is built on plans of the rounds before.

    >>> rounds_of(["officers", "posts"], {"officers": "posts"})
    [['posts'], ['officers']]
    """

    def depth(name: str) -> int:
        return 1 + depth(on[name]) if on.get(name) in names else 0

    deep = {name: depth(name) for name in names}
    return [[name for name in names if deep[name] == number] for number in range(max(deep.values(), default=-1) + 1)]


def plans_named(wanted: str, names: Sequence[str]) -> list[str]:
    """Return the plans that `wanted` names: in full, else by the start of their names, such as their step.

    >>> plans_named("PMedian", ["PMedian(p=6)", "PMedian(p=8) on today", "PCenter(p=6)"])
    ['PMedian(p=6)', 'PMedian(p=8) on today']
    """
    starts = [name for name in names if re.split(rf"\(|{_ON}", name)[0] == wanted]
    return [name for name in names if name == wanted] or starts


def _found(entry: Entry, names: Sequence[str], complaints: Complaints) -> str:
    others = [name for name in names if name != entry.name]
    fits = plans_named(entry.on, others)
    if entry.on == entry.name:
        complaints.add(f"[[planning]] '{entry.name}' is built on itself. Name another plan in 'on'.")
    elif not fits:
        complaints.add(
            f"[[planning]] '{entry.name}' is built on '{entry.on}', but there is no such plan. "
            f"{did_you_mean(entry.on, others)}"
        )
    elif len(fits) > 1:
        complaints.add(
            f"[[planning]] '{entry.name}' is built on '{entry.on}', but {len(fits)} plans are called so: "
            f"{joined(repr(name) for name in fits)}. Name one of them in full."
        )
    return fits[0] if len(fits) == 1 else ""


def _circles(on: Mapping[str, str]) -> Iterable[str]:
    """Tell every circle once, from the first of its plans on."""
    seen: set[str] = set()
    for start in on:
        path = [start]
        while (following := on.get(path[-1], "")) and following not in path and following not in seen:
            path.append(following)
        if following in path:
            circle = path[path.index(following) :]
            yield (
                f"These plans are built on each other in a circle: {_ON.join((*circle, circle[0]))}. Take 'on' out of "
                "one of them."
            )
        seen.update(path)


def _wanted(planner: Any) -> tuple[str, ...]:
    """Return the layers that a planner takes from the plan it is built on."""
    return tuple(dict.fromkeys((*planner.needs, *planner.builds_on)))


def _missing(entry: Entry, base: str, layers: Layers) -> str | None:
    if not base:
        needs = joined(entry.planner.needs)
        return needs and f"[[planning]] '{entry.name}' needs {needs}: name a plan that decides {needs} in 'on'."
    missing = [layer for layer in _wanted(entry.planner) if layer not in layers[base]]
    if not missing:
        return None
    return (
        f"[[planning]] '{entry.name}' is built on '{base}', which decides {joined(layers[base])} but not "
        f"{joined(missing)}. Name a plan that decides {joined(missing)}."
    )


def _every(entry: Entry, layers: Layers, complaints: Complaints) -> list[str]:
    wanted = _wanted(entry.planner)
    if not wanted:
        complaints.add(
            f"[[planning]] '{entry.name}' has on = \"{EVERY}\", but {type(entry.planner).__name__} takes no layer from "
            "another plan. Name the plan to build on, or leave 'on' out."
        )
        return []
    bases = [name for name, decided in layers.items() if set(wanted) <= set(decided) and name != entry.name]
    if not bases:
        complaints.add(
            f"[[planning]] '{entry.name}' has on = \"{EVERY}\", but no other plan decides {joined(wanted)}. Add a step "
            "that does."
        )
    return bases


def _other_than(name: str, names: Iterable[str]) -> str:
    taken = set(names)
    numbered = (name if number == 1 else f"{name} no. {number}" for number in range(1, len(taken) + 2))
    return next(one for one in numbered if one not in taken)

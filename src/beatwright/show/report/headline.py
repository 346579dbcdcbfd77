"""The answer in plain words: what the recommended plan brings, what is proven, and how it was tested."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from beatwright.base.certificate import Certificate
from beatwright.base.plain_text import clean, count_word
from beatwright.base.quantity import amount, amount_per, change, verdict
from beatwright.base.words import count_of, joined, plural
from beatwright.core.case import Case
from beatwright.core.comparison import Comparison
from beatwright.core.measure import COST, Measure, plain_number
from beatwright.show.report.base_words import base_sentence, layer_judged
from beatwright.show.report.share_words import uneven_sentence
from beatwright.show.tables.breakdown import breakdowns_of
from beatwright.show.tables.case_tables import comparisons_of

__all__ = ["Headline", "Tile", "answer", "headline", "tiles"]

_TILES = 4


@dataclass(frozen=True)
class Tile:
    """One figure that stands out: the main plan's value beside the base's, in words and as numbers.

    Parameters
    ----------
    name : str
        Of the measure.
    value, unit : str
        The main plan's value as people read it, such as "942" and "m".
    base, change, verdict : str
        The base's value, the difference and "better", "worse" or "same", in words; empty where there is no base.
    example : bool, default False
        Whether it is of example costs.
    measure : Measure, optional
        The main plan's value as a number, with its unit, direction and interval.
    base_value : float, default NaN
        The base's value as a number, in the unit of the measure.
    """

    name: str
    value: str
    unit: str
    base: str
    change: str
    verdict: str
    example: bool = False
    measure: Measure | None = None
    base_value: float = math.nan

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; NaN and infinities become text."""
        words = {name: value for name, value in vars(self).items() if name not in ("measure", "base_value")}
        raw = None if self.measure is None else self.measure.to_dict()
        return {**words, "measure": raw, "base_value": plain_number(self.base_value)}


@dataclass(frozen=True)
class Headline:
    """What stands at the top of the report: up to four figures, and sentences, the most important first."""

    tiles: tuple[Tile, ...]
    sentences: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"tiles": [tile.to_dict() for tile in self.tiles], "sentences": list(self.sentences)}


def headline(case: Case) -> Headline:
    """Return the answer of a case in words and figures: what the report begins with.

    Parameters
    ----------
    case : Case
        With a main plan that was judged.

    Returns
    -------
    Headline
        The first measure of every kind that has a better direction, with numbers beside the words; and the sentences.

    Raises
    ------
    ParameterError
        Where nothing was judged.

    Examples
    --------
    >>> from beatwright.core import Plan, Post
    >>> from beatwright.evaluate import Coverage
    >>> from beatwright.testing import small_problem
    >>> today = Plan(posts=(Post("s2"),), name="today", today=True)
    >>> problem = small_problem()
    >>> case = Case("small", problem, replace(problem, demand=small_problem(1).demand), (today,), (), "today", "today")
    >>> said = headline(case.with_plan(Plan(posts=(Post("s3"),), name="draft"), Coverage()))
    >>> tile = said.tiles[0]
    >>> tile.name, tile.verdict, round(tile.measure.value), round(tile.base_value)
    ('mean distance', 'better', 1105, 1162)
    >>> said.sentences[1]
    'Nothing is proven about how far this plan is from the best possible one.'
    """
    return Headline(tiles(case), answer(case))


def _pairs(comparison: Comparison, main: str) -> list[tuple[Measure, float]]:
    """Measures of the main plan with the base's value."""
    chosen = next(e for e in comparison.evaluations if e.plan == main)
    return list(zip(chosen.measures, comparison.table[comparison.base].tolist(), strict=True))


def tiles(case: Case) -> tuple[Tile, ...]:
    """Return up to four figures: the first measure of every kind that has a better direction."""
    seen: set[str] = set()
    chosen: list[Tile] = []
    for measure, base in _pairs(comparisons_of(case)[0], case.main):
        if measure.direction != "none" and measure.about not in seen and len(chosen) < _TILES:
            seen.add(measure.about)
            tile = _tile(measure, base, case.main == case.base)
            example = measure.kind == COST and case.heldout.severity.example
            chosen.append(replace(tile, example=example, measure=measure, base_value=base))
    return tuple(chosen)


def _tile(measure: Measure, base: float, alone: bool) -> Tile:
    value, _, unit = amount(measure.value, measure.unit, measure.name).partition("\u00a0")
    if alone:
        return Tile(name=clean(measure.name, 60), value=value, unit=unit, base="", change="", verdict="")
    difference = change(measure.value, base, measure.unit)
    word = verdict(measure.value, base, measure.direction, measure.unit)
    return Tile(
        name=clean(measure.name, 60),
        value=value,
        unit=unit,
        base=amount(base, measure.unit, measure.name),
        change=difference,
        verdict=word,
    )


def answer(case: Case) -> tuple[str, ...]:
    """Return the sentences that stand at the top of the report, the most important first."""
    comparison = comparisons_of(case)[0]
    pairs = _pairs(comparison, case.main)
    lead = " ".join(filter(None, (base_sentence(case), _main_sentence(case, pairs), _share_sentence(case, pairs))))
    numbers = _count_sentence(case, comparison), _cars_sentence(case, comparison)
    sentences = [lead, *numbers, _proof(case), _test(case, comparison)]
    sentences += [_balance(case, pairs), _chance(case, comparison), _losers(case), _rivals(case, comparison)]
    return tuple(sentence for sentence in sentences if sentence)


def _name(text: str) -> str:
    return clean(text, 60)


def _subject(case: Case) -> str:
    plan = case.plan(case.main)
    maker = _name(plan.made_by or plan.name)
    if plan.on:
        return f"The plan “{_name(plan.name)}”"
    if layer_judged(case) == "districts":
        count = len(set((plan.districts or {}).values()))
        return f"{count_word(count).capitalize()} {'district' if count == 1 else 'districts'} drawn by {maker}"
    if plan.posts is None:
        return f"The plan “{_name(plan.name)}”"
    count = len(plan.site_ids)
    return f"{count_word(count).capitalize()} {'post' if count == 1 else 'posts'} placed by {maker}"


def _main_sentence(case: Case, pairs: list[tuple[Measure, float]]) -> str:
    measure, base = next(((m, b) for m, b in pairs if m.direction == "lower"), (None, 0.0))
    if measure is None:
        return f"{_subject(case)}."
    of = measure.name.removeprefix("CV of ")
    if of != measure.name and (told := uneven_sentence(pairs, of, "" if case.main == case.base else _name(case.base))):
        return f"{_subject(case)}: {told}."
    plan = case.plan(case.main)
    many = not plan.on and (plan.posts is not None or plan.districts is not None)
    verb = "put" if case.main == case.base or many else "puts"
    value, name = amount(measure.value, measure.unit, measure.name), _name(measure.name)
    if case.main == case.base:
        return f"{_subject(case)} {verb} the {name} at {value}."
    was = amount(base, measure.unit, measure.name)
    if verdict(measure.value, base, measure.direction, measure.unit) in ("same", ""):
        return f"{_subject(case)}: the {name} is {value}, with “{_name(case.base)}” {was}."
    verb = "bring" if verb == "put" else "brings"
    return f"{_subject(case)} {verb} the {name} from {was} (“{_name(case.base)}”) to {value}{_relative(measure, base)}."


def _relative(measure: Measure, base: float) -> str:
    text = change(measure.value, base, measure.unit) if math.isfinite(measure.value - base) else ""
    return f" ({text.rstrip(')').split('(')[-1]})" if text else ""


def _share_sentence(case: Case, pairs: list[tuple[Measure, float]]) -> str:
    for measure, base in pairs:
        if measure.name.startswith("min / mean of "):
            return ""  # said with the largest share
        if measure.direction == "higher":
            name, value, was = _name(measure.name), amount(measure.value, measure.unit), amount(base, measure.unit)
            if case.main == case.base:
                return f"The {name} is {value}."
            return f"The {name} " + (f"stays at {value}." if value == was else f"goes from {was} to {value}.")
    return ""


def _count_sentence(case: Case, comparison: Comparison) -> str:
    """Say where the plans differ in the number of what the first judge looks at: posts, or districts."""
    main, base, word = case.plan(case.main), case.plan(case.base), "post"
    new, old = len(main.site_ids), len(base.site_ids)
    if main.posts is None or layer_judged(case) == "districts":
        word, new, old = "district", *(len(set((plan.districts or {}).values())) for plan in (main, base))
    if not new or not old or new == old:
        return ""
    return (
        f"Not like for like: this plan has {count_word(new)} {word if new == 1 else word + 's'}, “{_name(case.base)}” "
        f"has {count_word(old)}; part of the difference comes from the number alone."
    )


def _cars_sentence(case: Case, comparison: Comparison) -> str:
    """Say where cars are judged, and the plans have not as many car-hours."""
    new, old = case.plan(case.main).car_hours, case.plan(case.base).car_hours
    if "crews" not in comparison.evaluations[0].read or not new or not old or new == old:
        return ""
    than = f"{abs(new - old) / old:.0%} {'more' if new > old else 'fewer'} than".replace("%", "\u00a0%")
    return (
        f"It has {new:,} car-hours a week, {than} the {old:,} of “{_name(case.base)}”; part of the difference comes "
        "from their number alone."
    )


def _proof(case: Case) -> str:
    proof = case.plan(case.main).certificate
    if proof is None:
        return "Nothing is proven about how far this plan is from the best possible one."
    text = proof.text[0].upper() + proof.text[1:]
    taken = case.plan(case.main).on
    rest = f" That speaks of what was decided anew: the rest was taken from “{_name(taken)}” as it is." if taken else ""
    far = " The bound is too far off to say how good the plan is." if proof.far_off and not proof.least_reached else ""
    return f"{text} on the demand that it was planned on{_objective(proof)}.{far}{rest}"


def _objective(proof: Certificate) -> str:
    """Say what the proof is of: a plan that is best by one figure need not be best by the one named first."""
    if proof.text.endswith("nothing proven"):
        return ""
    known = math.isfinite(proof.objective) and proof.unit.partition(" ")[0] in ("m", "min", "$")
    return f", by its own objective of {amount_per(proof.objective, proof.unit)}" if known else ", by its own objective"


def _test(case: Case, comparison: Comparison) -> str:
    edited = case.plan(case.main).edited_from
    if edited is None:
        return _judged(case, comparison)
    told = f"The plan was {clean(edited.words, 200)}"
    if not _is_planned_on(case):
        return f"{_judged(case, comparison)} {told}."
    rest = "; what a test found stands with the version that was tested" if edited.tests else ""
    return f"These figures are of the demand that it was planned on: they are no independent test. {told}{rest}."


def _is_planned_on(case: Case) -> bool:
    return case.problem.demand.digest == case.heldout.demand.digest


def _judged(case: Case, comparison: Comparison) -> str:
    if _is_planned_on(case):
        return "It was judged on the same demand that it was planned on: this is no independent test."
    return f"Judged on demand that no planner saw: {_name(comparison.evaluations[0].on) or 'held out'}."


def _balance(case: Case, pairs: list[tuple[Measure, float]]) -> str:
    if case.main == case.base:
        return ""
    words = [(m, verdict(m.value, base, m.direction, m.unit)) for m, base in pairs]
    better, worse, same = ([m for m, word in words if word == kind] for kind in ("better", "worse", "same"))
    total = len(better) + len(worse) + len(same)
    are = plural(len(better), "is", "are")
    text = f"Of {count_of(total, 'measure')}, {len(better) or 'none'} {are} better than with “{_name(case.base)}” and "
    text += f"{len(worse) or 'none'} worse"
    listed = ", ".join(_name(m.name) for m in worse[:3]) + (", …" if len(worse) > 3 else "")
    return text + (f" ({listed})." if worse else ".")


def _chance(case: Case, comparison: Comparison) -> str:
    """Say which differences to the base chance could explain: a gain that it could is none yet."""
    chosen = next(e for e in comparison.evaluations if e.plan == case.main)
    drawn = {m.name: found for m in chosen.measures if (found := comparison.interval(case.main, m.name)) is not None}
    if not drawn:
        return ""
    doubtful = [_name(name) for name, found in drawn.items() if found.chance]
    listed = ", ".join(doubtful[:3]) + (", …" if len(doubtful) > 3 else "")
    of = f"Of the differences in {count_of(len(drawn), 'measure')} that the demand decides, chance could explain"
    return f"{of} {len(doubtful)} ({listed})." if doubtful else f"{of} none."


def _losers(case: Case) -> str:
    """Districts that lose by the first figure with a direction: a mean hides them."""
    if case.main == case.base:
        return ""
    for breakdown in breakdowns_of(case, "district"):
        for column in (c for c in breakdown.columns if any(cell[3] for cell in c.cells)):
            lost = [_lost(label, c) for label, c in zip(breakdown.labels, column.cells, strict=True) if c[3] == "worse"]
            if not lost:
                return f"No district is worse off by {column.name}."
            listed = ", ".join(lost[:3]) + (", …" if len(lost) > 3 else "")
            verb = "is" if len(lost) == 1 else "are"
            return f"{len(lost)} of {len(breakdown.labels)} districts {verb} worse off by {column.name}: {listed}."
    return ""


def _lost(label: str, cell: tuple[str, str, str, str]) -> str:
    return f"{clean(label, 40)} {cell[2].split(' (')[0]}"


def _rivals(case: Case, comparison: Comparison) -> str:
    """Say it when another plan does better on the figure that the answer starts with."""
    for measure, _ in _pairs(comparison, case.main):
        if measure.direction == "lower":
            row = comparison.table.loc[measure.name]
            ahead = [name for name in row.index if row[name] < measure.value * (1 - 1e-9)]
            return _ahead_sentence(ahead, measure) if ahead else ""
    return ""


def _ahead_sentence(ahead: Iterable[str], measure: Measure) -> str:
    names = joined(f"“{_name(name)}”" for name in ahead)
    return f"On the demand it was judged on, {names} did better by {_name(measure.name)}."

"""Differences between plans and what chance could explain of them, in sentences and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from beatwright.base.plain_text import clean
from beatwright.base.quantity import signed_amount
from beatwright.base.words import count_of, joined
from beatwright.core.table import Column, Table
from beatwright.examine.hindsight.paired_differences import CHANCE, PairedDifference

__all__ = ["by_hour_only", "paired_sentences", "paired_tables", "too_short"]

_NO_NAME = re.compile(r"[^a-z0-9]+")

Found = Mapping[str, Sequence[PairedDifference]]


def too_short(weeks: int, fewest: int) -> str:
    """Return why there is no interval."""
    return (
        f"Only {count_of(weeks, 'week')} of incidents are held out: too few to tell a gain from chance, for which "
        f"{fewest} are the least."
    )


def by_hour_only(judge: str) -> str:
    """Return why the figures of a judge of hours have no interval."""
    return (
        f"The differences of {judge} have no interval: lines grow faster than demand does. Weeks drawn again have "
        "hours less even than those that came, and would say more of that than of chance."
    )


def paired_sentences(found: Found, weeks: int, draws: int, drawn: Sequence[str] = ()) -> Iterator[str]:
    """Yield what the leading figure of every judge says of every plan, then how it was found out.

    Parameters
    ----------
    found : mapping of str to sequence of PairedDifference
        By the name of the judge.
    weeks, draws : int
        How many weeks were held out, and how often they were drawn.
    drawn : sequence of str
        Plans that stand for many drawn at random, which are left out.
    """
    for differences in found.values():
        leading = differences[0].measure.name if differences else ""
        yield from (_sentence(one) for one in differences if one.measure.name == leading)
    if not any(found.values()):
        yield "No two plans were judged by figures that can be drawn again, so there is no difference to test."
        return
    yield (
        f"The intervals hold nine in ten of {count_of(draws, 'draw')} of the {count_of(weeks, 'week')} held out, on "
        "which all plans were judged alike. They say what another such time would change, not what another city would."
    )
    if drawn:
        names = joined(clean(name, 60) for name in drawn)
        yield f"Plans that stand for many drawn at random have no interval: {names}."


def _sentence(one: PairedDifference) -> str:
    unit = one.measure.unit
    low, high = (signed_amount(value, unit) for value in one.interval)
    start = f"{clean(one.plan, 60)}: {one.measure.name} {signed_amount(one.difference, unit)} against the base"
    if one.verdict == "the same":
        return f"{clean(one.plan, 60)}: {one.measure.name} as in the base, whatever weeks are drawn."
    sure = CHANCE if one.chance else f"{one.verdict}, beyond what chance explains"
    return f"{start} (90\u00a0% interval {low} to {high}); {sure}."


def paired_tables(found: Found) -> Iterator[Table]:
    """Yield one table for every figure: of those that tell much the same only the first stands in the report."""
    for judge, differences in found.items():
        seen: set[str] = set()
        for name in dict.fromkeys(one.measure.name for one in differences):
            rows = [one for one in differences if one.measure.name == name]
            about = rows[0].measure.about
            yield _table(judge, rows, in_report=about not in seen)
            seen.add(about)


def _table(judge: str, rows: Sequence[PairedDifference], *, in_report: bool) -> Table:
    measure = rows[0].measure
    unit, direction = measure.unit, measure.direction
    columns = [
        Column("base", [one.base for one in rows], unit, direction),
        Column("plan", [one.measure.value for one in rows], unit, direction),
        Column("difference", [one.difference for one in rows], unit, direction),
        Column("90 % from", [one.interval[0] for one in rows], unit, direction),
        Column("90 % to", [one.interval[1] for one in rows], unit, direction),
        Column("verdict", [one.verdict for one in rows]),
    ]
    return Table(
        name=_NO_NAME.sub("_", f"{judge} {measure.name}".lower()).strip("_"),
        index=[one.plan for one in rows],
        columns=columns,
        index_name="plan",
        title=f"{measure.name} ({judge})" if in_report else "",
        caption=f"Difference to the base in {measure.name}, with its 90 % interval.",
        place="everywhere" if in_report else "files",
    )

"""What an audit says, for those who have to answer for a forecast."""

from __future__ import annotations

from collections.abc import Iterator

from beatwright.base.quantity import percent
from beatwright.base.words import count_of
from beatwright.examine.fairness.audit_result import AuditResult

__all__ = ["audit_sentences"]

# Foreseen for each incident that came: between these a group is called evenly foreseen.
_EVEN = (0.9, 1.1)


def audit_sentences(found: AuditResult) -> Iterator[str]:
    """Yield the sentences of an audit, the most important first."""
    yield _flags(found)
    yield _calibration(found)
    yield from _heads(found)
    yield _reporting(found)
    yield from _plan(found)
    yield from _loops(found)
    yield (
        "None of this says who offends, or what patrols do to those they meet. Records hold what was reported or "
        "found; what was neither is in no figure here, and no forecast can bring it back."
    )


def _flags(found: AuditResult) -> str:
    row = found.row(found.focus)
    return (
        f"With the records before {found.since:%Y-%m-%d} {found.forecaster} flagged {percent(found.share)} of the "
        f"area. Of the zones by {found.groups}, those called '{found.focus}' had {percent(row['incidents'])} of the "
        f"incidents of the {count_of(found.weeks, 'week')} that followed and {percent(row['flagged'])} of the flagged "
        f"area, {row['ratio']:.2f} times as much. A forecast that knew what was to come would have put "
        f"{percent(row['hindsight'])} there."
    )


def _calibration(found: AuditResult) -> str:
    known = found.flags["calibration"].dropna()
    low, high = float(known.min()), float(known.max())
    start = f"For each incident that came between {low:.2f} and {high:.2f} were foreseen, depending on the group"
    if low >= _EVEN[0] and high <= _EVEN[1]:
        return (
            f"{start}: the groups are foreseen evenly. Flags fall heavier on one of them because they go to the "
            f"highest zones alone, not because its incidents are overstated."
        )
    return f"{start}: '{known.idxmax()}' is overstated most beside the others, '{known.idxmin()}' least."


def _heads(found: AuditResult) -> Iterator[str]:
    if "people" not in found.flags:
        return
    row = found.row(found.focus)
    yield (
        f"'{found.focus}' has {percent(row['people'])} of the people; by the head its flagged area is "
        f"{row['flagged_a_head']:.2f} times the city's."
    )


def _reporting(found: AuditResult) -> str:
    table = found.reporting["flagged_share"]
    less = percent(found.ratio)
    recorded = percent(found.recorded_share("flagged_share"))
    return (
        f"If of what happens in '{found.focus}' only {less} as much is reported as elsewhere, "
        f"{percent(table.iloc[0])} of the flags belong there; if elsewhere only {less} as much is, "
        f"{percent(table.iloc[-1])}; by the records as they are, "
        f"{recorded}. The records cannot tell which is true; a survey of victims can."
    )


def _plan(found: AuditResult) -> Iterator[str]:
    if found.plan is not None:
        yield (
            f"The mean distance under the plan '{found.plan.plan}', {found.plan.metres:,.0f} m by the demand as "
            f"recorded, would be {found.plan.fewer:,.0f} m in the first case and {found.plan.more:,.0f} m in the other."
        )


def _loops(found: AuditResult) -> Iterator[str]:
    free, held, unequal = found.loops
    truth = percent(found.truth(free))
    first, last = (percent(found.patrols(free)[moment]) for moment in (0, -1))
    weeks = int(found.loops[free].weeks[-1])
    yield (
        f"In a made-up city where {truth} of the incidents happen in '{found.focus}', patrols go where incidents are "
        f"foreseen, and records are what citizens report and patrols find: {first} of the patrols go there at first "
        f"and {last} after {count_of(weeks, 'week')}. Where what patrols find is recorded the less often the more "
        f"patrols there are, it is {percent(found.patrols(held)[-1])}."
    )
    yield (
        f"Where of what happens in '{found.focus}' only {percent(found.ratio)} as much is reported as elsewhere, "
        f"{percent(found.patrols(unequal)[-1])} of the patrols go there in the end. No filter mends what is never "
        f"reported."
    )

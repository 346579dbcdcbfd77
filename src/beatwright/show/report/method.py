"""Method and limits in plain words: what was done, and what must not be read into the figures."""

from __future__ import annotations

from beatwright.base.plain_text import clean
from beatwright.base.quantity import amount
from beatwright.base.words import count_of
from beatwright.core.case import Case
from beatwright.core.demand import Demand
from beatwright.show.tables.plans_shown import base_with

__all__ = ["limits_of", "method_of", "notice_of"]

GUESSED = "severity guessed"  # as the reading of incidents tells it
_TRAVEL = {
    "euclidean": "in a straight line",
    "manhattan": "along a grid of streets (Manhattan distance)",
    "road": "along the road network",
}
_SUBJECTS = {"posts": "where posts stand", "districts": "where borders of districts run"}
_RECORDS = (
    "Recorded incidents are not all that happened. People report some offences far less than others, and some "
    "neighbourhoods far less than others; a map of records is a map of reporting and of police activity too.",
    "Feedback: where more officers patrol, more is recorded. A plan that follows records sends officers to where "
    "officers already were. Compare with other sources, such as calls from the public and surveys, before acting.",
)
_RESPONSE = (
    "Distance to a post is not response time: cars patrol, are busy with other calls, and start from elsewhere. "
    "Whether officers are free when a call comes is not part of these figures unless a measure says so."
)
_BORDERS = (
    "Two zones are neighbours where they share a border, not a corner alone (rook contiguity). Perimeters and cut "
    "borders are measured along the zones as they were drawn, coast and river bends included."
)


def method_of(case: Case) -> tuple[str, ...]:
    """Return what was done, one sentence or two an entry."""
    city = case.problem.city
    travel = _TRAVEL.get(city.travel.kind, f"as “{clean(city.travel.kind, 60)}”")
    kind = "points" if city.zones.geom_type.iloc[0] == "Point" else "areas"
    planned = f"Planned on: {_demand(case.problem.demand)} Judged on: {_demand(case.heldout.demand)}"
    notes = tuple(clean(note, 400) for note in (*city.notes, *city.travel.notes))
    zones = f"The city is divided into {count_of(len(city.zones), 'zone')} ({kind})"
    if not _has(case, "posts"):
        return (f"{zones}.", planned, *notes, *_guessed(case), _BORDERS)
    return (
        f"{zones}; posts may stand at {len(city.candidates):,} of {count_of(len(city.sites), 'site')}.",
        planned,
        f"Distances are measured {travel}. Every zone is served by the post that is nearest in metres, and all its "
        "calls are measured from one point of the zone.",
        *notes,
        _standard(case),
        *_guessed(case),
        "The area of a post on the maps is the union of the zones that are nearest to it; it is not a proposal for "
        "a district border.",
        *([_BORDERS] if _has(case, "districts") else []),
    )


def _guessed(case: Case) -> tuple[str, ...]:
    """Say what share of the calls has a severity that no rule of the table of kinds gave."""
    share = str((case.reading.facts if case.reading else {}).get(GUESSED, "")).partition(" ")[0]
    if not share:
        return ()
    return (
        f"The severity of {clean(share, 20)} of the calls is guessed, since no rule of the table of kinds fits them: "
        "officers and penalties of these calls mean little.",
    )


def _has(case: Case, layer: str) -> bool:
    return any(getattr(plan, layer) is not None for plan in case.plans)


def _demand(demand: Demand) -> str:
    scenarios = demand.rate.shape[0]
    drawn = f", in {scenarios:,} scenarios" if scenarios > 1 else ""
    hours = f"{demand.hours:,.0f} hours"
    return f"{clean(demand.source, 200) or 'demand'} ({demand.calls:,.0f} calls in {hours}{drawn})."


def _standard(case: Case) -> str:
    held = case.heldout
    parts = [amount(held.within, "m")] if held.within is not None else []
    parts += [amount(held.within_minutes, "min")] if held.within_minutes is not None else []
    if not parts:
        return "No response standard is set, so no call counts as late."
    return f"A call is on time where its post is within {' and '.join(parts)}."


def _subject(case: Case) -> str:
    words = [text for layer, text in _SUBJECTS.items() if _has(case, layer)]
    return " and ".join(words) or "plans"


def _few(case: Case) -> str:
    few = f"{case.fewest_shown:,.12g}"
    crosswalk = "" if base_with(case, "districts") is None else "crosswalk.csv, "
    return (
        f"Counts under {few} a year of a zone, a post or a district are shown as <{few}, and maps put them into one "
        "class with none, so that nobody is recognised. plan.gpkg and plan.geojson leave them empty. The working files "
        f"hold them: evaluation.json, {crosswalk}city and demand. Share the report without these."
    )


def limits_of(case: Case) -> tuple[str, ...]:
    """Return what the figures do not say, one limit an entry."""
    notes = [f"{clean(plan.name, 60)}: {clean(note, 400)}" for plan in case.plans for note in plan.notes]
    return (
        *_RECORDS,
        "The figures are averages over zones. Two streets of one zone count alike, and a zone's single point stands "
        "for every address in it. Do not read a single address from these maps.",
        *([_RESPONSE] if _has(case, "posts") else []),
        "The past is no promise. The held-out period shows how the plans would have done there, not how they will do.",
        *([_few(case)] if case.fewest_shown else []),
        _no_persons(case),
        *notes,
    )


def _no_persons(case: Case) -> str:
    return f"This is about {_subject(case)}. It says nothing about persons and must not be used to judge anyone."


def notice_of(case: Case) -> tuple[str, ...]:
    """Return what must go with every file of a case: what it is no account of, and how its plan was tested.

    Parameters
    ----------
    case : Case
        What is written.

    Returns
    -------
    tuple of str
        A sentence or two an entry; the limits of the figures are in `limits_of`.
    """
    plan = next((plan for plan in case.plans if plan.name == case.main), None)
    edited = None if plan is None else plan.edited_from
    if plan is None or edited is None:
        return (_no_persons(case), *_RECORDS)
    seen = case.problem.demand.digest == case.heldout.demand.digest
    told = f"“{clean(plan.name, 60)}” was {clean(edited.words, 200)}."
    untested = ("Its figures here are of the demand that it was planned on: they are no independent test.",)
    return (_no_persons(case), *_RECORDS, told, *(untested if seen else ()))

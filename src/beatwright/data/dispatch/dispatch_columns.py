"""Which column of dispatch records is which: the user's word first, then the headings that dispatch systems use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from beatwright.base.check import did_you_mean
from beatwright.base.columns.coordinate_headings import EASTINGS, LATITUDES, LONGITUDES, NORTHINGS
from beatwright.base.errors import Complaints, InputError
from beatwright.base.words import joined, listed
from beatwright.data.incidents.columns.column_headings import plain_heading, same_heading
from beatwright.data.incidents.times.dispatch_stages import HEADINGS

__all__ = ["DISPATCH_ROLES", "find_dispatch_columns", "role_complaints"]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ALIASES: dict[str, tuple[str, ...]] = {
    "call": _words("""
        callnumber callno callnum callid call cadnumber cadid cadeventnumber cadeventid eventnumber eventid eventno
        incidentnumber incidentno incidentid incidentnum masterincidentnumber servicenumber casenumber id
    """),
    "unit": _words("unit unitid unitname unitnumber unitno unitcode callsign carid car vehicle vehicleid radioname"),
    "priority": _words("""
        priority prioritycode prioritylevel priorityno callpriority initialpriority finalpriority pri severity urgency
    """),
    "created": HEADINGS["received"],
    "dispatched": HEADINGS["dispatched"],
    "enroute": HEADINGS["enroute"],
    "on_scene": HEADINGS["on_scene"],
    "cleared": HEADINGS["cleared"],
    "x": EASTINGS,
    "y": NORTHINGS,
    "lon": LONGITUDES,
    "lat": LATITUDES,
    "zone": _words("zone beat district reportingarea area grid sector patrolarea zoneid beatid"),
    "self_initiated": _words("""
        selfinitiated officerinitiated proactive selfinitiatedflag officerinitiatedflag isselfinitiated onview
        initiatedby callsource source
    """),
    "kind": _words("calltype calltypedescription kind type nature natureofcall eventtype incidenttype problem"),
}  # fmt: skip
DISPATCH_ROLES = tuple(_ALIASES)
_NEEDED = ("call", "unit", "created", "dispatched")
_NAMES = {"call": "the number of the call", "unit": "the unit", "created": "when the call came",
          "dispatched": "when the unit was sent"}  # fmt: skip


def role_complaints(names: Iterable[str]) -> Iterable[str]:
    """Yield a complaint for each name that is none of our columns."""
    for name in names:
        if name not in DISPATCH_ROLES:
            yield f"Dispatch records have no column '{name}'. {did_you_mean(str(name), DISPATCH_ROLES)}"


def find_dispatch_columns(headings: tuple[str, ...], given: Mapping[str, str], file: str) -> dict[str, str]:
    """Return the heading of each of our columns that the file has.

    Parameters
    ----------
    headings : tuple of str
        Of the file.
    given : mapping of str to str
        Our column -> heading, as far as the user says; empty: there is none.
    file : str
        Its name, for messages.

    Raises
    ------
    InputError
        Where a heading given is not there, or the call, the unit, or one of its first two times is not found.

    Examples
    --------
    >>> find_dispatch_columns(("Call No", "Unit", "Created", "Dispatched"), {}, "cad.csv")["call"]
    'Call No'
    """
    complaints, found = Complaints(), {}
    known = {plain_heading(heading): heading for heading in reversed(headings)}
    for role, aliases in _ALIASES.items():
        if role in given:
            same = same_heading(given[role], headings) if given[role] else ("",)
            complaints.need(
                len(same) == 1, f"'{file}' has no column '{given[role]}'. {did_you_mean(given[role], headings)}"
            )
            found[role] = same[0] if same else ""
        else:
            found[role] = next((known[alias] for alias in aliases if alias in known), "")
    missing = [_NAMES[role] for role in _NEEDED if not found[role] and role not in given]
    if missing:
        option = " ".join(f'--column {role}="HEADING"' for role in _NEEDED if not found[role])
        complaints.add(
            f"'{file}' has no column that says {joined(missing)}. It has {listed(headings)}. One row for each unit "
            f"sent is expected; name the columns with {option}."
        )
    complaints.raise_if_any(InputError)
    return {role: heading for role, heading in found.items() if heading}

"""The animation of a day: the page with its data, its style and its script, one file that asks for nothing."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.files.atomic_file import write_text
from beatwright.base.plain_text import clean
from beatwright.base.words import count_of
from beatwright.core.calls import Calls
from beatwright.core.city import City
from beatwright.core.dispatch_trace import DispatchTrace
from beatwright.core.replay_days import day_count, day_name, worst_day
from beatwright.show.replay.packed import Grid
from beatwright.show.replay.trace_day import day_of_plan

__all__ = ["is_replay", "render_replay", "write_replay"]

_MADE = '<meta name="generator" content="beatwright replay">'

_LEGEND = (
    "Green square: free, or returning. Orange triangle: en route to a call. Blue dot: on the scene. Purple "
    "diamond: other work; hollow, meal. A ring around: after the end of its tour. Red circle: a call that waits, "
    "filled where it is of the most urgent class. Open square: post."
)
_NOTES = (
    "Cars are drawn on straight lines, at even speed; streets are not shown. The trip back is drawn as long as the "
    "trip out was. Where the simulation has free cars at their posts at once, they may be sent from there earlier.",
    "Calls are drawn at the middle of their zone, not at an address.",
    "One day of simulated calls. It shows how a plan works; how good it is, the figures over all weeks say.",
)


def write_replay(
    city: City, calls: Calls, traces: Sequence[DispatchTrace], path: str | Path, *, day: int | None = None
) -> Path:
    """Write the animation of a day as one HTML file, whole or not at all.

    The file asks for nothing from outside, and a content security policy forbids it to. The same traces give the same
    bytes.

    Parameters
    ----------
    city : City
        Its zones and posts are drawn.
    calls : Calls
        What all the traces answer.
    traces : sequence of DispatchTrace
        One for each plan, one or two of them; two stand side by side.
    path : path
        The file to write.
    day : int, optional
        0 = the first day. Default: the day on whose calls most minutes were waited, over both plans.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    ParameterError
        With every complaint: other calls than those of a trace, another city, no such day, not one or two traces.
    """
    return write_text(path, render_replay(city, calls, traces, day=day))


def render_replay(city: City, calls: Calls, traces: Sequence[DispatchTrace], *, day: int | None = None) -> str:
    """Return the HTML that `write_replay` writes."""
    _check(city, calls, traces, day)
    chosen = worst_day(calls, traces) if day is None else day
    grid = Grid(city)
    plans = [day_of_plan(city, calls, trace, chosen, grid) for trace in traces]
    urgent = clean(calls.severity[-1], 40) if calls.severity else ""
    data = {
        "wide": grid.wide,
        "tall": grid.tall,
        "zones": grid.points(city.zone_xy),
        "border": grid.border(),
        "areas": grid.areas(),
        "urgent": urgent,
        "plans": [plan["data"] for plan in plans],
    }
    name = day_name(calls, chosen)
    return _page(
        title=f"{clean(city.name, 100)}: {name}",
        lead=f"{_lead(traces, chosen, day, calls)}",
        plans=plans,
        legend=_LEGEND,
        notes=_NOTES,
        data=Markup(_json(data)),
    )


def is_replay(text: str) -> bool:
    """Say of the beginning of a file whether `write_replay` wrote it."""
    return _MADE in text


def _lead(traces: Sequence[DispatchTrace], chosen: int, day: int | None, calls: Calls) -> str:
    why = "The day with most waiting" if day is None else "One day"
    both = ", two plans on the same calls" if len(traces) == 2 else ""
    where = f"day {chosen + 1} of {day_count(calls)}"
    return f"{why} of {count_of(calls.weeks, 'simulated week')} ({where}){both}. Calls: {clean(calls.source, 120)}."


def _check(city: City, calls: Calls, traces: Sequence[DispatchTrace], day: int | None) -> None:
    complaints = Complaints()
    if not 1 <= len(traces) <= 2:
        complaints.add(check.sentence("write_replay", "traces", "one or two traces", f"{len(traces)}"))
    for trace in traces:
        shown = clean(trace.plan, 60)
        if trace.calls_digest != calls.digest:
            complaints.add(
                f"The trace of the plan '{shown}' answers other calls. Give the calls that it was made from."
            )
        if trace.zones != city.zone_ids:
            complaints.add(f"The trace of the plan '{shown}' has other zones than the city '{clean(city.name, 60)}'.")
        missing = sorted(set(trace.sites) - set(city.site_ids))
        if missing:
            complaints.add(f"The city '{clean(city.name, 60)}' lacks sites of the trace: {', '.join(missing[:5])}.")
    if day is not None:
        complaints.add(check.integer("write_replay", "day", day, 0, day_count(calls) - 1))
    complaints.raise_if_any(ParameterError, "No animation can be made")


def _json(data: dict[str, Any]) -> str:
    """Return JSON that no HTML parser takes for anything but text."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("beatwright.show.replay"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _page(**context: Any) -> str:
    folder = Path(__file__).parent / "templates"
    sheet, script = ((folder / name).read_text(encoding="utf-8") for name in ("replay.css", "replay.js"))
    return (
        _environment()
        .get_template("replay.html")
        .render(
            style=Markup(sheet),  # files of this package, not a user's
            script=Markup(script),
            policy=_hash(sheet),
            script_policy=_hash(script),
            **context,
        )
    )


def _hash(text: str) -> str:
    """Return the hash by which the policy lets in this text and no other."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"

"""The report of incidents that were looked at before anything is planned: the same page with other sections."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from beatwright.base.plain_text import clean, legible
from beatwright.core.case import Case
from beatwright.show.figures.picture import data_uri
from beatwright.show.figures.pictures import Picture
from beatwright.show.report.environment import environment, style_sheet
from beatwright.show.report.finding_sections import finding_sections
from beatwright.show.report.manifest_rows import manifest_parts, manifest_rows
from beatwright.show.report.reading_part import reading_part

__all__ = ["render_exploration"]

_LIMITS = (
    "Recorded incidents are not all that happened. People report some offences far less than others, and some "
    "neighbourhoods far less than others; a map of records is a map of reporting and of police activity too.",
    "Feedback: where more officers patrol, more is recorded. A hotspot of records may be a hotspot of patrols.",
    "A pattern says where and when, never why. Shops, bars, stations and crowds make incidents cluster, and so do the "
    "points to which a geocoder moves addresses.",
    "All incidents of the file were looked at. What is planned and judged later on held-out incidents is judged on "
    "some that were seen here.",
    "This is about places and hours. It says nothing about persons and must not be used to judge anyone.",
)


def render_exploration(case: Case, pictures: Mapping[str, Picture]) -> str:
    """Return the report's HTML of a case without plans.

    Parameters
    ----------
    case : Case
        Its city and its findings.
    pictures : mapping of str to Picture
        As `draw_pictures` returns them.
    """
    sheet, policy = style_sheet()
    return (
        environment()
        .get_template("exploration.html")
        .render(
            style=Markup(sheet),  # a file of this package, not a user's
            policy=policy,
            title=clean(case.name, 200) or "Where and when incidents happen",
            city=clean(case.problem.city.name, 100),
            lead=_lead(case),
            points=[(each.name, legible(each.sentences[0], 600)) for each in case.findings if each.sentences],
            pictures={name: {"src": data_uri(p.figure), "alt": p.alt} for name, p in pictures.items()},
            findings=finding_sections(case, pictures),
            reading=reading_part(case),
            notes=[clean(note, 400) for note in case.problem.city.notes],
            limits=[*_LIMITS, *_few(case)],
            manifest=manifest_rows(case.manifest),
            manifest_parts=manifest_parts(case.manifest),
        )
    )


def _lead(case: Case) -> str:
    demand = case.problem.demand
    a_day = demand.calls / demand.hours * 24 if demand.hours else 0.0
    where = clean(case.problem.city.name, 60)
    return f"{demand.calls:,.0f} incidents in {where}, {a_day:,.1f} a day: where, when, and how sure."


def _few(case: Case) -> tuple[str, ...]:
    if not case.fewest_shown:
        return ()
    few = f"{case.fewest_shown:,.12g}"
    return (
        f"Counts under {few} a year of a place are shown as <{few}, so that nobody is recognised. The working files "
        "hold them: findings, city and demand. Share the report without these.",
    )

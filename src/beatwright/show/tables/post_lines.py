"""The recommended posts as lines of text, for a terminal."""

from __future__ import annotations

from beatwright.base.plain_text import clean
from beatwright.core.case import Case
from beatwright.core.site_names import post_names
from beatwright.show.tables.case_tables import post_table
from beatwright.show.tables.plans_shown import main_with

__all__ = ["post_lines"]

_MOST = 20


def post_lines(case: Case) -> tuple[str, ...]:
    """Return a line for each of the recommended posts: number, name, latitude and longitude, calls that it serves.

    Parameters
    ----------
    case : Case
        Where the recommended plan leaves them open, those of the last plan that decides posts; of today's there are
        no lines.
    """
    plan = main_with(case, "posts")
    if plan is None:
        return ()
    table, names = post_table(case, plan), post_names(case.problem.city)
    shown = table.head(_MOST)
    called = [clean(names.get(site, site), 48) for site in shown["site"]]
    width = max(map(len, called), default=0)
    whose = "Its posts" if plan.name == case.main else f"The posts of “{clean(plan.name, 60)}”"
    lines = [f"{whose}, with latitude and longitude, and the calls a year that each serves:"]
    lines += [
        f"  {row.number:>3}  {name:<{width}}  {row.latitude:.5f}, {row.longitude:.5f}  {row.calls_per_year:>9,.0f}"
        for row, name in zip(shown.itertuples(), called, strict=True)
    ]
    left = len(table) - len(shown)
    return (*lines, *([f"  and {left:,} more in plan.xlsx"] if left else []))

"""Give the lines of a case's roster to the officers who bid for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from beatwright.base.errors import StudyError, errors_of
from beatwright.base.files.atomic_file import atomic_path
from beatwright.base.files.formula_guard import guarded
from beatwright.base.plain_text import clean
from beatwright.base.words import count_of
from beatwright.core import Case, LineChart, Plan, Roster
from beatwright.core.chart_parts import Line, Panel
from beatwright.planning.rosters.bid_lines_planner import LinesGiven, lines_by_bids
from beatwright.planning.rosters.roster_tuning import LineKind
from beatwright.show.files.plain_workbook import write_frames
from beatwright.show.files.roster_files import write_roster_csv, write_roster_workbook
from beatwright.study.kept.kept_plans import place_for_plan, plan_of_case
from beatwright.study.wishes.wish_files import need_no_files, rank_lines, ranks_granted, write_picture

__all__ = ["AwardedLines", "award_lines"]

_BIDS = "bids"
_FILES = ("bids.csv", "bids.xlsx", "bids.png", "roster.csv", "roster.xlsx")


@dataclass(frozen=True, eq=False)
class AwardedLines:
    """What bids for the lines of a roster came to.

    Parameters
    ----------
    plan : Plan
        With officers on the lines of its roster; where nobody bid yet, as it was.
    given : LinesGiven or None
        Both outcomes; None where nobody bid yet.
    files : tuple of Path
        What was written.
    """

    plan: Plan
    given: LinesGiven | None = None
    files: tuple[Path, ...] = ()

    @property
    def text(self) -> str:
        """The lines with their numbers, or who got what."""
        return "\n".join(_lines_to_bid_for(self.plan) if self.given is None else _outcome(self))


def award_lines(
    folder: str | Path,
    officers: str | Path | None = None,
    bids: str | Path | None = None,
    *,
    plan: str = "",
    by: str = "seniority",
    name: str = "bids",
    output: str | Path | None = None,
    force: bool = False,
) -> AwardedLines:
    """Give the lines of a roster to the officers who bid for them, and keep the plan in the case folder.

    Parameters
    ----------
    folder : path
        A case folder with a plan that has a roster of lines.
    officers, bids : path, optional
        Tables as the step `BidLines` reads them. Without both the lines are listed, with their numbers.
    plan : str
        Name of the plan. Default: the recommended one.
    by : {"seniority", "total"}, default "seniority"
        As for `BidLines`.
    name : str, default "bids"
        Name of the plan to keep; it is written to ``plans/NAME.json`` in the case folder, whole or not at all.
    output : path, optional
        Folder for ``bids.csv``, ``bids.xlsx``, ``bids.png``, and the roster as ``roster.csv`` and ``roster.xlsx``.
    force : bool, default False
        Overwrite files of these names.

    Raises
    ------
    StudyError
        Where there is no such plan, its name cannot be that of a file, or one of the two tables is missing.
    InputError
        With every complaint about the tables, or where files stand in the place of what would be written.
    ParameterError
        Where the roster has no lines to bid for.
    """
    case = Case.load(folder)
    if (officers is None) != (bids is None):
        raise StudyError("Give both tables, of officers and of bids; or neither, to see the lines and their numbers.")
    file = place_for_plan(case, folder, name, _BIDS)
    start = plan_of_case(case, folder, plan)
    if start.roster is None:
        raise StudyError(f"The plan '{start.name}' has no roster to bid for. Name one that has with --plan.")
    if officers is None or bids is None:
        return AwardedLines(start)
    if output is not None:
        need_no_files(output, _FILES, force=force)
    with errors_of(f"The roster of the plan '{start.name}'", ""):
        given = lines_by_bids(start.roster, officers, bids, by)
    made = start.deciding(
        {"roster": given.roster}, name=name, made_by=_BIDS, certificate=given.certificate, notes=given.notes
    )
    made = replace(made, on=start.on) if start.name == name else made
    files = () if output is None else tuple(_write(made, given, Path(output)))
    return AwardedLines(made, given, (made.save(file), *files))


def _write(plan: Plan, given: LinesGiven, folder: Path) -> Iterator[Path]:
    assert plan.roster is not None  # just made
    officers = _officer_frame(given)
    with atomic_path(folder / _FILES[0]) as temporary:
        guarded(officers).to_csv(temporary, index=False, encoding="utf-8-sig")
    yield folder / _FILES[0]
    frames = {"Officers": officers, "Lines": _line_frame(plan.roster), "Ranks": _rank_frame(given)}
    yield write_frames(frames, folder / _FILES[1])
    yield write_picture(_picture(given), folder / _FILES[2])
    yield write_roster_csv(plan.roster, folder / _FILES[3])
    yield write_roster_workbook(plan.roster, folder / _FILES[4])


def _called(roster: Roster) -> list[str]:
    return [LineKind(line.post, line.days).words for line in roster.lines]


def _line_frame(roster: Roster) -> pd.DataFrame:
    rows = [
        (number, words, line.officers, ", ".join(line.holders))
        for number, (line, words) in enumerate(zip(roster.lines, _called(roster), strict=True), 1)
    ]
    return pd.DataFrame(rows, columns=["line", "shift and days off", "officers", "held by"])


def _officer_frame(given: LinesGiven) -> pd.DataFrame:
    """Return a row for an officer: his line, and which of his bids it was, by both rules."""
    words, chosen = _called(given.roster), given.outcomes[given.by].line.tolist()
    columns: dict[str, list[object]] = {
        "officer": list(given.table.officers),
        "seniority": list(range(1, len(given.table.officers) + 1)),
        "line": [line + 1 for line in chosen],
        "shift and days off": [words[line] for line in chosen],
    }
    for rule, outcome in given.outcomes.items():
        columns[f"line by {rule}"] = (outcome.line + 1).tolist()
        columns[f"bid by {rule}"] = [number or "not asked for" for number in given.bid_number(rule)]
    return pd.DataFrame(columns)


def _rank_frame(given: LinesGiven) -> pd.DataFrame:
    return ranks_granted({rule: given.bid_number(rule) for rule in given.outcomes})


def _picture(given: LinesGiven) -> LineChart:
    """Return how many got their first bid, one of their first two, and so on, by both rules."""
    ranks = _rank_frame(given)
    numbers = tuple(map(float, range(1, len(ranks))))
    lines = [Line(f"by {rule}", numbers, tuple(ranks[f"{rule}, share"].iloc[:-1].cumsum())) for rule in given.outcomes]
    return LineChart(
        name="bids",
        alt="Share of officers who got the first bid, one of the first two, and so on, by seniority and by total.",
        caption="What is missing to 100 % got none of their bids.",
        x_name="number of the bid",
        panels=[Panel("Officers with this bid or a better one", lines, unit="share")],
    )


def _lines_to_bid_for(plan: Plan) -> Iterator[str]:
    assert plan.roster is not None  # asked before
    yield f"Plan '{clean(plan.name)}': {count_of(len(plan.roster.lines), 'line')} to bid for."
    yield f"{'line':>4}  officers  shift and days off"
    for number, (line, words) in enumerate(zip(plan.roster.lines, _called(plan.roster), strict=True), 1):
        locked = f", locked for {clean(', '.join(line.holders))}" if line.locked and line.holders else ""
        yield f"{number:>4}  {line.officers:>8}  {clean(words)}{locked}"


def _outcome(awarded: AwardedLines) -> Iterator[str]:
    given = awarded.given
    assert given is not None  # asked before
    first, last = given.table.officers[0], given.table.officers[-1]
    yield (
        f"Plan '{clean(awarded.plan.name)}': {count_of(len(given.roster.lines), 'line')}, "
        f"{count_of(len(given.table.officers), 'officer')}, the most senior {clean(first)}, the least "
        f"senior {clean(last)}."
    )
    yield from rank_lines(_rank_frame(given), list(given.outcomes), "bid")
    yield from map(clean, given.notes)
    yield from (f"Kept in {file}" for file in awarded.files)

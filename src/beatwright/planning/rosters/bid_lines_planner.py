"""Lines of a roster given to officers by their bids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.base.words import count_of, listed, significant
from beatwright.core import City, Plan, Problem, Roster
from beatwright.planning.rosters.officer_table import OfficerTable, read_officer_table
from beatwright.planning.rosters.wish_tables import read_line_wishes
from beatwright.planning.rosters.wishes import BID_RULES, give_lines
from beatwright.planning.shared_options import NamedPlanner
from beatwright.solver.rosters.bids import BidOutcome, LineBids

__all__ = ["BidLines", "LinesGiven", "lines_by_bids"]

_FITS_ANY = 10**9  # lines, where the roster is not known yet


@dataclass(frozen=True, repr=False)
class BidLines(NamedPlanner):
    """Give the lines of a roster to the officers who bid for them, by seniority or by the largest total preference.

    Officers are in the order of ``seniority`` or ``hired`` in their table; of those alike the one that stands first in
    it comes first. Lines are numbered as in ``roster.csv`` and by ``beatwright bids``. Who gives no bid, or finds
    none of his lines left, gets what is left when all others have chosen. Locked lines keep their holders.

    Parameters
    ----------
    officers : str, default ""
        A table (CSV or XLSX) with a row for an officer: ``officer`` (an id), and ``seniority`` (1 is the most senior)
        or ``hired`` (a date).
    bids : str, default ""
        A table with a row for a bid: ``officer``, ``rank`` (1 is the best) and ``line`` (its number).
    by : {"seniority", "total"}, default "seniority"
        One after the other, each the best line that is left; or so that the sum of preferences is largest.

    References
    ----------
    Kuhn, H. W. (1955). The Hungarian method for the assignment problem. Naval Research Logistics Quarterly 2, 83-97.

    Examples
    --------
    >>> BidLines(officers="officers.csv", bids="bids.csv").by
    'seniority'
    """

    needs: ClassVar[tuple[str, ...]] = ("roster",)
    builds_on: ClassVar[tuple[str, ...]] = ("roster",)
    makes: ClassVar[tuple[str, ...]] = ("roster",)
    input_files: ClassVar[tuple[str, ...]] = ("officers", "bids")

    officers: str = ""
    bids: str = ""
    by: str = "seniority"

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        for name in self.input_files:
            yield check.string("BidLines", name, getattr(self, name))
        yield check.one_of("BidLines", "by", self.by, BID_RULES)
        yield from self.name_complaints()

    def solve(self, problem: Problem, plan: Plan | None = None) -> Plan:
        """Return the plan with officers on the lines of its roster.

        Raises
        ------
        ParameterError
            Where there are no files, the plan has no roster of lines, or it has too few lines.
        InputError
            Where a file cannot be read or understood.
        """
        if plan is None or plan.roster is None:
            raise ParameterError("BidLines gives the lines of a roster: give a plan with a roster.")
        self._need_files()
        given = lines_by_bids(plan.roster, self.officers, self.bids, self.by)
        return plan.deciding(
            {"roster": given.roster},
            name=self.name or self.label,
            made_by=self.label,
            certificate=given.certificate,
            notes=given.notes,
        )

    def check_file(self) -> None:
        """Read the files; errors as `solve`, but for the numbers of lines, which the roster tells."""
        self._need_files()
        complaints = Complaints()
        table = read_officer_table(self.officers, complaints)
        read_line_wishes(self.bids, table, _FITS_ANY, complaints)
        complaints.raise_if_any(InputError, "The bids cannot be used")

    def check_city(self, city: City) -> None:
        """Say nothing: bids do not speak of the city."""

    def _need_files(self) -> None:
        missing = [f"'{name}'" for name in self.input_files if not getattr(self, name)]
        if missing:
            raise ParameterError(f"BidLines needs who bids and for what. Give a table with {' and '.join(missing)}.")


@dataclass(frozen=True, eq=False)
class LinesGiven:
    """Lines given to officers.

    Parameters
    ----------
    roster : Roster
        With the officers on its lines.
    table : OfficerTable
        Who bid, in the order of seniority.
    wishes : mapping of str to tuple of int
        Numbers of the lines that each bid for, from 1 on, the best first.
    bids : LineBids
        What came of it by seniority, and by total; officers in the order of `table`, lines in that of the roster.
    by : {"seniority", "total"}
        Which of the two the roster has.
    """

    roster: Roster
    table: OfficerTable
    wishes: Mapping[str, tuple[int, ...]]
    bids: LineBids
    by: str

    @property
    def outcomes(self) -> dict[str, BidOutcome]:
        """Both outcomes, by the rule."""
        return {"seniority": self.bids.by_seniority, "total": self.bids.by_total}

    def bid_number(self, rule: str) -> list[int | None]:
        """Return which of his bids each officer got by a rule, 1 = the first; None where it was none of them."""
        lines = (self.outcomes[rule].line + 1).tolist()
        wishes = (self.wishes[officer] for officer in self.table.officers)
        return [each.index(line) + 1 if line in each else None for each, line in zip(wishes, lines, strict=True)]

    @property
    def certificate(self) -> Certificate:
        """Sum of preferences, with the largest that there is as bound."""
        total, largest = self.outcomes[self.by].total, self.bids.by_total.total
        return Certificate(
            "optimal" if total == largest else "feasible",
            total,
            largest,
            method="linear assignment" if self.by == "total" else "by seniority; bound by linear assignment",
            unit="preference",
            maximised=True,
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What bids came to, by the rule that was chosen beside the other one."""
        silent = [officer for officer, wishes in self.wishes.items() if not wishes]
        left = f"These officers gave no bid, and have what was left: {listed(silent)}."
        return (*self.table.notes, *map(self._note, self.outcomes), *([left] if silent else []))

    def _note(self, rule: str) -> str:
        got = self.bid_number(rule)
        found = [number for number in got if number is not None]
        none = sum(
            number is None and bool(self.wishes[who]) for who, number in zip(self.table.officers, got, strict=True)
        )
        worst = f" At worst it was bid number {max(found)}." if found else ""
        return (
            f"By {rule}{', as chosen' if rule == self.by else ''}: {got.count(1):,} of "
            f"{count_of(len(got), 'officer')} got the first bid, {none:,} none of their bids.{worst} The preferences "
            f"add up to {significant(self.outcomes[rule].total)}."
        )


def lines_by_bids(roster: Roster, officers: str | Path, bids: str | Path, by: str = "seniority") -> LinesGiven:
    """Give the lines of a roster to officers by the bids of two tables.

    Parameters
    ----------
    roster : Roster
        With its lines.
    officers, bids, by
        As the options of `BidLines`.

    Raises
    ------
    ParameterError
        Where the roster has no lines to bid for.
    InputError
        With every complaint about both tables.
    """
    if roster.duty or roster.rotation or not roster.lines:
        shifts = "a rotation, whose weeks everybody walks" if roster.rotation else "empty"
        kind = "a duty by dates" if roster.duty else shifts
        raise ParameterError(f"Officers bid for lines, such as those of WeeklyShifts. This roster is {kind}.")
    complaints = Complaints()
    table = read_officer_table(officers, complaints)
    wishes = read_line_wishes(bids, table, len(roster.lines), complaints)
    complaints.extend(_room_complaints(roster, table))
    complaints.raise_if_any(InputError, "The bids cannot be used")
    held, found = give_lines(roster, wishes, by)
    return LinesGiven(held, table, wishes, found, by)


def _room_complaints(roster: Roster, table: OfficerTable) -> Iterator[str]:
    settled = {holder: number for number, line in enumerate(roster.lines, 1) if line.locked for holder in line.holders}
    for officer in table.officers:
        if officer in settled:
            yield (
                f"Officer {officer} holds the locked line {settled[officer]}, and bids. Leave him out of {table.file}, "
                "or unlock the line."
            )
    room = sum(line.officers - (len(line.holders) if line.locked else 0) for line in roster.lines)
    if len(table.officers) > room:
        yield (
            f"{count_of(len(table.officers), 'officer')} bid, but the lines have room for {room}. Add lines, or leave "
            "some officers out."
        )

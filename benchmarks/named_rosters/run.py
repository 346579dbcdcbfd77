"""Named rosters by columns of lines beside the plain integer program, in the same run, and a year of windows.

    python benchmarks/named_rosters/run.py [plain] [small] [month] [year] [--seconds N] [--year-seconds N]
                                                                                     (default: plain month)

plain  the published instance 1; 10 officers x 28 days, free and with at most 8 nights each: objective and bound by
       columns in 10 CPU seconds, and of the integer program over officer, day and shift, which HiGHS is given N
       (default 40) wall seconds for
small  60 drawn teams of 3 to 6 officers over one or two weeks, each with contracts, shifts and weights of its own: how
       many both prove, and on how many they differ; those without a roster are left aside
month  300 officers x 28 days in 15 CPU seconds
year   300 officers x 52 weeks in 13 windows, which share N (default 180) wall seconds: CPU seconds, shifts uncovered,
       nights and weekends per officer

The officers are generated: 19 to 20 shifts of 8 hours a month, runs of 2 to 6, two days off or more, 3 weekends, one
fixed day off and four wishes each; the need is 97 % of what they can cover.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse

from beatwright.base.errors import BeatwrightError
from beatwright.planning import NamedDuty, NamedRules, StaffMember, named_roster
from beatwright.solver.milp import Milp, solve_milp
from beatwright.studies.shifts.instances import generated_contracts, published_roster

Case = tuple[Any, list[StaffMember], NamedRules]
SHIFTS = ("D", "A", "N")
CPU = {"plain": 10.0, "month": 15.0}  # seconds


def generated(officers: int, nights: int | None = None, weeks: int = 4) -> Case:
    """Give the generated officers and need over months of 28 days; wishes are of the first month."""
    need, staff, rules = generated_contracts(officers, nights)
    draw, months = np.random.default_rng(7), weeks // 4
    later = [[28 * month + int(draw.integers(28)) for _ in staff] for month in range(1, months)]
    staff = [
        replace(member, days_off=[*member.days_off, *(month[number] for month in later)])
        for number, member in enumerate(staff)
    ]
    rules = replace(rules, window=28 if months > 1 else None, nights=("N",))
    return np.tile(need, (months, 1)), staff, rules


def within(case: Case, cpu: float, wall: float | None = None) -> tuple[NamedDuty, float]:
    """Return the roster found in so many CPU seconds, and those used."""
    began = time.process_time()
    answer = named_roster(*case, seconds=wall, stop=lambda: time.process_time() - began > cpu)
    return answer, time.process_time() - began


def plain_program(case: Case) -> Milp:
    """Build the integer program over officer, day and shift: what a modeller writes down first."""
    need, staff, rules = case
    days, shifts = need.shape
    n, cells, weeks = len(staff), days * shifts, days // 7
    works = n * cells  # first column of weekends; those of under and over follow
    under = works + n * weeks
    columns = under + 2 * cells
    cost, upper = np.zeros(columns), np.ones(columns)
    upper[under:] = np.inf
    cost[under : under + cells], cost[under + cells :] = rules.under, rules.over
    rows: list[tuple[dict[int, float], float, float]] = []
    follows = rules.follows
    for i, member in enumerate(staff):
        at = [[i * cells + day * shifts + shift for shift in range(shifts)] for day in range(days)]
        for day in range(days):
            rows.append((dict.fromkeys(at[day], 1.0), 0, 1))
            if day + 1 < days:
                pairs = np.argwhere(~follows)
                rows.extend(({at[day][a]: 1.0, at[day + 1][b]: 1.0}, 0, 1) for a, b in pairs)
        for day in member.days_off:
            upper[at[day]] = 0
        for shift, most in member.most_of.items():
            place = rules.shifts.index(shift)
            rows.append(({at[day][place]: 1.0 for day in range(days)}, 0, most))
        minutes = {column: float(rules.minutes_of(rules.shifts[s])) for row in at for s, column in enumerate(row)}
        rows.append((minutes, float(member.least_minutes or 0), float(member.most_minutes or np.inf)))
        rows.extend(_runs(at, member, days))
        for week in range(weeks):
            weekend = works + i * weeks + week
            rows.extend(({**dict.fromkeys(at[7 * week + day], 1.0), weekend: -1.0}, -np.inf, 0.0) for day in (5, 6))
        if member.most_weekends is not None:
            rows.append(({works + i * weeks + week: 1.0 for week in range(weeks)}, 0, member.most_weekends))
        for wish in member.wants_off:
            cost[at[wish.day][rules.shifts.index(wish.shift)]] += wish.weight
        for wish in member.wants:
            cost[at[wish.day][rules.shifts.index(wish.shift)]] -= wish.weight
    for cell in range(cells):
        row = {i * cells + cell: 1.0 for i in range(n)} | {under + cell: 1.0, under + cells + cell: -1.0}
        rows.append((row, float(need.flat[cell]), float(need.flat[cell])))
    index = [(r, c, v) for r, (row, _, _) in enumerate(rows) for c, v in row.items()]
    r, c, v = (np.array(each) for each in zip(*index, strict=True))
    matrix = sparse.csr_array(sparse.coo_array((v, (r, c)), shape=(len(rows), columns)))
    whole = np.arange(columns) < under
    lower, high = (np.array([row[place] for row in rows], dtype=np.float64) for place in (1, 2))
    return Milp(cost, matrix, lower, high, col_upper=upper, integer=whole)


def _runs(at: list[list[int]], member: StaffMember, days: int) -> list[tuple[dict[int, float], float, float]]:
    """Give the rows of runs: no longer than the most, none between two days off shorter than the least."""
    rows: list[tuple[dict[int, float], float, float]] = []
    most = member.most_run or days
    for day in range(days - most):
        rows.append(({c: 1.0 for part in at[day : day + most + 1] for c in part}, 0, most))
    for least, sign in ((member.least_run, 1.0), (member.least_off, -1.0)):
        for length in range(1, least):
            for day in range(days - length - 1):
                ends = {c: -sign for part in (at[day], at[day + length + 1]) for c in part}
                inner = {c: sign for part in at[day + 1 : day + length + 1] for c in part}
                # Work: inner <= length - 1 unless an end is worked. Days off: the same of 1 - work.
                right = length - 1.0 if sign > 0 else 1.0
                rows.append((ends | inner, -np.inf, right))
    return rows


def plain(seconds: float) -> None:
    """Print objective and bound of both."""
    print("case                    columns: objective  bound   CPU s    integer program: objective  bound    ratio")
    cases = {
        "instance 1": published_roster(),
        "10 x 28": generated(10),
        "10 x 28, 8 nights": generated(10, 8),
    }
    for name, case in cases.items():
        answer, used = within(case, CPU["plain"])
        seen = answer.certificate
        wished = sum(wish.weight for member in case[1] for wish in member.wants)
        peer = solve_milp(plain_program(case), seconds=seconds).certificate
        found, proven = peer.objective + wished, peer.bound + wished
        print(
            f"{name:24s}{seen.objective:15,.0f} {seen.bound:8,.0f} {used:7.1f} {found:29,.0f} {proven:8,.0f} "
            f"{found / seen.objective:8.2f}",
            flush=True,
        )


def drawn(seed: int) -> Case:
    """Draw a small team: full and part time, caps, weekends, wishes, and shifts that may not follow each other."""
    draw = np.random.default_rng(seed)
    days, shifts = int(draw.choice([7, 14])), SHIFTS[: int(draw.integers(1, 4))]
    minutes = {shift: int(draw.choice([480, 600, 720])) for shift in shifts}

    def wishes() -> list[tuple[int, str, int]]:
        some = draw.choice(days, int(draw.integers(0, 3)), False)
        return [(int(day), str(draw.choice(shifts)), int(draw.integers(1, 10))) for day in some]

    def member(officer: int) -> StaffMember:
        worked = (2 if draw.random() < 0.4 else 5) * days // 7
        return StaffMember(
            officer=str(officer),
            least_minutes=None if draw.random() < 0.5 else 480 * max(0, worked - 2),
            most_minutes=max(minutes.values()) * worked,
            most_of={shift: int(draw.integers(0, 5)) for shift in shifts if draw.random() < 0.4},
            least_run=int(draw.integers(1, 3)),
            most_run=int(draw.integers(3, 6)),
            least_off=int(draw.integers(1, 4)),
            most_weekends=None if draw.random() < 0.3 else int(draw.integers(0, days // 7 + 1)),
            days_off=[int(day) for day in draw.choice(days, int(draw.integers(0, 3)), False)],
            wants=wishes(),
            wants_off=wishes(),
        )

    staff = [member(officer) for officer in range(int(draw.integers(3, 7)))]
    follow = {
        shift: [other for other in shifts[:place] if draw.random() < 0.8] for place, shift in enumerate(shifts) if place
    }
    weights = {"under": float(draw.choice([100, 30, 7])), "over": float(draw.choice([0, 1, 5]))}
    need = draw.integers(0, 3, (days, len(shifts))).astype(float)
    return need, staff, NamedRules(shifts=shifts, minutes=minutes, not_after=follow, **weights)


def small(seconds: float) -> None:
    """Print on how many drawn teams both agree."""
    proven, differ, none = 0, 0, 0
    for seed in range(60):
        case = drawn(seed)
        try:
            seen = named_roster(*case, seconds=seconds).certificate
        except BeatwrightError:
            none += 1
            continue
        peer = solve_milp(plain_program(case), seconds=seconds).certificate
        wished = sum(wish.weight for member in case[1] for wish in member.wants)
        proven += seen.exact and peer.exact
        differ += seen.objective < peer.bound + wished - 1e-6 or peer.objective + wished < seen.bound - 1e-6
    print(f"small teams: {60 - none} with a roster, {proven} proven by both, {differ} on which they differ", flush=True)


def month() -> None:
    """Print what is left uncovered of a month of 300 officers."""
    case = generated(300)
    answer, used = within(case, CPU["month"])
    told(answer, case, used)


def year(seconds: float) -> None:
    """Print the same of a year."""
    case = generated(300, weeks=52)
    answer, used = within(case, np.inf, wall=seconds)
    told(answer, case, used)


def told(answer: NamedDuty, case: Case, used: float) -> None:
    seen, nights, weekends = answer.certificate, answer.nights, answer.weekends
    print(
        f"{len(case[1])} officers x {len(case[0])} days: {used:.1f} CPU s, objective {seen.objective:,.0f}, bound "
        f"{seen.bound:,.0f}, {answer.missing.sum()} of {case[0].sum():,.0f} shifts uncovered, {answer.surplus.sum()} "
        f"too many, {len(answer.breaks)} rules broken, nights {nights.min()}-{nights.max()}, weekends {weekends.min()}-"
        f"{weekends.max()}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=["plain", "small", "month", "year", []])
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--year-seconds", type=float, default=180.0)
    given = parser.parse_args()
    parts = {
        "plain": lambda: plain(given.seconds),
        "small": lambda: small(given.seconds),
        "month": month,
        "year": lambda: year(given.year_seconds),
    }
    named_roster([[1, 1]], [{"officer": "A"}], {"shifts": ["D", "N"]})  # compile before the clock runs
    for part in given.parts or ["plain", "month"]:
        parts[part]()


if __name__ == "__main__":
    main()

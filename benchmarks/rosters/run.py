"""Weekly shifts of the test weeks: officers, shortage, proofs and CPU seconds, those of HiGHS included.

    python benchmarks/rosters/run.py [fewest] [starts] [given] [policies] [--seeds 1 2 3] [--seconds 60]
                                                                               (default: all but policies)

fewest    fewest officers by length of shift, days off anywhere and in a row
starts    fewest officers where shifts begin at 3 or 4 hours of the day, or at any
given     least shortage of 22 officers with free starts and fixed watches, and of 250
policies  lengths of shifts, fixed watches or free starts, one or two officers a car, in generated cities of these
          seeds: fewest officers, shortage of as many as suffice with shifts of 8 hours from any hour, and delay; each
          search has so many seconds

The weeks are those of the page on cars by the hour, of 6, 25 and 120 calls an hour at the peak, 45 minutes each. The
need is the fewest cars by the rule "peak" with one call in ten delayed, one officer a car.
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Callable
from typing import Any

from beatwright.planning import weekly_shifts
from beatwright.studies.shifts.city_chain import chain_of, policies_beside
from beatwright.studies.shifts.instances import week_of_need
from beatwright.studies.shifts.published import PEAKS


def cpu_seconds() -> float:
    """Return the CPU seconds of this process and of those that it has ended."""
    seen = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in seen)


def told(name: str, peak: float, **options: Any) -> None:
    """Print one answer."""
    began = cpu_seconds()
    answer = weekly_shifts(week_of_need(peak), **options)
    seen = answer.certificate
    print(
        f"{peak:>4} calls  {name:<34} {answer.officers.sum():>4} officers  {answer.short_hours:>5g} short, "
        f"{answer.largest:g} at most  objective {seen.objective:g}, bound {seen.bound:g} ({seen.status})  "
        f"{cpu_seconds() - began:.1f} CPU s"
    )


def fewest() -> None:
    """Fewest officers."""
    for length in (8, 10, 12):
        for peak in PEAKS:
            told(f"{length} h, any days off", peak, lengths=(length,), days_off="any")
    for peak in PEAKS:
        told("8 h, days off in a row", peak)


def starts() -> None:
    """Few starts."""
    for most in (3, 4):
        told(f"8 h, {most} starts", 120, most_starts=most)


def given() -> None:
    """Officers given."""
    told("22 officers, free starts", 6, officers=22, days_off="any")
    told("22 officers, starts 7, 15, 23", 6, officers=22, days_off="any", starts=(7, 15, 23))
    told("250 officers", 120, officers=250)


def policies(seeds: list[int], seconds: float) -> None:
    """Policies side by side, city by city."""
    for seed in seeds:
        chain = chain_of(seed)
        table = policies_beside(chain, seconds=seconds)
        print(
            f"city of seed {seed}, {chain.officers} officers\n{table.to_string(float_format='{:.4g}'.format)}",
            flush=True,
        )


def main() -> None:
    """Run what was asked for."""
    parts: dict[str, Callable[[], None]] = {"fewest": fewest, "starts": starts, "given": given}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="|".join([*parts, "policies"]), help="default: all but policies")
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3], help="cities of the policies")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each search of a policy")
    asked = parser.parse_args()
    for name in asked.parts or parts:
        if name == "policies":
            policies(asked.seeds, asked.seconds)
        else:
            parts[name]()


if __name__ == "__main__":
    main()

"""The published studies that beatwright reproduces, each a small room over the public functions."""

from beatwright.studies.buffalo import reproduce_buffalo
from beatwright.studies.cambridge.run import reproduce_cambridge
from beatwright.studies.nij_portland import reproduce_nij_portland
from beatwright.studies.nypd import reproduce_nypd
from beatwright.studies.pittsburgh.run import reproduce_pittsburgh
from beatwright.studies.reproduction import Reproduction, Result, known, reproduction_named
from beatwright.studies.san_miguel import reproduce_san_miguel
from beatwright.studies.shifts import reproduce_shifts

REPRODUCTIONS: tuple[Reproduction, ...] = (
    Reproduction("buffalo", "reporting districts from census units inside fixed districts", reproduce_buffalo),
    Reproduction("cambridge", "stations of two sizes under uncertainty: six policies, two splits", reproduce_cambridge),
    Reproduction(
        "nij-portland", "the crime forecasting challenge under its own rules: PAI and PEI", reproduce_nij_portland
    ),
    Reproduction("nypd", "patrol cars in six precincts: for a bound, shared out, by watch", reproduce_nypd),
    Reproduction(
        "pittsburgh", "officers against expected damage: the lost formula and its optimum", reproduce_pittsburgh
    ),
    Reproduction(
        "san-miguel", "p-median against K-means and today's posts, by number of posts, on a grid", reproduce_san_miguel
    ),
    Reproduction("shifts", "published covers and rosters, and shifts from any hour against watches", reproduce_shifts),
)

__all__ = ["REPRODUCTIONS", "Reproduction", "Result", "known", "reproduction_named"]

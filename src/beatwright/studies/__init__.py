"""The published studies that beatwright reproduces, each a small room over the public functions."""

from beatwright.studies.cambridge import reproduce_cambridge
from beatwright.studies.pittsburgh import reproduce_pittsburgh
from beatwright.studies.reproduction import Reproduction, Result, known, reproduction_named
from beatwright.studies.san_miguel import reproduce_san_miguel

REPRODUCTIONS: tuple[Reproduction, ...] = (
    Reproduction(
        "san-miguel", "p-median against K-means and today's posts, by number of posts, on a grid", reproduce_san_miguel
    ),
    Reproduction("cambridge", "stations of two sizes under uncertainty, six policies", reproduce_cambridge),
    Reproduction("pittsburgh", "100 officers against expected damage at 30 points", reproduce_pittsburgh),
)

__all__ = ["REPRODUCTIONS", "Reproduction", "Result", "known", "reproduction_named"]

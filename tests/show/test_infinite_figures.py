"""An infinite figure is said to be infinite in every file, and is not the same as one that does not apply."""

import csv
import math

from beatwright.core import Comparison, Evaluation, Measure
from beatwright.show import write_comparison


def test_the_csv_of_a_comparison_tells_endless_from_nothing(tmp_path):
    def said(plan, wait, share):
        measures = (Measure("mean wait", wait, "min", "lower"), Measure("share", share, "share", "higher"))
        return Evaluation(plan, "A", measures)

    comparison = Comparison((said("today", 2.0, math.nan), said("few", math.inf, 0.5)), "today")
    with write_comparison(comparison, tmp_path / "comparison.csv").open(encoding="utf-8", newline="") as stream:
        rows = {(row["measure"], row["plan"]): row for row in csv.DictReader(stream)}
    few = rows["mean wait", "few"]
    assert float(few["value"]) == math.inf
    assert (few["difference"], few["relative"], few["low"]) == ("", "", "")
    assert rows["share", "today"]["value"] == ""
    assert rows["share", "few"]["value"] == "0.5"

"""A picture that two examiners make alike is in the report once."""

import dataclasses

from beatwright.core import Finding
from beatwright.core.chart import Flow, FlowMap
from beatwright.study.examine_all import drawn_once


def chart(width, name="cross_beat_flow"):
    return FlowMap(
        name=name, alt="Arrows.", caption="Who helps whom.", flows=[Flow(0.0, 0.0, 9.0, 9.0, width)],
        legend="Cars", unit="count",
    )  # fmt: skip


def test_a_chart_that_stands_in_an_earlier_finding_is_left_out_and_others_are_kept():
    crews = Finding(name="crews", title="Cars", short="Cars", sentences=("One.",), charts=(chart(5.0),))
    same = dataclasses.replace(crews, name="dispatch", charts=(chart(5.0), chart(5.0, "other")))
    assert drawn_once(same, [crews]).charts == (chart(5.0, "other"),)
    assert drawn_once(same, []) is same
    assert drawn_once(crews, [dataclasses.replace(same, charts=())]) is crews

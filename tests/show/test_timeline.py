"""Timelines: complaints in words, hostile names drawn as text, many rows on one page."""

import pytest

from beatwright.base.errors import ParameterError
from beatwright.core.chart import Stretch, Timeline
from beatwright.show import draw_chart
from beatwright.show.figures.picture import png_bytes


def timeline(**changes):
    stretches = [Stretch(0, 0, 0.0, 24.0), Stretch(1, 1, 2.0, 3.5)]
    given = {"rows": ("a", "b"), "statuses": ("on duty", "busy"), "stretches": stretches}
    return Timeline(name="cars", alt="Cars.", **{**given, **changes})


def test_what_is_wrong_is_said_at_once():
    with pytest.raises(ParameterError) as problem:
        timeline(statuses=(), stretches=[Stretch(5, 0, 3.0, 2.0)], hours=0)
    for part in ("needs rows", "no row or status", "end before they begin", "hours above 0"):
        assert part in str(problem.value)


@pytest.mark.parametrize("rows", [2, 150])
def test_it_is_drawn_whatever_its_names(case, rows):
    name = "$\\frac{1}{$ <script>"
    chart = timeline(rows=[name] * rows, statuses=(name, "busy"), x_name=name)
    figure = draw_chart(chart, case)
    assert figure.get_size_inches()[1] <= 11.5
    assert png_bytes(figure).startswith(b"\x89PNG")

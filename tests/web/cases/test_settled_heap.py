"""What a case is made of is not looked through for garbage while somebody waits."""

import gc
import weakref
from dataclasses import replace
from pathlib import Path

from tests.web.api.conftest import written_case

from beatwright.web.cases.settled_heap import settle_heap
from beatwright.web.planner_server import PlannerServer


def test_what_is_there_is_not_looked_through_again() -> None:
    held = [[number] for number in range(1_000)]
    assert {id(one) for one in held} <= {id(one) for one in gc.get_objects()}
    settle_heap()
    assert not {id(one) for one in held} & {id(one) for one in gc.get_objects()}


class _Circle:
    def __init__(self) -> None:
        self.itself = self


def test_what_goes_out_of_use_later_is_found_the_next_time() -> None:
    circle = _Circle()
    settle_heap()
    seen = weakref.ref(circle)
    del circle
    settle_heap()
    assert seen() is None


def test_it_is_told_that_a_case_was_read(planner: PlannerServer, tmp_path: Path) -> None:
    told: list[bool] = []
    shelf = replace(planner, opened=lambda: told.append(True)).shelf
    number = shelf.shelve(written_case(tmp_path / "small")).id
    assert (shelf[number].id, told) == (number, [True])  # from memory the second time

"""What the hypercube says of bad input, before it computes anything."""

import numpy as np
import pytest

from beatwright.base.errors import NoPlanFoundError, ParameterError
from beatwright.queueing import cross_beat, hypercube, hypercube_approximate, mean_travel, nearest_first

ORDER = [[0, 1], [1, 0]]


@pytest.mark.parametrize("solve", [hypercube, hypercube_approximate])
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"rate": [1.0, -0.5]}, "'rate' parameter of NAME must be finite numbers of at least 0. Got -0.5 at zone 1"),
        ({"rate": [np.nan, 1.0]}, "Got nan at zone 0"),
        ({"rate": [0.0, 0.0]}, "above 0 in at least one zone. Got 0 everywhere"),
        ({"rate": [[1.0]]}, r"an array of numbers \[zone\]. Got an array of float64 of shape \(1, 1\)"),
        ({"rate": ["a", "b"]}, "Got an array of <U1"),
        ({"cars": [1, -1]}, r"whole numbers of at least 0, an array \[post\]. Got -1 at post 1"),
        ({"cars": [1, 1.5]}, "Got 1.5 at post 1"),
        ({"cars": [0, 0]}, "above 0 at one post at least. Got no car at any post"),
        ({"cars": 2}, "Got an array of int64 of shape"),
        ({"service": 0}, "finite hours above 0. Got 0"),
        ({"service": [0.5, np.inf]}, "finite hours above 0. Got inf at post 1"),
        ({"service": [1, 1, 1]}, r"a number or an array of shape \(2,\). Got shape \(3,\)"),
        ({"service": "1"}, "hours, a number or an array"),
        ({"line": 1}, "'line' parameter of NAME must be True or False. Got 1"),
        ({"preference": [[0, 1]]}, r"an array \[zone, post\] of shape \(2, 2\). Got shape \(1, 2\)"),
        ({"preference": [[0.0, 1.0], [1.0, 0.0]]}, "positions of posts, whole numbers. Got an array of float64"),
        ({"preference": [[0, 1], [1, 1]]}, "Got post 1 more than once, post 0 not at all in zone 1"),
        (
            {"preference": [[0, 2], [1, 2]]},
            "Got post 2 that does not exist, post 1 not at all in zone 0 .so in 2 zones",
        ),
        ({"rate": [1.5, 0.5]}, "NAME has no steady state with a line: 2 calls per hour keep 2 cars busy, of 2 cars"),
        ({"tolerance": 0.0}, "'tolerance' parameter of NAME must be a number in"),
    ],
)
def test_one_sentence_says_what_is_wrong(solve, changed, said):
    given = {"rate": [0.5, 0.5], "preference": ORDER, "cars": [1, 1], **changed}
    with pytest.raises(ParameterError, match=said.replace("NAME", solve.__name__)):
        solve(**given)


def test_every_complaint_comes_at_once():
    with pytest.raises(ParameterError) as error:
        hypercube([-1.0], [[0, 0]], [1, 1], service=-1, line="yes")
    assert all(word in str(error.value) for word in ("'rate'", "'preference'", "'service'", "'line'"))


def test_memory_is_refused_before_it_is_taken():
    posts = 40
    order = np.tile(np.arange(posts), (3, 1))
    with pytest.raises(ParameterError, match=r"MB for 1,099,511,627,776 states .* \(40 cars at 40 posts\)"):
        hypercube([1.0, 1.0, 1.0], order, np.ones(posts, dtype=int))
    with pytest.raises(ParameterError, match=r"would take 0.000456 MB for 4 states .* 0.0003 MB are allowed"):
        hypercube([0.5, 0.5], ORDER, [1, 1], most_bytes=300)
    assert hypercube([0.5, 0.5], ORDER, [1, 1], most_bytes=460).states == 4


def test_service_by_post_is_not_approximated():
    with pytest.raises(
        ParameterError, match=r"the same hours at every post .hypercube takes different ones.. Got 0.5 to 1"
    ):
        hypercube_approximate([0.5, 0.5], ORDER, [1, 1], service=[0.5, 1.0])


def test_too_few_sweeps_are_an_error(monkeypatch):
    monkeypatch.setattr("beatwright.queueing.hypercube_model.exact_hypercube._MOST_SWEEPS", 4)
    with pytest.raises(NoPlanFoundError, match="did not come to its tolerance of 1e-09 in 4 sweeps"):
        hypercube([0.5, 0.3, 0.1], [[0, 1, 2], [1, 0, 2], [2, 1, 0]], [1, 2, 3])


def test_progress_is_told_and_can_end_the_search():
    heard = []
    found = hypercube([0.5, 0.5], ORDER, [3, 2], progress=lambda *news: heard.append(news))
    assert [done for done, _, _ in heard] == list(range(2, found.sweeps + 1, 2))
    assert heard[-1][2].startswith("residual ")

    def stop(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hypercube([0.5, 0.5], ORDER, [3, 2], progress=stop)


def test_service_times_far_apart_still_balance():
    found = hypercube([0.5, 0.5, 1.0], [[0, 1, 2], [1, 2, 0], [2, 0, 1]], [2, 1, 3], service=[0.001, 1.0, 30.0])
    assert found.residual <= 1e-9


@pytest.mark.parametrize("load", [1e-12, 1e-3, 5.999])
def test_extreme_loads(load):
    found = hypercube([load / 2, load / 2], ORDER, [3, 3])
    assert found.workload.mean() == pytest.approx(load / 6, rel=1e-8)
    assert found.share.sum() + found.delayed == pytest.approx(1, abs=1e-9)


def test_tables_of_another_shape():
    found = hypercube([0.5, 0.5], ORDER, [1, 1])
    with pytest.raises(ParameterError) as error:
        mean_travel(found, np.ones((3, 2)), -np.ones((2, 2)))
    assert "'travel' parameter of mean_travel must be an array [post, zone] of shape (2, 2)" in str(error.value)
    assert "Got -1.0 at place 0" in str(error.value)
    with pytest.raises(ParameterError, match=r"positions of posts, 0 to 1, for each of 2 zones. Got 2 at zone 1"):
        cross_beat(found, [0, 2])
    with pytest.raises(ParameterError, match=r"Got shape \(1,\), int64"):
        cross_beat(found, [0])


def test_equal_travel_takes_the_first_post():
    assert nearest_first(np.ones((4, 2))).tolist() == [[0, 1, 2, 3]] * 2
    with pytest.raises(
        ParameterError, match=r"numbers \[post, zone\]. Got an array of float64 of shape \(1, 1\) with NaN"
    ):
        nearest_first([[np.nan]])

"""The weighted displacement difference: figures that its author prints, and simulation."""

import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.patterns import weighted_displacement_difference


@pytest.mark.parametrize(
    ("treated", "control", "periods", "estimate", "error"),
    [
        ((100, 80), (100, 90), (1, 1), -10, 19.24),
        ((80, 20), (100, 50), (1, 1), -10, 15.81),
        ((80, 20), (100, 50), (2, 1), -20, 10.72),
    ],
)
def test_figures_are_those_that_wheeler_prints(treated, control, periods, estimate, error):
    found = weighted_displacement_difference(treated, control, periods=periods)
    assert found.estimate == pytest.approx(estimate)
    assert found.standard_error == pytest.approx(error, abs=0.005)
    assert found.local == found.estimate
    assert found.displaced == found.displaced_error == 0


def test_parts_and_weights_are_those_of_the_formula():
    found = weighted_displacement_difference(
        (50, 30), (60, 55), (20, 26), (40, 36), periods=(2, 1), areas=(1, 2, 0.5, 4), alpha=0.1
    )
    local = (30 - 25) - (55 / 2 - 60 / 4)
    near = (26 / 0.5 - 20 / 1) - (36 / 4 - 40 / 8)
    variance = 30 + 50 / 4 + 55 / 4 + 60 / 16, 26 / 0.25 + 20 / 1 + 36 / 16 + 40 / 64
    assert (found.local, found.displaced) == pytest.approx((local, near))
    assert (found.local_error, found.displaced_error) == pytest.approx(np.sqrt(variance))
    assert found.estimate == pytest.approx(local + near)
    assert found.standard_error == pytest.approx(np.sqrt(sum(variance)))
    assert found.interval == pytest.approx(
        (found.estimate - 1.6448536 * found.standard_error, found.estimate + 1.6448536 * found.standard_error)
    )


def test_z_is_standard_normal_without_an_effect():
    rng = np.random.default_rng(5)
    z = [
        weighted_displacement_difference(*rng.poisson([[30, 60], [20, 40], [25, 50], [9, 18]]), periods=(1, 2)).z
        for _ in range(2000)
    ]
    assert abs(np.mean(z)) < 3.5 / np.sqrt(2000)
    assert np.std(z) == pytest.approx(1, abs=0.06)


def test_the_finding_is_told_in_words():
    assert weighted_displacement_difference((100, 80), (100, 90)).sentences() == [
        "After the treatment there were 10 fewer incidents than the controls foretell (95 % interval -47.7 to 27.7). "
        "That is within chance."
    ]
    assert weighted_displacement_difference((50, 150), (100, 90)).sentences() == [
        "After the treatment there were 110 more incidents than the controls foretell (95 % interval 71.3 to 149)."
    ]


def test_without_incidents_there_is_no_difference():
    found = weighted_displacement_difference((0, 0), (0, 0))
    assert (found.z, found.p_value, found.interval) == (0, 1, (0, 0))


def test_everything_that_is_wrong_is_told_at_once():
    with pytest.raises(ParameterError) as told:
        weighted_displacement_difference((1, 2, 3), (-1, 0), "ab", periods=(0, 1), areas=(1, 1), alpha=0)
    assert all(f"'{name}'" in str(told.value) for name in ("treated", "control", "displaced", "periods", "areas"))
    assert "'alpha'" in str(told.value)

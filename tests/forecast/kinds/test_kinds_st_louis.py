"""The kinds of St. Louis: the figures of an independent calculation, learned from 2016-2018 and judged on 2019."""

import dataclasses

import pytest

from beatwright.forecast.kinds import NearestKinds, ShrunkMix, SoftmaxKinds, compare_kinds
from beatwright.studies.san_miguel import st_louis

# Accuracy and log-loss of that calculation, with as much room as its other posts, cells and network ask for.
REFERENCE = {
    "MajorityKind": (0.2650, 2.365, 0.001, 0.003),
    "NearestKinds(k=100)": (0.2943, 2.359, 0.003, 0.005),
    "SoftmaxKinds": (0.2652, 2.303, 0.003, 0.02),
    "ShrunkMix": (0.2933, 2.261, 0.002, 0.008),
}


@pytest.fixture(scope="module")
def found(data_folder):
    place = st_louis(data_folder)
    frame = place.city.frame(place.folder)
    incidents = place.kinds.read(place.folder, boundary=frame.boundary, crs=frame.crs)
    city = dataclasses.replace(place.city, zones="250 m").build(place.folder, frame, incidents)
    past, future = incidents.located(city).split(place.kinds_holdout)
    return compare_kinds([NearestKinds(k=100), SoftmaxKinds(), ShrunkMix()], past, future, city)


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.parametrize("name", REFERENCE)
def test_accuracy_and_log_loss_are_those_of_the_reference(found, name):
    accuracy, log_loss, off, nats = REFERENCE[name]
    score = next(score for score in found.scores if score.name == name)
    assert score.accuracy == pytest.approx(accuracy, abs=off)
    assert score.log_loss == pytest.approx(log_loss, abs=nats)


@pytest.mark.slow
@pytest.mark.data
def test_the_record_is_that_of_the_reference(found):
    assert (found.kinds, found.unseen) == (23, 0)
    assert 140_000 < found.learned < 141_000
    assert 46_000 < found.judged < 47_000

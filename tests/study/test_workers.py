"""The parallel work is done where --jobs says, with one answer."""

import sys

import joblib
import pytest

from beatwright.core import MissingExtraError, StudyError
from beatwright.study.workers import read_jobs, workers


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "dask:", "", 1.5])
def test_what_is_no_number_and_no_cluster_is_told(jobs):
    with pytest.raises(StudyError, match="number of at least 1"):
        read_jobs(jobs)


def test_a_number_reaches_joblib():
    with workers(2):
        assert joblib.Parallel().n_jobs == 2
    assert joblib.Parallel().n_jobs == 1


def test_a_missing_extra_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match=r"beatwright\[cluster\]"), workers("dask:tcp://127.0.0.1:1"):
        pass


@pytest.mark.filterwarnings("ignore")
def test_tasks_go_to_a_cluster():
    distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
        workers(f"dask:{cluster.scheduler_address}"),
    ):
        assert joblib.Parallel()(joblib.delayed(abs)(-number) for number in range(3)) == [0, 1, 2]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_same_plans(tmp_path):
    distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    from beatwright.study import read_study, run_study
    from beatwright.study.demo import write_demo

    study = read_study(write_demo(tmp_path / "city", seed=1), settings=["planning.p=3", "planning.draws=5"])
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        there = run_study(study, tmp_path / "there", jobs=f"dask:{cluster.scheduler_address}")
    assert there == run_study(study, tmp_path / "here")

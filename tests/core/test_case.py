"""The case folder is the identity, and is whole at every moment."""

import dataclasses
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beatwright.base.files.atomic_file import write_text
from beatwright.base.files.atomic_folder import staged_folder
from beatwright.core import Case, InputError, ParameterError, Plan, Post, Problem, Severity, Tour
from beatwright.testing import small_problem

SLOW = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@SLOW
@given(data=st.data())
def test_round_trip_is_the_identity(data: st.DataObject, made: SimpleNamespace) -> None:
    case: Case = data.draw(made.cases())
    with tempfile.TemporaryDirectory() as folder:
        again = Case.load(case.save(Path(folder) / "case"))
        twice = Case.load(again.save(Path(folder) / "twice"))
    assert again.problem.city == case.problem.city
    assert again.problem.demand == case.problem.demand
    assert again.problem.digest == case.problem.digest
    assert again.heldout.digest == case.heldout.digest
    assert again.plans == case.plans
    assert again.evaluations == case.evaluations
    assert (again.name, again.main, again.base, again.manifest) == (case.name, case.main, case.base, case.manifest)
    assert again == case
    assert twice == case
    if case.reading is not None:
        assert again.reading is not None
        assert again.reading.to_dict() == case.reading.to_dict()
        assert again.reading.dropped.columns.to_list() == ["row", "reason", "detail"]
        assert again.reading.dropped["reason"].to_list() == list(case.reading.dropped.get("reason", []))


def small_case(name: str = "case", plans: int = 1) -> Case:
    problem = small_problem()
    made = tuple(Plan(posts=(Post(f"s{1 + k % 6}"),), name=f"plan {k}") for k in range(plans))
    return Case(name, problem, problem, made, (), "plan 0", "plan 0")


def test_many_plans_keep_their_order(tmp_path: Path) -> None:
    case = small_case(plans=120)
    assert Case.load(case.save(tmp_path / "case")).plans == case.plans


def test_the_manifest_cannot_hide_the_study(tmp_path: Path) -> None:
    case = replace(small_case(), manifest={"study": "mine", "format": 99, "seed": 3})
    assert Case.load(case.save(tmp_path / "case")) == case


def test_a_case_of_two_cities_is_refused() -> None:
    case = small_case()
    other = replace(case.problem, city=replace(case.problem.city, name="other"))
    with pytest.raises(ParameterError, match="one city"):
        replace(case, heldout=other)
    with pytest.raises(ParameterError, match="main plan 'x' is not among"):
        replace(case, main="x")


def test_a_folder_of_somebody_else_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(InputError, match="did not write it"):
        small_case().save(tmp_path)
    assert (tmp_path / "thesis.doc").read_text() == "years of work"
    with pytest.raises(InputError, match="is a file"):
        small_case().save(tmp_path / "thesis.doc")


@pytest.mark.parametrize("damage", ["manifest.json", "plans/01.json", "city/zones.parquet", "demand_planned.npz"])
def test_a_damaged_folder_is_a_clear_error(tmp_path: Path, damage: str) -> None:
    folder = small_case().save(tmp_path / "case")
    (folder / damage).write_bytes(b"{")
    with pytest.raises(InputError, match="cannot be read"):
        Case.load(folder)
    (folder / damage).unlink()
    with pytest.raises(InputError, match=r"no case folder|cannot be read|not among the plans"):
        Case.load(folder)


def test_another_version_is_a_clear_error(tmp_path: Path) -> None:
    folder = small_case().save(tmp_path / "case")
    manifest = json.loads((folder / "manifest.json").read_text())
    write_text(folder / "manifest.json", json.dumps({**manifest, "format": 0}))
    with pytest.raises(InputError, match="another version"):
        Case.load(folder)


def test_an_error_leaves_the_previous_folder(tmp_path: Path) -> None:
    small_case("first").save(tmp_path / "case")

    def fail() -> None:
        with staged_folder(tmp_path / "case", kind="case folder") as staging:
            (staging / "half").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert Case.load(tmp_path / "case").name == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["case"]


KILLER = """
import json, os, signal, sys, time
from pathlib import Path
from beatwright.base.files.atomic_folder import staged_folder

def write(target, number):
    with staged_folder(target, kind="test") as staging:
        for part in range(20):
            (staging / str(part)).write_text(str(number))
        (staging / "marker").write_text(str(number))

def write_on(target, first):
    for number in range(first, first + 10**6):
        write(target, number)

target = Path(sys.argv[1])
write(target, -1)
for attempt in range(40):
    child = os.fork()
    if child == 0:
        write_on(target, attempt * 10**6)
    # Uneven waits, so that the kills fall into different stages of the writing.
    time.sleep(0.001 + 0.00137 * attempt)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print(json.dumps({path.name: path.read_text() for path in target.iterdir()}))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_kill_at_any_moment_leaves_a_whole_folder(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLER, tmp_path / "case"], capture_output=True, text=True, check=True)
    seen = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(seen) == 40
    for contents in seen:
        del contents["files.json"]
        assert set(contents) == {"marker", *map(str, range(20))}
        assert len(set(contents.values())) == 1
    assert len({contents["marker"] for contents in seen}) > 1


def test_without_an_exchange_of_names_the_folder_is_still_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("beatwright.base.files.atomic_folder._exchange", lambda one, other: False)
    small_case("first").save(tmp_path / "case")
    small_case("second").save(tmp_path / "case")
    assert Case.load(tmp_path / "case").name == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["case"]


def test_problem_is_compared_by_content() -> None:
    one, other = small_problem(), small_problem()
    assert one == other
    assert one != replace(other, within=999.0)
    assert isinstance(one, Problem)


def test_what_is_said_of_cars_comes_back(tmp_path: Path) -> None:
    plain = small_problem()
    zones = len(plain.city.zones)
    between = np.arange(zones * zones, dtype=np.float32).reshape(zones, -1)
    travel = dataclasses.replace(plain.city.travel, between=between)
    city = dataclasses.replace(plain.city, travel=travel)
    problem = dataclasses.replace(
        plain, city=city, officers_per_car=1, delayed_share=0.1, tours=(Tour(0, 8), Tour(8, 16))
    )
    loaded = Case.load(Case("cars", problem, problem).save(tmp_path / "case"))
    assert loaded.problem == problem
    found = loaded.problem
    assert (found.city.travel.between == between).all()
    assert (found.tours, found.delayed_share, found.officers_per_car) == (problem.tours, 0.1, 1)
    assert len({problem.digest, plain.digest, dataclasses.replace(problem, tours=()).digest, found.digest}) == 3


def test_call_taking_and_the_spread_of_service_come_back(tmp_path: Path) -> None:
    plain = small_problem()
    first, *others = plain.severity.classes
    severity = Severity((dataclasses.replace(first, service_spread=0.5), *others))
    problem = dataclasses.replace(plain, severity=severity, call_minutes=2.5)
    found = Case.load(Case("calls", problem, problem).save(tmp_path / "case")).problem
    assert found == problem
    assert (found.call_minutes, found.severity.classes[0].service_spread) == (2.5, 0.5)
    assert len({plain.digest, problem.digest, dataclasses.replace(problem, call_minutes=0.0).digest}) == 3


def test_a_folder_from_before_call_taking_and_spreads_keeps_its_digest(tmp_path: Path) -> None:
    folder = small_case().save(tmp_path / "case")
    manifest = json.loads((folder / "manifest.json").read_text())
    for facts in manifest["study"]["problems"].values():
        assert set(facts["severity"][0]) == {"name", "officers", "penalty", "service_minutes"}
        del facts["call_minutes"]
    write_text(folder / "manifest.json", json.dumps(manifest))
    assert Case.load(folder).problem.digest == small_case().problem.digest

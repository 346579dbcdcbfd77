"""What the screen shows of a draft is what the library says of the case folder that is exported of it."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.files.conftest import Export, sent, unpacked

from beatwright.core import Case
from beatwright.evaluate import Coverage, Districts
from beatwright.show import headline

Begin = Callable[[str, str], int]
QUICK, ALL = range(5), [pytest.param(seed, marks=pytest.mark.slow) for seed in range(5, 50)]


def exported(export: Export, plan: int, folder: Path) -> Case:
    (archive,) = export(plan, "case").values()
    unpacked(archive, folder)
    return Case.load(next(folder.iterdir()))


@pytest.mark.parametrize("seed", [*QUICK, *ALL])
def test_figures_of_posts(seed: int, signed_in: TestClient, begin: Begin, export: Export, tmp_path: Path) -> None:
    draw, plan = random.Random(seed), begin("Draft", "better")
    seq, sites = 1, ["s3"]
    for _ in range(draw.randint(1, 5)):
        free = draw.choice([f"s{number}" for number in range(1, 7) if f"s{number}" not in sites])
        slot = draw.randint(1, len(sites)) if draw.random() < 0.5 else None
        moved = {"verb": "add_post"} if slot is None else {"verb": "move_post", "slot": slot}
        taken = sent(signed_in, plan, seq, **moved, site=free)
        seq += 1
        sites = [*sites, free] if slot is None else [*sites[: slot - 1], free, *sites[slot:]]
    shown = taken["judged"]
    assert shown == signed_in.get(f"/api/plans/{plan}").json()["judged"]
    case = exported(export, plan, tmp_path / "out")
    assert case.plan(case.main).site_ids == tuple(sorted(sites))
    found = Coverage().score(case.problem, case.plan(case.main))
    assert json.dumps(found.to_dict()) == json.dumps(shown["evaluation"])
    assert json.dumps(headline(case).to_dict()) == json.dumps(shown["headline"])


@pytest.mark.parametrize("seed", [*QUICK, *ALL])
def test_figures_of_districts(seed: int, signed_in: TestClient, begin: Begin, export: Export, tmp_path: Path) -> None:
    draw, plan = random.Random(seed), begin("Draft", "today")
    values = signed_in.get(f"/api/plans/{plan}").json()["values"]
    numbers = [int(key.partition(":")[2]) for key in values if key.startswith("district:")]
    numbers.append(max(numbers) + 1)
    taken = sent(signed_in, plan, 1, verb="add_district", name="=Neu <b>")
    numbers[-1] = next(int(key[9:]) for key in taken["line"]["patch"]["after"] if key.startswith("district:"))
    for seq in range(2, 2 + draw.randint(1, 5)):
        units = draw.sample([f"z{number}" for number in range(1, 25)], draw.randint(1, 6))
        taken = sent(signed_in, plan, seq, verb="paint", units=units, district=draw.choice(numbers))
    shown = signed_in.get(f"/api/plans/{plan}?layer=districts").json()["judged"]
    case = exported(export, plan, tmp_path / "out")
    drawn = case.plan(case.main)
    found = Districts().score(case.problem, drawn)
    assert json.dumps(found.to_dict()) == json.dumps(shown["evaluation"])
    posts = signed_in.get(f"/api/plans/{plan}?layer=posts").json()["judged"]
    assert json.dumps(Coverage().score(case.problem, drawn).to_dict()) == json.dumps(posts["evaluation"])
    kept = [evaluation.to_dict() for evaluation in case.evaluations if evaluation.plan == case.main]
    assert json.dumps(kept) == json.dumps([posts["evaluation"], shown["evaluation"]])

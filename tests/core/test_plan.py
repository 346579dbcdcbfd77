"""Plans and certificates: what they refuse, and that their file is the identity."""

import json
import math
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.core import (
    BeatwrightError,
    Certificate,
    InputError,
    ParameterError,
    Plan,
    Post,
    Roster,
    Shift,
    ShiftLine,
)

QUICK = settings(max_examples=100, deadline=None)


@QUICK
@given(data=st.data())
def test_a_plan_comes_back_from_its_file(data: st.DataObject, made: SimpleNamespace) -> None:
    plan = data.draw(made.plans(("b", "a10", "a9"), ("z1", "z2"), "p"))
    with tempfile.TemporaryDirectory() as folder:
        again = Plan.load(plan.save(Path(folder) / "plan.json"))
    assert again == plan
    assert hash(again) == hash(plan)
    assert again.to_dict() == plan.to_dict()


@given(st.text(min_size=1).filter(str.strip), st.text())
def test_hostile_text_comes_back_as_it_was(name: str, note: str) -> None:
    plan = Plan(
        posts=(Post(name),),
        name=name,
        made_by=note,
        notes=(note,),
        districts={name: note},
        roster=Roster((Shift(name, 0, 8),), need_at={name: (1,) * 168}),
    )
    with tempfile.TemporaryDirectory() as folder:
        assert Plan.load(plan.save(Path(folder) / "plan.json")) == plan


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
POSTS = st.lists(
    st.fixed_dictionaries({"site": st.text(max_size=3)}, optional={"size": JSON, "reach": JSON}), max_size=3
)


_VALID = Roster((Shift("D", 7, 8),), (ShiftLine.on("D", range(5)),), need=(1,) * 168).to_dict()
ROSTERS = st.tuples(st.sampled_from(sorted(_VALID)), JSON).map(lambda change: _VALID | dict([change]))


@settings(max_examples=300, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "posts": JSON | POSTS,
            "officers": JSON,
            "crews": JSON,
            "districts": JSON,
            "roster": JSON | ROSTERS,
            "name": JSON,
            "made_by": JSON,
            "certificate": JSON | st.dictionaries(st.sampled_from(["status", "objective", "bound", "x"]), JSON),
            "notes": JSON,
            "more": JSON,
        },
    )
)
def test_any_json_is_a_plan_or_a_clear_error(values: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.json"
        path.write_text(json.dumps(values), encoding="utf-8")
        try:
            plan = Plan.load(path)
        except InputError:
            return
        assert Plan.load(plan.save(path)) == plan


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"3", b'"posts"', b"{}", b"\xff\xfe", b"\x00", b"[" * 100_000, b'{"posts": ' * 50_000, b"nan"],
)
def test_a_file_that_is_no_plan_is_a_clear_error(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"plan\.json"):
        Plan.load(path)


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        Plan.load(tmp_path / "none.json")
    with pytest.raises(InputError, match="cannot be read"):
        Plan.load(tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"posts": (Post("a"), Post("a"))}, "same site"),
        ({"posts": ()}, "posts are empty"),
        ({"posts": None, "officers": (1,)}, "give posts"),
        ({"officers": (1,)}, "one entry per post"),
        ({"officers": (1, -1)}, "at least 0"),
        ({"officers": (1.5, 1)}, "whole numbers"),
        ({"officers": (True, 1)}, "whole numbers"),
        ({"crews": ((1.5,), (2,))}, "whole numbers"),
        ({"crews": ((-1,), (2,))}, "at least 0"),
        ({"crews": ((1, 1), (2,))}, "one number, or 168.*Got 1 and 2"),
        ({"crews": ((1, 1), (2, 3))}, "one number, or 168"),
        ({"crews": ((), ())}, "one number, or 168"),
        ({"name": " "}, "non-empty text"),
        ({"roster": {"shift": "day"}}, "must be a Roster"),
        ({"roster": Roster((), need_at={"a": (1,) * 168, "c": (1,) * 168})}, "posts that the plan does not have: c"),
    ],
)
def test_a_plan_that_cannot_be_says_why(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        Plan(**{"posts": (Post("a"), Post("b")), **change})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"site": ""}, "'site'"),
        ({"site": 5}, "'site'"),
        ({"site": "a", "reach": "far"}, "'reach'"),
        ({"site": "a", "reach": math.nan}, "'reach'"),
        ({"site": "a", "reach": 0}, "'reach'"),
        ({"site": "a", "size": 3}, "'size'"),
    ],
)
def test_a_post_that_cannot_be_says_why(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        Post(**given)


@QUICK
@given(st.permutations(["s10", "s9", "a"]), st.data())
def test_layers_follow_their_posts(order: list[str], data: st.DataObject) -> None:
    officers = dict(zip(order, (1, 2, 3), strict=True))
    plan = Plan(
        posts=tuple(Post(site) for site in order),
        officers=tuple(officers[site] for site in order),
        crews=tuple((officers[site],) for site in order),
    )
    assert plan.site_ids == ("a", "s9", "s10")
    assert plan.officers == tuple(officers[site] for site in plan.site_ids)
    assert plan.crews == tuple((officers[site],) for site in plan.site_ids)


def test_needed_layers_are_named() -> None:
    with pytest.raises(ParameterError, match=r"no officers and no districts yet\. Decided: posts"):
        Plan(posts=(Post("a"),)).need("posts", "officers", "districts")


@QUICK
@given(data=st.data())
def test_certificates_keep_their_promises(data: st.DataObject, made: SimpleNamespace) -> None:
    certificate: Certificate = data.draw(made.certificates())
    again = Certificate.from_dict(json.loads(json.dumps(certificate.to_dict(), allow_nan=False)))
    assert again == certificate
    assert hash(again) == hash(certificate)
    assert certificate.gap >= 0
    assert certificate.text
    assert not math.isinf(certificate.objective)
    if math.isfinite(certificate.objective):
        assert certificate.bound <= certificate.objective + 1e-9 * max(1.0, abs(certificate.objective))


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e6))
def test_a_bound_above_the_objective_is_refused(objective: float, excess: float) -> None:
    bound = objective + excess + 1e-6 * abs(objective)
    with pytest.raises(ParameterError, match="must be at most the objective"):
        Certificate("feasible", objective, bound)


def test_certificates_without_values_are_equal() -> None:
    assert Certificate("feasible", float("nan")) == Certificate("feasible", float("nan"))
    assert Certificate("feasible", 1.0) != Certificate("feasible", 2.0)
    with pytest.raises(BeatwrightError, match="must be one of optimal, feasible"):
        Certificate("perfect")  # type: ignore[arg-type]


def test_free_words_of_a_roster_are_told_and_not_kept() -> None:
    old = Plan(posts=(Post("a"),)).to_dict() | {"roster": {"shift": "day"}}
    plan = Plan.from_dict(old)
    assert plan.roster is None
    assert plan.notes == (
        "Its file says {'shift': 'day'} of a roster, which is not in the form of one, so this plan has none.",
    )
    assert Plan.from_dict(plan.to_dict()) == plan


@pytest.mark.parametrize(("post", "kept"), [("", True), ("a", False)])
def test_a_roster_of_posts_goes_with_them(post: str, kept: bool) -> None:
    roster = Roster((Shift("D", 7, 8),), (ShiftLine.on("D", range(5), post=post),))
    plan = Plan(posts=(Post("a"),), roster=roster).with_posts([Post("b")], name="moved", made_by="me")
    assert (plan.roster == roster) is kept
    assert any("roster" in note for note in plan.notes) is not kept

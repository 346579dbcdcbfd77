"""A draft takes the place of the recommended plan of a case, judged as a run judges."""

import json
from dataclasses import replace

import pytest

from beatwright.base.errors import InputError, ParameterError
from beatwright.core import Case, EditedFrom, Plan, Post
from beatwright.evaluate import Coverage, Districts
from beatwright.show import headline
from beatwright.testing import small_problem

PLANNED = small_problem()
HELDOUT = replace(PLANNED, demand=small_problem(1).demand)
TODAY = Plan(posts=(Post("s2"), Post("s6")), name="today", today=True)
OTHER = Plan(posts=(Post("s1"), Post("s6")), name="other")
DRAFT = Plan(posts=(Post("s3"), Post("s4")), name="draft")


@pytest.fixture(scope="module")
def case():
    evaluations = tuple(Coverage().score(HELDOUT, plan) for plan in (TODAY, OTHER))
    return Case("small", PLANNED, HELDOUT, (TODAY, OTHER), evaluations, main="other", base="today")


def test_the_draft_is_judged_beside_today_on_demand_that_nobody_planned_on(case):
    drafted = case.with_plan(DRAFT, Coverage())
    assert (drafted.main, drafted.base) == ("draft", "today")
    assert [plan.name for plan in drafted.plans] == ["today", "other", "draft"]
    assert drafted.evaluations == tuple(Coverage().score(HELDOUT, plan) for plan in (TODAY, DRAFT))
    assert case.main == "other"


def test_a_draft_that_is_still_changed_is_judged_on_the_demand_planned_on_and_the_words_say_so(case):
    drafted = case.with_plan(DRAFT, Coverage(), unseen=False)
    assert drafted.evaluations[1] == Coverage().score(PLANNED, DRAFT)
    assert any("this is no independent test" in sentence for sentence in headline(drafted).sentences)
    assert not any("no independent test" in text for text in headline(case.with_plan(DRAFT, Coverage())).sentences)


def test_the_next_draft_of_a_name_takes_the_place_of_the_one_before(case):
    moved = replace(DRAFT, posts=(Post("s1"), Post("s4")))
    assert case.with_plan(DRAFT, Coverage()).with_plan(moved, Coverage()) == case.with_plan(moved, Coverage())


def test_figures_are_those_of_the_judge_with_the_options_given_for_the_base_too(case):
    drafted = case.with_plan(DRAFT, Coverage(by="minutes"))
    assert drafted.evaluations[0] == Coverage(by="minutes").score(HELDOUT, TODAY)


def test_a_draft_of_what_the_base_does_not_decide_stands_alone(case):
    halves = Plan(districts=dict(PLANNED.city.zones["parent"]), posts=DRAFT.posts, name="halves")
    drafted = case.with_plan(halves, Districts())
    assert drafted.base == drafted.main == "halves"
    said = headline(drafted)
    assert said.tiles[0].base == ""
    # It holds posts too; the words are of what was judged.
    assert said.sentences[0].startswith("Today's districts are not known to this study")
    assert "two districts drawn by halves" in said.sentences[0].casefold()
    assert not any("post" in sentence for sentence in said.sentences)


def test_today_can_be_looked_at_alone_but_no_other_plan_takes_its_name(case):
    assert case.with_plan(TODAY, Coverage()).main == "today"
    with pytest.raises(ParameterError, match="has the name of the plan that all others are compared with"):
        case.with_plan(replace(DRAFT, name="today"), Coverage())


def test_a_case_without_plans_takes_its_first():
    bare = Case("small", PLANNED, HELDOUT)
    assert bare.with_plan(DRAFT, Coverage()).base == "draft"


def test_a_draft_at_a_site_that_the_city_lacks_is_not_judged(case):
    with pytest.raises(ParameterError, match="s99"):
        case.with_plan(Plan(posts=(Post("s99"),), name="draft"), Coverage())


def test_tiles_give_the_numbers_beside_the_words(case):
    said = headline(case.with_plan(DRAFT, Coverage()))
    seen = {e.plan: e for e in case.with_plan(DRAFT, Coverage()).evaluations}
    assert len(said.tiles) == len(said.to_dict()["tiles"]) > 2
    for tile, values in zip(said.tiles, said.to_dict()["tiles"], strict=True):
        assert tile.measure.value == seen["draft"][tile.measure.name] == values["measure"]["value"]
        assert tile.base_value == seen["today"][tile.measure.name] == values["base_value"]
        assert values["verdict"] == tile.verdict
    assert said.to_dict()["sentences"] == list(said.sentences)


def test_a_case_with_a_draft_is_saved_and_opened_again(case, tmp_path):
    drafted = case.with_plan(DRAFT, Coverage())
    assert Case.load(drafted.save(tmp_path / "case")) == drafted


@pytest.mark.parametrize(("tests", "said"), [(0, "never tested"), (1, "tested once"), (4, "tested 4 times")])
def test_a_plan_says_from_which_it_was_edited_and_how_often_it_was_tested(case, tmp_path, tests, said):
    edited = replace(DRAFT, edited_from=EditedFrom("other", OTHER.digest, tests))
    assert Plan.load(edited.save(tmp_path / "plan.json")) == edited
    assert edited.digest != DRAFT.digest
    sentences = headline(case.with_plan(edited, Coverage())).sentences
    assert any(f"The plan was edited by hand from “other”, and {said} on held-out incidents" in s for s in sentences)
    planned = " ".join(headline(case.with_plan(edited, Coverage(), unseen=False)).sentences)
    assert "of the demand that it was planned on: they are no independent test" in planned
    assert said in planned
    assert ("stands with the version that was tested" in planned) == (tests > 0)
    assert "edited_from" not in DRAFT.to_dict()
    assert edited.deciding({"officers": (1, 2)}, name="staffed", made_by="me").edited_from == edited.edited_from


@pytest.mark.parametrize(
    ("values", "said"), [(("", "x"), "'name'"), (("a", ""), "'digest'"), (("a", "x", -1), "'tests'")]
)
def test_what_a_plan_was_edited_from_is_checked(values, said):
    with pytest.raises(ParameterError, match=said):
        EditedFrom(*values)
    with pytest.raises(ParameterError, match="must be an EditedFrom"):
        replace(DRAFT, edited_from="other")


def test_a_plan_whose_lineage_is_damaged_is_told(tmp_path):
    values = DRAFT.to_dict() | {"edited_from": {"name": "other"}}
    (tmp_path / "plan.json").write_text(json.dumps(values))
    with pytest.raises(InputError, match="cannot be read"):
        Plan.load(tmp_path / "plan.json")

"""What `to_dict` writes fits its JSON Schema, and what it does not write fits none."""

import json
import math
from types import SimpleNamespace
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.core.test_finding import CHARTS, a_table

from beatwright.core import (
    AreaMap,
    Certificate,
    Comparison,
    EditedFrom,
    Evaluation,
    Finding,
    Measure,
    Plan,
    Post,
    ReadReport,
    SmallMultiples,
    Spot,
    Stretch,
    Timeline,
    json_schemas,
)
from beatwright.core.area_map import MapArea
from beatwright.core.chart import chart_kinds
from beatwright.core.difference_interval import DifferenceInterval
from beatwright.core.schema_of_type import schema_of_type
from beatwright.evaluate import Coverage
from beatwright.planning import PMedian
from beatwright.testing import small_problem

QUICK = settings(max_examples=30)
SCHEMAS = json_schemas()
FREE = ("details", "facts")  # whatever an examiner or a reader has to say
NAMED: dict[str, Any] = {"name": "one", "alt": "What it shows."}
MORE_CHARTS = {
    "area map": AreaMap(**NAMED, areas=[MapArea.of(shapely.box(0, 0, 1, 2), "1", math.nan)], spots=[Spot(1, 2)]),
    "small multiples": SmallMultiples(**NAMED, charts=[CHARTS["zone map"], CHARTS["zone map"]]),
    "timeline": Timeline(**NAMED, rows=["car 1"], statuses=["busy"], stretches=[Stretch(0, 0, 1.0, 2.5)]),
}
CERTIFICATE = Certificate("time limit", 8.0, 9.0, whole=1.0, maximised=True)


def complaints(name: str, values: dict[str, Any]) -> list[str]:
    """Return what a schema says against values, as other programs would read them."""
    read = json.loads(json.dumps(values, allow_nan=False))
    return [f"{list(error.absolute_path)}: {error.message}" for error in VALIDATORS[name].iter_errors(read)]


VALIDATORS = {name: Draft202012Validator(schema) for name, schema in SCHEMAS.items()}
NOUNS = {
    "plan": Plan(
        posts=(Post("a"),), certificate=CERTIFICATE, edited_from=EditedFrom("best", "4f2c", 3), notes=("mind",)
    ),
    "evaluation": Evaluation(
        "p",
        "Judge",
        (
            Measure("one", math.nan, by_week=(1, math.inf), by_scenario=(1, 2)),
            Measure("two", 2.0, "m", "lower", (1, 3), against=DifferenceInterval("q", -1, 1)),
        ),
        tables={"row": a_table()},
        notes=("mind",),
        calls="4f2c",
    ),
    "certificate": CERTIFICATE,
    "comparison": Comparison((Evaluation("p", "Judge", (Measure("one", 1.0),)),), "p"),
    "read-report": ReadReport("calls.csv", 3, 3, warnings=("mind",), facts={"format": "CSV"}),
    "finding": Finding(
        "all", "All", ["One."], [Measure("one", 1.0)], [a_table()], list(CHARTS.values())[:1], {"best": CERTIFICATE}
    ),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_and_says_which(name: str) -> None:
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:beatwright:schema:{name}:1"
    assert all(part.get("description") for part in schema["properties"].values() if "const" not in part)


@pytest.mark.parametrize("name", SCHEMAS)
def test_what_is_written_fits(name: str) -> None:
    assert complaints(name, NOUNS[name].to_dict()) == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_what_is_not_written_does_not_fit(name: str) -> None:
    values = NOUNS[name].to_dict()
    assert complaints(name, {**values, "more": 1})
    for field in SCHEMAS[name]["required"]:
        assert complaints(name, {key: value for key, value in values.items() if key != field})
        if field not in FREE:
            assert complaints(name, {**values, field: {"wrong": [[1]]}})


@pytest.mark.parametrize("kind", [kind.kind for kind in chart_kinds()])
def test_every_kind_of_chart_fits(kind: str) -> None:
    values = Finding("all", "All", charts=[(CHARTS | MORE_CHARTS)[kind]]).to_dict()
    assert complaints("finding", values) == []
    assert complaints("finding", {**values, "charts": [{**values["charts"][0], "kind": "pie"}]})


@QUICK
@given(data=st.data())
def test_every_plan_fits(data: st.DataObject, made: SimpleNamespace) -> None:
    plan = data.draw(made.plans(("b", "a10", "a9"), ("z1", "z2"), "p"))
    assert complaints("plan", plan.to_dict()) == []
    if plan.certificate is not None:
        assert complaints("certificate", plan.certificate.to_dict()) == []


@QUICK
@given(data=st.data())
def test_every_evaluation_and_comparison_fits(data: st.DataObject, made: SimpleNamespace) -> None:
    evaluation = data.draw(made.evaluations("p", "digest"))
    assert complaints("evaluation", evaluation.to_dict()) == []
    comparison = Comparison((evaluation,), "p")
    assert complaints("comparison", comparison.to_dict()) == []
    again = Comparison.from_dict(json.loads(json.dumps(comparison.to_dict())))
    assert again.to_dict() == comparison.to_dict()


@QUICK
@given(data=st.data())
def test_every_report_of_reading_fits(data: st.DataObject, made: SimpleNamespace) -> None:
    assert complaints("read-report", data.draw(made.reports()).to_dict()) == []


def test_what_the_solver_and_the_judge_say_fits() -> None:
    problem = small_problem()
    plan = PMedian(p=1).solve(problem)
    assert complaints("plan", plan.to_dict()) == []
    assert complaints("evaluation", Coverage().score(problem, plan).to_dict()) == []


def test_a_type_that_no_file_holds_is_refused() -> None:
    with pytest.raises(TypeError, match="There is no schema of"):
        schema_of_type(complex)

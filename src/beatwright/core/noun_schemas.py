"""JSON Schemas (draft 2020-12) of what beatwright writes as JSON: what its ``to_dict`` returns, and what is in files.

The ``$id`` of a schema ends with its version, which grows where a file of an earlier version would not fit. Files of
earlier versions are read all the same; a schema says what this version writes.
"""

from __future__ import annotations

from typing import Any

from beatwright.base.certificate import Certificate
from beatwright.core.chart import chart_kinds
from beatwright.core.comparison import Comparison
from beatwright.core.contract import Contract, Request
from beatwright.core.difference_interval import DifferenceInterval
from beatwright.core.edited_from import EditedFrom
from beatwright.core.evaluation import Evaluation
from beatwright.core.finding import Finding
from beatwright.core.measure import Measure
from beatwright.core.plan import Plan
from beatwright.core.post import Post
from beatwright.core.read_report import ReadReport
from beatwright.core.roster import Roster
from beatwright.core.schema_of_type import (
    Schema,
    array_of,
    fields_schema,
    figure,
    mapping_of,
    nullable,
    object_of,
)
from beatwright.core.shift import Shift
from beatwright.core.shift_line import CyclicLine, ShiftLine
from beatwright.core.table import Column, Table

__all__ = ["json_schemas"]

_VERSION = 1
_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_NUMBER_OR_NULL: Schema = {"type": ["number", "null"]}
_FORMAT: Schema = {"const": 1, "description": "Version of the form."}


def json_schemas() -> dict[str, dict[str, Any]]:
    """Return the schemas of plans, evaluations, certificates, comparisons, reports of reading and findings, by name.

    Examples
    --------
    >>> sorted(json_schemas())
    ['certificate', 'comparison', 'evaluation', 'finding', 'plan', 'read-report']
    """
    bodies = {
        "plan": (Plan, _plan()),
        "evaluation": (Evaluation, _evaluation()),
        "certificate": (Certificate, _certificate()),
        "comparison": (Comparison, _comparison()),
        "read-report": (ReadReport, _read_report()),
        "finding": (Finding, _finding()),
    }
    return {name: _headed(name, cls, body) for name, (cls, body) in bodies.items()}


def _headed(name: str, cls: type[Any], body: Schema) -> Schema:
    defined = _used(body, _parts())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:beatwright:schema:{name}:{_VERSION}",
        "title": cls.__name__,
        "description": (cls.__doc__ or "").partition("\n")[0],
        **body,
        **({"$defs": defined} if defined else {}),
    }


def _used(body: Schema, parts: dict[str, Schema]) -> dict[str, Schema]:
    """Return the parts that a schema refers to, and those that these refer to."""
    found: dict[str, Schema] = {}
    waiting = [body]
    while waiting:
        text = repr(waiting.pop())
        for name, part in parts.items():
            if name not in found and f"'#/$defs/{name}'" in text:
                found[name] = part
                waiting.append(part)
    return dict(sorted(found.items()))


def _part(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _parts() -> dict[str, Schema]:
    return {
        "certificate": _certificate(),
        "chart": _chart(),
        "column": object_of(_column()),
        "contract": object_of(fields_schema(Contract), optional=fields_schema(Contract)),
        "difference": object_of(fields_schema(DifferenceInterval)),
        "evaluation": _evaluation(),
        "evaluation table": _evaluation_table(),
        "measure": _measure(),
        "roster": _roster(),
        "table": object_of(fields_schema(Table, columns=array_of(_part("column")))),
    }


def _certificate() -> Schema:
    """Return the schema of a certificate, which writes what is not finite as null."""
    fields = fields_schema(
        Certificate, objective=_NUMBER_OR_NULL, bound=_NUMBER_OR_NULL, seconds=_NUMBER_OR_NULL,
        whole={"type": "number"}, maximised={"const": True},
    )  # fmt: skip
    gap = {**_NUMBER_OR_NULL, "description": "How far from the optimum the plan can be, as a share of the optimum."}
    return object_of({**fields, "gap": gap}, optional=("whole", "maximised"))


def _plan() -> Schema:
    posts = array_of(object_of(fields_schema(Post, reach=_NUMBER_OR_NULL)))
    fields = fields_schema(
        Plan,
        posts=nullable(posts),
        districts=nullable(mapping_of(_TEXT)),
        roster=nullable(_part("roster")),
        certificate=nullable(_part("certificate")),
        edited_from=object_of(fields_schema(EditedFrom)),
    )
    return object_of({"format": _FORMAT, **fields}, optional=("edited_from",))


def _roster() -> Schema:
    fields = fields_schema(
        Roster,
        shifts=array_of(object_of(fields_schema(Shift))),
        lines=array_of(object_of(fields_schema(ShiftLine))),
        rotation=array_of(object_of(fields_schema(CyclicLine))),
        start=nullable({"type": "string", "format": "date"}),
        duty=mapping_of({**_TEXT, "pattern": "^((-|[0-9]+)( (-|[0-9]+))*)?$"}),
        contracts=mapping_of(_part("contract")),
        requests=array_of(object_of(fields_schema(Request))),
    )
    fields["duty"] |= {"description": "Of every officer, by id: the place of the shift of each day, '-' for a day off."}
    return object_of({"format": _FORMAT, **fields})


def _measure() -> Schema:
    """Return the schema of a measure; its figures under every scenario are not written."""
    fields = fields_schema(Measure, against=_part("difference"), by_scenario=None)
    return object_of(fields, optional=("against", "by_week"))


def _column() -> dict[str, Schema]:
    text = {"type": "boolean", "description": "Whether the values are texts."}
    values = array_of({"anyOf": [figure, _TEXT]})
    return {**fields_schema(Column, values=values, base=nullable(array_of(figure))), "text": text}


def _evaluation_table() -> Schema:
    """Return the schema of a table of an evaluation, whose columns are found by name."""
    column = {key: schema for key, schema in _column().items() if key != "name"}
    labels = object_of({"name": _TEXT, "labels": array_of(_TEXT)})
    return object_of(fields_schema(Table, index=labels, columns=mapping_of(object_of(column))))


def _evaluation() -> Schema:
    fields = fields_schema(
        Evaluation, measures=array_of(_part("measure")), tables=mapping_of(_part("evaluation table"))
    )
    return object_of(fields, optional=("notes", "calls"))


def _comparison() -> Schema:
    return object_of(fields_schema(Comparison, evaluations={**array_of(_part("evaluation")), "minItems": 1}))


def _read_report() -> Schema:
    """Return the schema of a report of reading; the rows left out are in a file of their own."""
    return object_of(
        fields_schema(
            ReadReport, read=_COUNT, kept=_COUNT, reasons=mapping_of(_COUNT), facts={"type": "object"},
            dropped=None, columns=None,
        )
    )  # fmt: skip


def _finding() -> Schema:
    fields = fields_schema(
        Finding,
        measures=array_of(_part("measure")),
        tables=array_of(_part("table")),
        charts=array_of(_part("chart")),
        certificates=mapping_of(_part("certificate")),
        details={"type": "object"},
    )
    return object_of(fields)


def _chart() -> Schema:
    charts = array_of(_part("chart"))
    several = {kind: {"charts": charts} if "charts" in kind.parts else {} for kind in chart_kinds()}
    return {
        "anyOf": [
            object_of({"kind": {"const": kind.kind}, **fields_schema(kind, **other)}) for kind, other in several.items()
        ]
    }

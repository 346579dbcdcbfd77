"""JSON Schema of plain values, read off the types of dataclasses: what a field holds is what its annotation says."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from beatwright.core.chart_parts import Part
from beatwright.core.step import help_of

__all__ = ["Schema", "array_of", "fields_schema", "figure", "mapping_of", "nullable", "object_of", "schema_of_type"]

Schema = dict[str, Any]

# JSON has no NaN and no infinity: those are text, which float() reads.
figure: Schema = {"anyOf": [{"type": "number"}, {"enum": ["nan", "inf", "-inf"]}]}
_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: figure,
    types.NoneType: {"type": "null"},
    Any: {},
}


def object_of(properties: Mapping[str, Schema], optional: Iterable[str] = ()) -> Schema:
    """Return the schema of an object with these properties and no others; all but the `optional` ones are there."""
    required = [name for name in properties if name not in set(optional)]
    return {"type": "object", "properties": dict(properties), "required": required, "additionalProperties": False}


def array_of(items: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def mapping_of(values: Schema) -> Schema:
    """Return the schema of an object whose keys are ids."""
    return {"type": "object", "additionalProperties": values}


def nullable(schema: Schema) -> Schema:
    """Return the schema of a value that may be missing."""
    return {"anyOf": [schema, {"type": "null"}]}


def fields_schema(cls: type[Any], **other: Schema | None) -> dict[str, Schema]:
    """Return the schemas of a dataclass's fields, described in the words of its docstring.

    Parameters
    ----------
    cls : type
        A dataclass.
    **other : schema or None
        Of the fields that files hold otherwise than memory does; None for those that they do not hold.
    """
    hints = typing.get_type_hints(cls)
    helps = help_of(cls)
    found = {}
    for field in dataclasses.fields(cls):
        schema = other[field.name] if field.name in other else schema_of_type(hints[field.name])
        text = helps.get(field.name, "")
        if schema is not None:
            found[field.name] = {**schema, "description": text} if text else schema
    return found


def schema_of_type(annotation: Any) -> Schema:
    """Return the schema of what an annotation says.

    Raises
    ------
    TypeError
        Where no plain value is of that type.

    Examples
    --------
    >>> schema_of_type(tuple[int, ...])
    {'type': 'array', 'items': {'type': 'integer'}}
    """
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return object_of(fields_schema(annotation))
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return {"enum": list(arguments)}
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [schema_of_type(one) for one in arguments]}
    if origin is tuple and arguments[-1] is not ...:
        places = [schema_of_type(one) for one in arguments]
        return {"type": "array", "prefixItems": places, "minItems": len(places), "maxItems": len(places)}
    if origin in (tuple, Sequence):
        return array_of(schema_of_type(arguments[0]))
    if origin is Mapping:
        return mapping_of(schema_of_type(arguments[1]))
    raise TypeError(f"There is no schema of {annotation!r}.")

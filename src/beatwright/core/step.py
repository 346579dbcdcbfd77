"""A step: a documented, self-checking dataclass that is one table in the study file and one set of options."""

from __future__ import annotations

import dataclasses
import datetime
import inspect
import re
import types
import typing
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from beatwright.base.check import did_you_mean
from beatwright.base.errors import Complaints, ParameterError, StudyError

__all__ = ["NO_OPTION", "Option", "Step", "build_step", "help_of", "options_of"]

# Metadata of a field that no table and no option sets: what a study hands the step, such as planners and judges.
NO_OPTION = MappingProxyType({"option": False})


class Step:
    """Base of every step; subclasses are frozen dataclasses.

    Attributes
    ----------
    needs : tuple of str
        Layers of a plan that must be decided before this step.
    makes : tuple of str
        Layers that this step decides.
    builds_on : tuple of str
        Layers that this step takes from the plan that it is built on, where there is one.
    input_files : tuple of str
        Options that hold the path of an input file; in a study it is relative to the data folder.
    """

    needs: ClassVar[tuple[str, ...]] = ()
    makes: ClassVar[tuple[str, ...]] = ()
    builds_on: ClassVar[tuple[str, ...]] = ()
    input_files: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.extend(self.complaints())
        complaints.raise_if_any(ParameterError)

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options; subclasses say it."""
        return ()

    def __repr__(self) -> str:
        """Return the name and every option; steps that share options leave it to this (``repr=False``)."""
        shown = (f"{field.name}={getattr(self, field.name)!r}" for field in _in_order(type(self)))
        return f"{type(self).__name__}({', '.join(shown)})"

    @property
    def label(self) -> str:
        """Name and the options that differ from their defaults, tables left out: ``PMedian(p=6)``."""
        shown = []
        for field in _in_order(type(self)):
            value = getattr(self, field.name)
            if not _is_option(field):
                continue
            in_label = field.name not in ("seed", "name", *self.input_files) and not isinstance(value, Mapping)
            if value != field.default and in_label:
                shown.append(f"{field.name}={value}")
        return f"{type(self).__name__}({', '.join(shown)})" if shown else type(self).__name__


@dataclasses.dataclass(frozen=True)
class Option:
    """One option of a step, as the help texts show it."""

    name: str
    kind: str
    default: str
    help: str
    required: bool


def _in_order(cls: type[Any]) -> list[dataclasses.Field[Any]]:
    """Return the fields of a step: its own first, then those that it shares, which a base asks for by name."""
    return sorted(dataclasses.fields(cls), key=lambda field: bool(field.kw_only))


_PARAMETER = re.compile(r"^(\w+(?:, \w+)*) : (.+)$")


def _documented(cls: type) -> dict[str, tuple[str, str]]:
    """Read 'Parameters' in the numpydoc of a class and its bases, the class's own word first: name -> (type, text)."""
    found: dict[str, tuple[str, str]] = {}
    for one in reversed(cls.__mro__):
        if text := one.__dict__.get("__doc__"):
            found |= _parameters(inspect.cleandoc(text))
    return found


def _parameters(text: str) -> dict[str, tuple[str, str]]:
    lines = text.splitlines()
    found: dict[str, tuple[str, list[str]]] = {}
    current: list[str] | None = None
    inside = False
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if following and set(following) == {"-"}:
            inside, current = line.strip() == "Parameters", None
        elif inside and (match := _PARAMETER.match(line)):
            current = []
            found |= dict.fromkeys(match[1].split(", "), (match[2], current))
        elif inside and current is not None and line.startswith(" "):
            current.append(line.strip())
    return {name: (kind, " ".join(text)) for name, (kind, text) in found.items()}


def help_of(cls: type) -> dict[str, str]:
    """Return what a class's docstring says of each of its parameters.

    >>> help_of(Option)
    {}
    """
    return {name: text for name, (_, text) in _documented(cls).items()}


def _is_option(field: dataclasses.Field[Any]) -> bool:
    return bool(field.metadata.get("option", True))


def options_of(cls: type[Any]) -> tuple[Option, ...]:
    """Return the options of a step, with the help text of its docstring."""
    documented = _documented(cls)
    options = []
    for field in filter(_is_option, _in_order(cls)):
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        default = "" if required else repr(field.default if field.default is not dataclasses.MISSING else ())
        kind, text = documented.get(field.name, (str(field.type), ""))
        options.append(Option(name=field.name, kind=kind, default=default, help=text, required=required))
    return tuple(options)


def _coerce(value: object, annotation: object) -> object:
    """Turn what TOML or an option gave into the field's type where that loses nothing."""
    inner = typing.get_args(annotation) if isinstance(annotation, types.UnionType) else (annotation,)
    if isinstance(value, int) and not isinstance(value, bool) and float in inner and int not in inner:
        return float(value)
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, datetime.date) and str in inner:
        return value.isoformat()
    return value


def build_step(cls: type[Any], table: dict[str, Any], where: str) -> Any:
    """Make a step from a table of options.

    Parameters
    ----------
    cls : type
        The step's class, a dataclass.
    table : dict
        Options by name.
    where : str
        What to call the table in an error, such as ``[[planning]] number 2``.

    Raises
    ------
    StudyError
        With every unknown, missing or wrong option at once.
    """
    known = {option.name: option for option in options_of(cls)}
    complaints = Complaints()
    for key in table:
        if key not in known:
            complaints.add(f"{where}: {cls.__name__} has no option '{key}'. {did_you_mean(key, known)}")
    for option in known.values():
        if option.required and option.name not in table:
            complaints.add(f"{where}: {cls.__name__} needs the option '{option.name}': {option.help}")
    if not len(complaints):
        hints = typing.get_type_hints(cls)
        try:
            return cls(**{key: _coerce(value, hints.get(key)) for key, value in table.items()})
        except (ParameterError, TypeError) as problem:
            complaints.add(f"{where}: {problem}")
    complaints.raise_if_any(StudyError)
    raise AssertionError  # unreachable: the line above raises

"""What every step must be: a frozen, documented dataclass that refuses options it does not have."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from beatwright.base.errors import ParameterError, StudyError
from beatwright.core import build_step, options_of

__all__ = ["check_step", "made", "need"]

# What a class that is given without options is made with, where it requires one of these.
_REQUIRED: dict[str, Any] = {"p": 2, "car_hours": 1000.0}


def need(holds: bool, text: str) -> None:
    """Raise AssertionError with `text` unless `holds`; unlike ``assert`` it survives ``python -O``."""
    if not holds:
        raise AssertionError(text)


def made(step: Any) -> Any:
    """Return `step`, or one made with its defaults where a class is given; a required ``p`` is 2.

    Raises
    ------
    AssertionError
        Where the class requires options whose values are anybody's guess.
    """
    if not isinstance(step, type):
        return step
    need(dataclasses.is_dataclass(step), f"{step.__name__} must be a dataclass.")
    required = [option.name for option in options_of(step) if option.required]
    unknown = [name for name in required if name not in _REQUIRED]
    need(not unknown, f"{step.__name__} requires {', '.join(unknown)}: give the check an instance.")
    return step(**{name: _REQUIRED[name] for name in required})


def check_step(step: Any) -> Any:
    """Check what all steps have in common, and return the instance checked.

    A step is a frozen dataclass whose options all stand in the numpydoc section "Parameters", have plain
    values, and can be given as a table. It checks itself when made: a value of a wrong kind is a ParameterError
    that names the option.

    Parameters
    ----------
    step : class or instance
        A class is made with its defaults (``p=2`` where it requires p).

    Raises
    ------
    AssertionError
        With what is wrong.

    Examples
    --------
    >>> from beatwright.planning import RandomPosts
    >>> check_step(RandomPosts)
    RandomPosts(p=2, seed=0, draws=100, name='')
    """
    instance = made(step)
    name = type(instance).__name__
    need(dataclasses.is_dataclass(instance), f"{name} must be a dataclass.")
    need(type(instance).__dataclass_params__.frozen, f"{name} must be a frozen dataclass: @dataclass(frozen=True).")
    need(isinstance(getattr(instance, "label", None), str), f"{name} must have a 'label': subclass Step.")
    _check_documented(type(instance))
    _check_table(instance)
    _check_refuses(instance)
    return instance


def _check_documented(cls: type[Any]) -> None:
    silent = [option.name for option in options_of(cls) if not option.help]
    need(not silent, f"The docstring of {cls.__name__} does not explain the options {', '.join(silent)}.")


def _check_table(instance: Any) -> None:
    cls = type(instance)
    table = {option.name: getattr(instance, option.name) for option in options_of(cls)}
    try:
        plain = json.loads(json.dumps(table, allow_nan=False))
    except (TypeError, ValueError) as problem:
        raise AssertionError(f"The options of {cls.__name__} must be plain values: {problem}.") from None
    try:
        again = build_step(cls, plain, "[step]")
    except StudyError as problem:
        raise AssertionError(f"{cls.__name__} refuses its own options from a table: {problem}") from None
    alike = all(getattr(again, name) == getattr(instance, name) for name in table)
    need(alike, f"{cls.__name__} made from a table of its options is not itself: {again!r}.")


def _check_refuses(instance: Any) -> None:
    """Give every option a value that no option can have."""
    name = type(instance).__name__
    for option in options_of(type(instance)):
        try:
            dataclasses.replace(instance, **{option.name: object()})
        except ParameterError as complaint:
            need(f"'{option.name}'" in str(complaint), f"{name} refuses a wrong '{option.name}' without naming it.")
        except Exception as problem:
            raise AssertionError(
                f"{name} answers a wrong '{option.name}' with {type(problem).__name__}; it must be a ParameterError."
            ) from None
        else:
            raise AssertionError(f"{name} takes any '{option.name}' without a look: check it in complaints().")

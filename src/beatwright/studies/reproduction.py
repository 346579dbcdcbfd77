"""A published study that can be run again by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from beatwright.base.check import did_you_mean
from beatwright.base.errors import StudyError
from beatwright.base.progress import Listener

__all__ = ["Reproduction", "Result", "known", "reproduction_named"]


class Result(Protocol):
    """What a reproduced study hands back."""

    @property
    def text(self) -> str:
        """Tables and findings, for a terminal."""
        ...

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        ...


@dataclass(frozen=True)
class Reproduction:
    """One study.

    Parameters
    ----------
    name : str
        Name on the command line.
    title : str
        What it is, in one line.
    run : callable
        ``run(output, data, listener)``: writes the report into the folder `output`; `data` is the folder of real
        data, or None; `listener` is told of every step.
    """

    name: str
    title: str
    run: Callable[[Path, Path | None, Listener], Result]


def known(studies: Sequence[Reproduction]) -> str:
    """Return the names and titles, one a line."""
    return "\n".join(f"  {study.name:<12} {study.title}" for study in studies)


def reproduction_named(name: str, studies: Sequence[Reproduction]) -> Reproduction:
    """Return the study called `name`.

    Raises
    ------
    StudyError
        Where there is none; lists the known ones.
    """
    found = next((study for study in studies if study.name == name), None)
    if found is None:
        raise StudyError(f"There is no study '{name}'. {did_you_mean(name, [study.name for study in studies])}")
    return found

"""The public names of every room, each with its first sentence, in the groups that its packages make."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

__all__ = ["ROOMS", "PublicName", "groups_of", "public_names", "purpose_of", "stub_of", "write_stubs"]

ROOMS = {
    "core": "the nouns and the three verbs; also reached as `beatwright.NAME`",
    "data": "files to nouns, generated cities",
    "network": "streets to travel",
    "patterns": "point patterns: where and when events cluster; arrays in, arrays out",
    "queueing": "how many cars, and how long calls wait; numbers in, numbers out",
    "simulate": "the dispatch of cars, call by call; numbers in, numbers out",
    "forecast": "past incidents to demand",
    "planning": "problem to plan",
    "evaluate": "problem and plan to evaluation",
    "examine": "examiners: what they find in a case that is planned and judged",
    "solver": "exact methods on plain arrays",
    "show": "case to report, figures and files",
    "study": "study file to case",
    "studies": "published studies, done again",
    "testing": "checks for steps of your own",
}

# Constants have no documentation of their own.
_CONSTANTS = {
    "HOURS_OF_YEAR": "Hours of a year, leap years averaged: 8,766.",
    "KIND_STEPS": "The forecasters of kinds of incidents.",
    "NAMED_PATTERNS": "Patterns of work and days off that have names: 5/8, 4/10, 2-2-3 and 4-on-4-off.",
    "REPRODUCTIONS": "The published studies that are done again, in the order in which they are listed.",
    "STAFFING_RULES": "The rules of `hourly_cars`.",
    "STAGES": "Every table of a study file, in the order of a run, with its steps.",
    "STEPS": "The steps of this room, in the order in which `beatwright steps` lists them.",
}


@dataclass(frozen=True)
class PublicName:
    """A name that a room makes public."""

    room: str
    name: str

    @property
    def path(self) -> str:
        """Where it is imported from."""
        return f"beatwright.{self.room}.{self.name}"

    @property
    def thing(self) -> object:
        """What it names."""
        return getattr(import_module(f"beatwright.{self.room}"), self.name)

    @property
    def is_class(self) -> bool:
        """Does it name a class."""
        return inspect.isclass(self.thing)

    @property
    def directive(self) -> str:
        """The directive of Sphinx that documents it."""
        if self.is_class:
            return "autoclass"
        return "autofunction" if callable(self.thing) else "autodata"

    @property
    def is_repeated(self) -> bool:
        """Does an earlier room make the same class public."""
        earlier = [*ROOMS][: [*ROOMS].index(self.room)]
        rooms = (import_module(f"beatwright.{room}") for room in earlier)
        return self.is_class and any(self.thing is getattr(room, each) for room in rooms for each in room.__all__)

    @property
    def sentence(self) -> str:
        """The first sentence of its documentation."""
        if self.directive == "autodata":
            return _CONSTANTS[self.name]
        paragraph = inspect.cleandoc(self.thing.__doc__ or "").partition("\n\n")[0]
        return re.split(r"(?<=[.!?])\s+(?=[A-Z`])", " ".join(paragraph.split()))[0]

    @property
    def group(self) -> str:
        """Its package in the room, or nothing where it lies in the room itself or in another."""
        *package, _ = getattr(self.thing, "__module__", "").split(".")
        return ".".join(package[:3]) if package[:2] == ["beatwright", self.room] and len(package) > 2 else ""


def public_names(room: str) -> list[PublicName]:
    """Return the public names of a room in alphabetical order."""
    return [PublicName(room, name) for name in sorted(import_module(f"beatwright.{room}").__all__)]


def groups_of(room: str) -> dict[str, list[PublicName]]:
    """Return the public names of a room by group, those without one first."""
    groups: dict[str, list[PublicName]] = {}
    for name in sorted(public_names(room), key=lambda each: (each.group, each.name)):
        groups.setdefault(name.group, []).append(name)
    return groups


def purpose_of(package: str) -> str:
    """Return the first line of a package's documentation."""
    return (import_module(package).__doc__ or "").strip().partition("\n")[0]


def stub_of(name: PublicName) -> str:
    """Return the page of a public name, for Sphinx to fill."""
    again = ["   :no-index:"] if name.is_repeated else []
    members = ["   :members:", *again, ""] if name.directive == "autoclass" else []
    empty = ["   :no-value:", "", name.sentence.replace("`", "``"), ""] if name.directive == "autodata" else []
    heading = f"{name.room}.{name.name}"
    title = [heading, "=" * len(heading), "", f".. currentmodule:: beatwright.{name.room}", ""]
    return "\n".join([*title, f".. {name.directive}:: {name.name}", *members, *empty])


def write_stubs(folder: Path) -> None:
    """Write the page of every public name, and remove those of names that are public no more."""
    folder.mkdir(exist_ok=True)
    pages = {folder / f"{name.path}.rst": stub_of(name) for room in ROOMS for name in public_names(room)}
    for stale in {*folder.iterdir()} - {*pages}:
        stale.unlink()
    for path, text in pages.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")

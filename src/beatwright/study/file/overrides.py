"""``--set table.option=value``: change single options of a study file."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Sequence
from typing import Any

from beatwright.base.check import did_you_mean
from beatwright.base.errors import Complaints, StudyError
from beatwright.core.step import options_of
from beatwright.study.file.catalogue import STAGES, Stage

__all__ = ["apply_overrides", "read_value"]


def apply_overrides(tables: dict[str, Any], settings: Sequence[str]) -> dict[str, Any]:
    """Return the tables of a study file with some options changed.

    Parameters
    ----------
    tables : dict
        The study file as read.
    settings : sequence of str
        ``table.option=value``. Where a table stands several times the option changes in every one whose
        step has it; ``table.Step.option=value`` or ``table.2.option=value`` names one.

    Raises
    ------
    StudyError
        With every setting that fits nothing, listing what is known.

    Examples
    --------
    >>> apply_overrides({"planning": [{"step": "PMedian", "p": 6}]}, ["planning.p=8"])
    {'planning': [{'step': 'PMedian', 'p': 8}]}
    """
    changed = copy.deepcopy(tables)
    complaints = Complaints()
    for setting in settings:
        try:
            _apply(changed, setting)
        except StudyError as problem:
            complaints.add(str(problem))
    complaints.raise_if_any(StudyError)
    return changed


def _apply(tables: dict[str, Any], setting: str) -> None:
    path, equals, text = setting.partition("=")
    words = path.strip().split(".")
    if not equals or len(words) not in (2, 3):
        raise StudyError(f"--set '{setting}' must have the form table.option=value, such as planning.p=8.")
    stage = next((stage for stage in STAGES if stage.table == words[0]), None)
    if stage is None:
        raise StudyError(
            f"--set '{setting}': there is no table '{words[0]}'. {did_you_mean(words[0], [s.table for s in STAGES])}"
        )
    value = read_value(text.strip())
    if not stage.many:
        if len(words) == 3:
            raise StudyError(f"--set '{setting}': {stage.heading} stands once; write {words[0]}.{words[2]}=...")
        tables.setdefault(stage.table, {})[words[1]] = value
        return
    for entry in _entries(tables, stage, words, setting):
        entry[words[-1]] = value


def _entries(tables: dict[str, Any], stage: Stage, words: list[str], setting: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = tables.get(stage.table, [])
    if len(words) == 2:
        chosen = [entry for entry in entries if words[1] in _known(stage, entry)]
        if not chosen:
            known = set().union(*(_known(stage, entry) for entry in entries)) if entries else set()
            raise StudyError(f"--set '{setting}': no step has an option '{words[1]}'. {did_you_mean(words[1], known)}")
        return chosen
    if words[1].isdecimal():
        if not 1 <= int(words[1]) <= len(entries):
            raise StudyError(f"--set '{setting}': {stage.heading} stands {len(entries)} times.")
        return [entries[int(words[1]) - 1]]
    chosen = [entry for entry in entries if entry.get("step") == words[1]]
    if not chosen:
        present = sorted({str(entry.get("step")) for entry in entries})
        raise StudyError(
            f"--set '{setting}': no {stage.heading} has step '{words[1]}'. {did_you_mean(words[1], present)}"
        )
    return chosen


def _known(stage: Stage, entry: dict[str, Any]) -> set[str]:
    step = stage.known(str(entry.get("step")))
    return {"name"} | ({option.name for option in options_of(step)} if step else set())


def read_value(text: str) -> Any:
    """Read a TOML value; what is none counts as text, so that ``city.zones=40x24`` needs no quotes."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text

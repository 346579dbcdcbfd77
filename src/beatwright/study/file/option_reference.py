"""What every table and option of a study file means, in words, from the steps themselves."""

from __future__ import annotations

import inspect
import textwrap
from typing import Any

from beatwright.core.step import Option, options_of
from beatwright.study.file.catalogue import STAGES, Stage, step_named

__all__ = ["describe_step", "list_steps", "summary_of"]


def summary_of(step: type[Any]) -> str:
    """Return the first line of a step's docstring."""
    return inspect.cleandoc(step.__doc__ or "").splitlines()[0]


def list_steps() -> str:
    """Return every table of a study file and the steps that can stand in it."""
    lines = []
    for stage in STAGES:
        notes = [
            note
            for note, holds in (
                ("required", stage.required),
                ("may stand several times", stage.many),
                (f'older spelling of [[examine]] with step = "{stage.older}"', bool(stage.older)),
            )
            if holds
        ]
        lines.append(f"{stage.heading}{'  (' + ', '.join(notes) + ')' if notes else ''}")
        lines += [f"  {step.__name__:<18} {summary_of(step)}" for step in stage.steps]
    lines.append("\nThe options of one: beatwright steps NAME")
    return "\n".join(lines)


def describe_step(name: str) -> str:
    """Return the options of the step called `name`.

    Raises
    ------
    StudyError
        Where there is no such step; lists the known ones.
    """
    stage, step = step_named(name)
    lines = [f"{name}: {summary_of(step)}", "", *_usage(stage, step)]
    if getattr(step, "needs", ()) or getattr(step, "makes", ()):
        lines.append(f"Needs: {', '.join(step.needs) or 'nothing'}. Makes: {', '.join(step.makes) or 'nothing'}.")
    lines += ["", "Options:"]
    options = (*options_of(step), *(options_of(stage.options) if stage.options else ()))
    for option in options:
        if option.name != "step":
            lines += _option(option)
    if stage.many and all(option.name != "name" for option in options):
        lines += _option(
            Option(
                name="name",
                kind="str",
                default="",
                help="Name of the plan in tables; default: the step and its options.",
                required=False,
            )
        )
    return "\n".join(lines)


def _usage(stage: Stage, step: type[Any]) -> list[str]:
    chosen = [f'  step = "{step.__name__}"'] if stage.chosen else []
    return [f"  {stage.heading}", *chosen, ""]


def _option(option: Option) -> list[str]:
    default = "required" if option.required else f"default {option.default}"
    text = textwrap.fill(option.help, 96, initial_indent=" " * 6, subsequent_indent=" " * 6)
    return [f"  {option.name} : {option.kind} ({default})", text]

"""Write the reference pages from the code: `python docs/generate_reference.py [--check]`."""

import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import typer

from beatwright.cli.commands import app
from beatwright.core import json_schemas
from beatwright.core.step import Option, options_of
from beatwright.study import STAGES
from beatwright.study.file.option_reference import summary_of

FOLDER = Path(__file__).parent / "reference"
sys.path.insert(0, str(FOLDER.parent / "_extensions"))

from public_names import ROOMS, PublicName, groups_of, purpose_of  # noqa: E402


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def _options(options: tuple[Option, ...]) -> list[str]:
    lines = ["| option | type | default | meaning |", "|---|---|---|---|"]
    for option in options:
        default = "required" if option.required else f"`{option.default}`"
        lines.append(f"| `{option.name}` | {_cell(option.kind)} | {_cell(default)} | {_cell(option.help)} |")
    return [*lines, ""]


def options_page() -> str:
    """Return the page of every table and option of a study file."""
    lines = [
        "# Study file: tables and options",
        "",
        "Generated from the steps themselves.",
        "",
        "## What each step needs and makes",
        "",
    ]
    lines += ["| table | step | needs | makes |", "|---|---|---|---|"]
    for stage in STAGES:
        for step in stage.steps:
            needs, makes = ", ".join(step.needs) or "–", ", ".join(step.makes) or "–"
            lines.append(f"| `{stage.heading}` | `{step.__name__}` | {needs} | {makes} |")
    for stage in STAGES:
        lines += ["", f"## {stage.heading}", ""]
        if stage.options:
            lines += [summary_of(stage.options), "", *_options(options_of(stage.options))]
        for step in stage.steps:
            lines += [f"### {step.__name__}", "", summary_of(step), "", *_options(options_of(step))]
    return "\n".join(lines).rstrip() + "\n"


_ENDS = """## How a command ends

Ctrl-C ends a command at once, whatever it is doing, with exit code 130 and *Interrupted. Nothing was changed.*
Where `run` judges by a simulation of more than 52 weeks, the first Ctrl-C ends the simulation with the years that are
done: all plans are judged on these, the case is written, and the command ends with 130 and *Interrupted. The
simulation stopped after 104 of 520 weeks. All plans were judged on these weeks; the case is in 'out'.* A second one
ends the command at once.
A request to end (SIGTERM) does the same with 143. `serve` is meant to end so: by either with 0, its plans kept.
The earlier case folder is as it was, no half-made folder and no
process is left. What a command keeps for the next time stays: the scores of a backtest, the pages of a journal. It
says so then: *Interrupted. The scores so far are kept in 'out/nij-portland.scores': the same command goes on from
there.* Only the moment in which the finished folder is put in its place is not cut in two. To stop a search early
and keep its best plan, give the step a limit (`seconds`, `gap`): a run whose planning was interrupted writes no
report. In Python, Ctrl-C while HiGHS searches hands back the best point found, with the gap that is left.

A full disk, a missing permission, too many open files and the like end with 1 and a sentence that names the path.
Too little memory is one sentence and 1 too, also where a library ends the process by itself. For this the command
runs in a child of the process that was started (on Linux): a child that does not hear Ctrl-C or SIGTERM within six
seconds is ended, and what it was writing is removed. `BEATWRIGHT_DEBUG=1` keeps all in one process.
"""


def _commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every command with its name, those of a group under the group's."""
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def cli_page() -> str:
    """Return the page of every command and option of the command line."""
    group: Any = typer.main.get_command(app)
    lines = ["# Command line", "", group.help, "", group.epilog, "", "Generated from the commands themselves.", ""]
    for name, command in _commands(group):
        lines += [f"## beatwright {name}", "", command.help, ""]
        lines += ["| argument or option | default | meaning |", "|---|---|---|"]
        for parameter in command.params:
            shown = ", ".join(parameter.opts) if parameter.param_type_name == "option" else parameter.name.upper()
            default = "" if parameter.default in (None, [], ()) or parameter.required else f"`{parameter.default}`"
            lines.append(f"| `{shown}` | {default} | {_cell(getattr(parameter, 'help', '') or '')} |")
        lines.append("")
    lines += [_ENDS]
    lines += ["Shell completion: `beatwright --install-completion`, or `--show-completion` to see it first."]
    return "\n".join(lines).rstrip() + "\n"


def _names(names: list[PublicName]) -> list[str]:
    lines = ["| name | what it is |", "|---|---|"]
    lines += [f"| [`{name.name}`](generated/{name.path}.rst) | {_cell(name.sentence)} |" for name in names]
    return [*lines, ""]


def api_page() -> str:
    """Return the page that lists every public name of every room, with its first sentence."""
    lines = ["# Python", "", "Every public name with the first sentence of its documentation.", ""]
    for room, text in ROOMS.items():
        lines += [f"## beatwright.{room}", "", f"{text[:1].upper()}{text[1:]}.", ""]
        for group, names in groups_of(room).items():
            title = group.rpartition(".")[2].replace("_", " ").capitalize()
            lines += [f"### {title}", "", purpose_of(group), ""] if group else []
            lines += _names(names)
    lines += ["```{toctree}", ":hidden:", ":glob:", "", "generated/*", "```"]
    return "\n".join(lines).rstrip() + "\n"


def _schema_text(name: str) -> str:
    """Return a JSON Schema as `beatwright schemas` writes it."""
    return json.dumps(json_schemas()[name], indent=1, ensure_ascii=False) + "\n"


SCHEMAS = {f"schemas/{name}.schema.json": partial(_schema_text, name) for name in json_schemas()}
PAGES = {"api.md": api_page, "options.md": options_page, "cli.md": cli_page, **SCHEMAS}


def main() -> int:
    """Write the pages, or with --check say whether they are out of date."""
    stale = []
    for name, make in PAGES.items():
        path, text = FOLDER / name, make()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale:
        print(("out of date: " if "--check" in sys.argv else "written: ") + ", ".join(stale))
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    raise SystemExit(main())

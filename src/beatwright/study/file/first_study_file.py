"""A study file to begin with, written from what a file of incidents shows."""

from __future__ import annotations

from pathlib import Path

from beatwright.base.errors import InputError
from beatwright.base.files.atomic_file import write_new_text
from beatwright.base.files.toml_text import toml_string
from beatwright.base.progress import Listener
from beatwright.core import ReadReport
from beatwright.study.check_file import check_file
from beatwright.study.file.study_file import read_study
from beatwright.study.file.study_steps import Study

__all__ = ["start_study"]

_CITY = """\
# The boundary of the city, in place of the hull. Take the # away, and name your own file.
# boundary = "boundary.gpkg"
"""
_TODAY = """\
# Today's practice, which every plan is compared with: the posts, and the districts where they are drawn anew.
# [today]
# posts = "stations.csv"
# districts = "beats.gpkg"
"""
_MORE = """\
# Distances along streets in place of straight lines:
# [network]
# edges = "streets.gpkg"

# A response standard in metres:
# [problem]
# within = 2000
"""


def start_study(file: str | Path, output: str | Path | None = None, *, listener: Listener | None = None) -> Path:
    """Write a commented study file for a file of incidents; it runs at once.

    Parameters
    ----------
    file : path
        Incident records.
    output : path, optional
        The study file to write. Default: beside the incidents, of the same name, ending in ``.toml``.
    listener : Listener, optional
        Told of the steps.

    Returns
    -------
    Path
        The study file.

    Raises
    ------
    InputError
        Where the study file exists already: it is never overwritten. Or the incidents cannot be used.
    """
    file = Path(file)
    target = Path(output) if output is not None else file.with_suffix(".toml")
    _need_free(target)
    study = read_study(file, listener=listener)
    report = check_file(file, listener=listener)
    return write_new_text(target, _text(study, report, _seen_from(target, file)))


def _need_free(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise InputError(f"'{target}' exists already and is never overwritten. Give another name with --output.")


def _seen_from(target: Path, file: Path) -> str:
    """Return the name of the incidents as the study file has it."""
    beside = target.absolute().parent == file.absolute().parent
    return file.name if beside else str(file.absolute())


def _text(study: Study, report: ReadReport, file: str) -> str:
    tables = study.tables
    notes = (*(study.frame.notes if study.frame else ()), *study.notes)
    lines = [f"# A study of {_line(Path(file).name)}. Change it and run it: beatwright run FILE", "#"]
    lines += ["# What was chosen, and why:", *(f"#   {_line(note)}" for note in notes), "", "[study]"]
    lines += [f"name = {toml_string(study.options.name)}"]
    lines += [f'holdout = "{study.options.holdout}"   # planned on what came before, judged on what came after', ""]
    lines += [*_comments(report), "[incidents]", f"file = {toml_string(file)}"]
    lines += ["", "[incidents.mapping]   # our column = the heading in the file"]
    lines += [f"{role} = {toml_string(heading)}" for role, heading in report.columns.items()]
    lines += ["", "[city]", f"zones = {toml_string(str(tables['city']['zones']))}", _CITY, _TODAY]
    for plan in tables["planning"]:
        lines += ["[[planning]]", f'step = "{plan["step"]}"', f"p = {plan['p']}", ""]
    trade = tables["examine"][0]
    lines += ["# What every number of posts brings.", "[[examine]]", f'step = "{trade["step"]}"']
    lines += [f"fewest = {trade['fewest']}", f"most = {trade['most']}", "", _MORE]
    return "\n".join(lines)


def _comments(report: ReadReport) -> list[str]:
    lines = [f"{report.read:,} rows read, {report.kept:,} kept."]
    lines += [f"{key}: {value}" for key, value in report.facts.items() if key != "columns"]
    lines += [f"warning: {warning}" for warning in report.warnings]
    return ["# What the file shows:", *(f"#   {_line(text)}" for text in lines)]


def _line(text: str) -> str:
    """Return a text that stays inside its comment."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())

"""Plans that commands keep in a case folder beside those of the study: by name, and never in another's file."""

from __future__ import annotations

from pathlib import Path

from beatwright.base.check import did_you_mean
from beatwright.base.errors import StudyError
from beatwright.core import Case, Plan

__all__ = ["place_for_plan", "plan_of_case"]

_PLANS = "plans"


def place_for_plan(case: Case, folder: str | Path, name: str, command: str) -> Path:
    """Return the file that a command keeps a plan in, `plans/NAME.json`.

    Parameters
    ----------
    case : Case
        As it was read from the folder.
    folder : path
        The case folder.
    name : str
        Name of the plan.
    command : str
        The command, which its plans say that they are made by.

    Raises
    ------
    StudyError
        Where the name cannot be that of a file, is that of a plan of the study, or the file is not the command's.
    """
    if not name.replace("-", "").replace("_", "").isalnum() or name.isdecimal():
        raise StudyError(
            f"The plan is kept in a file of its name: letters, digits, - and _, not a number. Got {name!r}."
        )
    file = Path(folder) / _PLANS / f"{name}.json"
    if file.exists() and Plan.load(file).made_by != command:
        raise StudyError(f"'{file}' is not of beatwright {command}, and stays. Keep the plan under another name.")
    if name in {one.name for one in case.plans}:
        raise StudyError(f"The case has a plan '{name}' already. Keep the new one under another name.")
    return file


def plan_of_case(case: Case, folder: str | Path, plan: str, first: str = "") -> Plan:
    """Return a plan of a case by its name, those that commands keep in its folder among them.

    Parameters
    ----------
    case : Case
        As it was read from the folder.
    folder : path
        The case folder.
    plan : str
        Its name; empty: `first` where there is such a plan, else the recommended one.
    first : str
        Name of the plan that comes before the recommended one.

    Raises
    ------
    StudyError
        Where there is no such plan.
    """
    known = {one.name: one for one in case.plans}
    for path in sorted((Path(folder) / _PLANS).glob("*.json")):
        if not path.stem.isdecimal():
            known[path.stem] = Plan.load(path)
    wanted = plan or (first if first in known else case.main)
    if wanted not in known:
        raise StudyError(f"The case has no plan '{wanted}'. {did_you_mean(wanted, known)}")
    return known[wanted]

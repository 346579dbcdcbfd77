"""A study file, read and checked as a whole before anything runs."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beatwright.base.check import did_you_mean
from beatwright.base.errors import Complaints, InputError, StudyError
from beatwright.base.files.open_file import nested_deeper, regular_file
from beatwright.base.files.text_file import read_text
from beatwright.base.progress import Clock, Listener, Silent
from beatwright.core.protocols import Forecaster, InputStep, Judge, Planner
from beatwright.core.step import build_step, options_of
from beatwright.data import CitySource, Frame, IncidentSource, today
from beatwright.network import RoadSource
from beatwright.study.alternatives_table import AlternativesOptions, planner_to_rank
from beatwright.study.file.catalogue import STAGES, Stage
from beatwright.study.file.guesses import guess, needs_guesses, placeholders
from beatwright.study.file.input_files import check_files, every_complaint
from beatwright.study.file.overrides import apply_overrides
from beatwright.study.file.table_options import ForecastOptions, ProblemOptions, StudyOptions
from beatwright.study.judging import fits, judges_for, layers_made
from beatwright.study.trade_off_table import TradeOffOptions

__all__ = ["DATA_VARIABLE", "Study", "read_study"]

DATA_VARIABLE = "BEATWRIGHT_DATA"
# Tables without which a study does less, rather than the same with defaults.
_ONLY_WHERE_ASKED = ("forecast", "tradeoff", "alternatives")


@dataclass(frozen=True)
class Study:
    """Every step of a study, ready to run.

    Parameters
    ----------
    options : StudyOptions
        Title, split, seed.
    folder : Path
        Folder of the input files.
    incidents, city, network : steps
        How to read them.
    problem : ProblemOptions
        Resources and standards.
    planners : tuple of (str, Planner)
        The planners and the names of their plans, in order.
    judges : tuple of Judge
        The judges.
    forecast : tuple of (ForecastOptions, Forecaster), optional
        How demand is foreseen.
    tradeoff : TradeOffOptions, optional
        The numbers of posts to try.
    alternatives : AlternativesOptions, optional
        How many plans to rank; None: as the defaults say, where that is quick.
    tables : mapping
        The study file as it was read, for the manifest, with what was chosen where it said nothing.
    frame : Frame, optional
        The hull drawn around the incidents, where no file frames the city.
    notes : tuple of str
        What was chosen where the study file said nothing, and why.
    """

    options: StudyOptions
    folder: Path
    incidents: IncidentSource
    city: CitySource
    network: RoadSource
    problem: ProblemOptions
    planners: tuple[tuple[str, Planner], ...]
    judges: tuple[Judge, ...]
    forecast: tuple[ForecastOptions, Forecaster] | None = None
    tradeoff: TradeOffOptions | None = None
    alternatives: AlternativesOptions | None = None
    tables: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    frame: Frame | None = None
    notes: tuple[str, ...] = ()

    @property
    def base(self) -> str:
        """Name of the plan that the others are compared with."""
        names = [name for name, _ in self.planners]
        planners = dict(self.planners)
        layers = set(layers_made(planners[self.main]))
        alike = [name for name in names if layers & set(layers_made(planners[name]))]
        current = [name for name in alike if isinstance(planners[name], today.STEPS)]
        return _named("base", self.options.base, names) or (current or alike)[0]

    @property
    def main(self) -> str:
        """Name of the plan that is recommended."""
        names = [name for name, _ in self.planners]
        return _named("main", self.options.main, names) or names[-1]


def read_study(
    path: str | Path,
    *,
    data: str | Path | None = None,
    settings: Sequence[str] = (),
    seed: int | None = None,
    listener: Listener | None = None,
) -> Study:
    """Read a study file, or make a study of a bare file of incidents.

    Parameters
    ----------
    path : path
        The study file (TOML), or a file of incidents: then everything else is chosen from them, and told.
    data : path, optional
        Folder that ``[study] data`` is relative to; default: the environment variable BEATWRIGHT_DATA,
        else the study file's folder.
    settings : sequence of str
        Options to change, ``table.option=value``.
    seed : int, optional
        Replaces ``[study] seed``.
    listener : Listener, optional
        Told where incidents are read to choose what the study leaves open.

    Raises
    ------
    StudyError
        With every complaint at once: what is not TOML, unknown tables, steps and options, values out of range.
    """
    path = Path(path)
    tables = _read_toml(path)
    # Plans that are not asked for are chosen later, and their options changed then.
    later = [] if tables.get("planning") else [setting for setting in settings if setting.startswith("planning.")]
    tables = apply_overrides(tables, [setting for setting in settings if setting not in later])
    if seed is not None:
        tables.setdefault("study", {})["seed"] = seed
    _check_tables(tables, path)
    built = _build(apply_overrides(placeholders(tables), later), path)
    folder = _data_folder(path, built.options.data, data)
    if needs_guesses(tables):
        beside = tuple((name, _beside(planner, folder)) for name, planner in built.planners)
        asked = dataclasses.replace(built, folder=folder, planners=beside)
        check_files(asked)
        with every_complaint(asked):
            made = guess(tables, folder, built.incidents, built.city, Clock(listener or Silent()))
        chosen = _build(apply_overrides(made.tables, later), path)
        built = dataclasses.replace(chosen, frame=made.frame, notes=made.notes)
    planners = tuple((name, _beside(planner, folder)) for name, planner in built.planners)
    return dataclasses.replace(built, folder=folder, planners=planners)


def _read_toml(path: Path) -> dict[str, Any]:
    if path.is_dir():
        raise StudyError(f"'{path}' is a folder. Give a study file (TOML), or a file of incidents inside it.")
    if path.suffix.lower() != ".toml":
        return _bare(path)
    try:
        text = read_text(path)
    except InputError as problem:
        raise StudyError(f"The study file cannot be read. {problem}") from None
    deep = f"The study file '{path}' has brackets or dots too deep inside one another."
    try:
        tables = tomllib.loads(text)
    except RecursionError:
        raise StudyError(deep) from None
    except tomllib.TOMLDecodeError as problem:
        raise StudyError(f"The study file '{path}' is not valid TOML: {problem}") from None
    if nested_deeper(tables):
        raise StudyError(deep)
    return tables


def _bare(path: Path) -> dict[str, Any]:
    """Return the study that a bare file of incidents makes."""
    try:
        regular_file(path)
    except InputError as problem:
        raise StudyError(f"{problem} Give a study file (TOML), or a file of incidents.") from None
    return {"incidents": {"file": path.name}}


def _check_tables(tables: dict[str, Any], path: Path) -> None:
    """Complain of tables that there are not, of brackets and gaps, and then of what stands in the others too."""
    known = {stage.table: stage for stage in STAGES}
    complaints, usable = Complaints(), {}
    for name, table in tables.items():
        if name not in known:
            complaints.add(f"There is no table [{name}]. {did_you_mean(name, known)}")
        elif known[name].many and not (isinstance(table, list) and all(isinstance(row, dict) for row in table)):
            complaints.add(f"Write {known[name].heading} with two brackets on each side: it may stand several times.")
        elif not known[name].many and not isinstance(table, dict):
            complaints.add(f"Write {known[name].heading} with one bracket on each side: it stands once.")
        else:
            usable[name] = table
    for stage in STAGES:
        if stage.required and not tables.get(stage.table):
            complaints.add(f"The table {stage.heading} is missing.")
    if len(usable) < len(tables):
        _, others = _entries({name: table for name, table in usable.items() if table}, only_given=True)
        complaints.extend(others)
    complaints.raise_if_any(StudyError, f"The study file '{path}' cannot be used")


def _entries(tables: dict[str, Any], *, only_given: bool = False) -> tuple[dict[str, list[tuple[str, Any]]], list[str]]:
    """Build the steps and options of every table; return them with their names, and every complaint."""
    seed = tables.get("study", {}).get("seed", 0)
    made: dict[str, list[tuple[str, Any]]] = {}
    complaints = []
    for stage in STAGES:
        made[stage.table] = []
        entries = tables.get(stage.table, []) if stage.many else [tables.get(stage.table, {})]
        left_out = (only_given or stage.table in _ONLY_WHERE_ASKED) and stage.table not in tables
        if not entries[0:1] or left_out:
            continue
        for number, entry in enumerate(entries, 1):
            where = f"{stage.heading} number {number}" if stage.many else stage.heading
            try:
                made[stage.table].append(_build_entry(stage, dict(entry), where, seed))
            except StudyError as problem:
                complaints.append(str(problem))
    return made, complaints


def _build(tables: dict[str, Any], path: Path) -> Study:
    made, wrong = _entries(tables)
    complaints = Complaints()
    complaints.extend(wrong)
    complaints.raise_if_any(StudyError, f"The study file '{path}' cannot be used")
    study = Study(
        options=made["study"][0][1],
        folder=path.parent,
        incidents=made["incidents"][0][1],
        city=made["city"][0][1],
        network=made["network"][0][1],
        problem=made["problem"][0][1],
        planners=tuple(_distinct(made["planning"])),
        judges=tuple(judge for _, judge in made["evaluate"]),
        forecast=made["forecast"][0][1] if made["forecast"] else None,
        tradeoff=made["tradeoff"][0][1] if made["tradeoff"] else None,
        alternatives=made["alternatives"][0][1] if made["alternatives"] else None,
        tables=tables,
    )
    study = dataclasses.replace(study, judges=judges_for(study.judges, study.planners, study.main))
    _need_judged_base(study)
    _need_planner_to_rank(study)
    return study


def _need_judged_base(study: Study) -> None:
    layers = layers_made(dict(study.planners)[study.base])
    if not fits(study.judges[0], layers):
        raise StudyError(
            f"[study] base names the plan '{study.base}', which decides {' and '.join(layers)}; the recommended plan "
            f"'{study.main}' is judged by {type(study.judges[0]).__name__} and cannot be compared with it."
        )


def _need_planner_to_rank(study: Study) -> None:
    asked = study.alternatives is not None and study.alternatives.count > 0
    if asked and planner_to_rank(study.planners, study.main) is None:
        raise StudyError(
            "[alternatives] ranks plans of PMedian without 'fairness' and 'risk', and [[planning]] has none. Add one, "
            "or leave the table out."
        )


def _build_entry(stage: Stage, entry: dict[str, Any], where: str, seed: object) -> tuple[str, Any]:
    name = str(entry.pop("name", "")) if stage.many else ""
    if not stage.chosen:
        return name, build_step(stage.steps[0], _with_seed(stage.steps[0], entry, seed), where)
    if "step" not in entry:
        known = ", ".join(step.__name__ for step in stage.steps)
        raise StudyError(f'{where} needs step = "...". Known: {known}.')
    step = stage.step(str(entry["step"]))
    if stage.options is None:
        del entry["step"]
        built = build_step(step, _with_seed(step, entry, seed), where)
        return name or getattr(built, "name", "") or built.label, built
    own = {option.name for option in options_of(stage.options)}
    options = build_step(stage.options, {k: v for k, v in entry.items() if k in own}, where)
    rest = {k: v for k, v in entry.items() if k not in own}
    return name, (options, build_step(step, _with_seed(step, rest, seed), where))


def _with_seed(step: type[Any], entry: dict[str, Any], seed: object) -> dict[str, Any]:
    takes = any(option.name == "seed" for option in options_of(step))
    return {"seed": seed, **entry} if takes else entry


def _distinct(named: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Give every plan its own name: by its layers where those differ, else by a number.

    The posts of today are "today", its districts then "today (districts)".
    """
    seen: dict[str, int] = {}
    made: dict[str, tuple[str, ...]] = {}
    result = []
    for given, step in named:
        layers = tuple(getattr(step, "makes", ()))
        alike = layers == made.setdefault(given, layers)
        name = given if alike else f"{given} ({', '.join(layers)})"
        seen[name] = seen.get(name, 0) + 1
        result.append((name if seen[name] == 1 else f"{name} no. {seen[name]}", step))
    return result


def _named(role: str, wanted: str, names: Sequence[str]) -> str:
    """Return the plan that `wanted` names, in full or by the start of its name, such as its step."""
    if not wanted:
        return ""
    fits = [name for name in names if name == wanted] or [name for name in names if name.split("(")[0] == wanted]
    if not fits:
        raise StudyError(f"[study] {role} names no plan '{wanted}'. {did_you_mean(wanted, names)}")
    return fits[0]


def _beside(planner: Any, folder: Path) -> Planner:
    """Return the planner with the files that it reads among the input files."""
    options = planner.input_files if isinstance(planner, InputStep) else ()
    found = {option: str(folder / getattr(planner, option)) for option in options if getattr(planner, option)}
    beside: Planner = dataclasses.replace(planner, **found)
    return beside


def _data_folder(path: Path, data: str, given: str | Path | None) -> Path:
    """Find the input files: the folder given may be the one above, or that of the study itself."""
    root = given if given is not None else os.environ.get(DATA_VARIABLE)
    if root is None:
        return path.parent / data
    inside = Path(root) / data
    folder = inside if inside.is_dir() else Path(root)
    if not folder.is_dir():
        raise StudyError(f"The data folder '{root}' does not exist. Give one with --data or {DATA_VARIABLE}.")
    return folder

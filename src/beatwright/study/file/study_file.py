"""A study file, read and checked as a whole before anything runs."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from beatwright.base.check import did_you_mean
from beatwright.base.errors import Complaints, InputError, StudyError
from beatwright.base.files.open_file import nested_deeper, regular_file
from beatwright.base.files.text_file import read_text
from beatwright.base.progress import Clock, Listener, Silent
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.protocols import Examiner, InputStep
from beatwright.core.step import build_step, options_of
from beatwright.data import CitySource, TodaySource
from beatwright.data.today.today_source import CURRENT, TODAY
from beatwright.study.examine_all import need_tools
from beatwright.study.file.catalogue import STAGES, Stage
from beatwright.study.file.chains import EVERY, Entry, chain
from beatwright.study.file.guesses import guess, needs_guesses, placeholders
from beatwright.study.file.input_files import check_files, every_complaint
from beatwright.study.file.overrides import apply_overrides
from beatwright.study.file.study_steps import Study
from beatwright.study.judging import fits, judges_for, layers_made

__all__ = ["DATA_VARIABLE", "check_study_tables", "read_study"]

DATA_VARIABLE = "BEATWRIGHT_DATA"
# Tables without which a study does less, rather than the same with defaults.
_OLDER = '{} is the older spelling of [[examine]] with step = "{}". It works as before.'
_ONLY_WHERE_ASKED = ("forecast", "today", "tradeoff", "alternatives")


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
        asked = _in_folder(built, folder)
        check_files(asked)
        with every_complaint(asked):
            made = guess(tables, asked, Clock(listener or Silent()))
        chosen = _build(apply_overrides(made.tables, later), path)
        notes = (*made.notes, *chosen.notes)
        built = dataclasses.replace(chosen, frame=made.frame, notes=notes, divided=made.divided)
    return _in_folder(built, folder)


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


def check_study_tables(tables: dict[str, Any], path: Path) -> None:
    """Raise unless these are the tables of a study, as far as no file is needed to see it; `path` is for the errors.

    Raises
    ------
    StudyError
        With every complaint at once.
    """
    _check_tables(tables, path)
    _build(placeholders(tables), path)


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
        _, others = _entries({name: table for name, table in usable.items() if table}, only_named=True)
        complaints.extend(others)
    complaints.raise_if_any(StudyError, f"The study file '{path}' cannot be used")


def _entries(tables: dict[str, Any], *, only_named: bool = False) -> tuple[dict[str, list[tuple[str, Any]]], list[str]]:
    """Build the steps and options of every table; return them with their names, and every complaint."""
    seed = tables.get("study", {}).get("seed", 0)
    made: dict[str, list[tuple[str, Any]]] = {}
    complaints = []
    for stage in STAGES:
        made[stage.table] = []
        entries = tables.get(stage.table, []) if stage.many else [tables.get(stage.table, {})]
        left_out = (only_named or stage.table in _ONLY_WHERE_ASKED) and stage.table not in tables
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
    today = _today(made["today"][0][1], made["city"][0][1]) if made["today"] else None
    chained = chain(_distinct(made["planning"], today), {TODAY: today.layers} if today else {})
    study = Study(
        options=made["study"][0][1],
        folder=path.parent,
        incidents=made["incidents"][0][1],
        city=made["city"][0][1],
        network=made["network"][0][1],
        problem=made["problem"][0][1],
        planners=chained.planners,
        judges=tuple(judge for _, judge in made["evaluate"]),
        today=today,
        on=chained.on,
        forecast=made["forecast"][0][1] if made["forecast"] else None,
        examiners=_examiners(made),
        tables=tables,
        notes=tuple(_OLDER.format(stage.heading, stage.older) for stage in STAGES if stage.older and made[stage.table]),
    )
    judges = judges_for(
        study.judges,
        study.layers,
        study.main,
        study.decided_by_main,
        today=study.todays,
        by_hour=study.problem.slots == HOURS_OF_WEEK,
    )
    study = dataclasses.replace(study, judges=judges)
    _need_judged_base(study)
    need_tools(study)
    return study


def _today(today: TodaySource, city: CitySource) -> TodaySource:
    """Return the table [today] with the posts of [city] where it gives none itself."""
    found = dataclasses.replace(today, posts=CURRENT) if city.current and not today.posts else today
    if found.incomplete:
        raise StudyError(found.incomplete)
    return found


def _need_judged_base(study: Study) -> None:
    layers = study.layers[study.base]
    if not fits(study.judges[0], layers):
        raise StudyError(
            f"[study] base names the plan '{study.base}', which decides {' and '.join(layers)}; the recommended plan "
            f"'{study.main}' is judged by {type(study.judges[0]).__name__} and cannot be compared with it."
        )


def _examiners(made: Mapping[str, list[tuple[str, Any]]]) -> tuple[Examiner, ...]:
    """Return the examiners, those of tables in the older spelling first."""
    older = [(stage, step) for stage in STAGES if stage.older for _, step in made[stage.table]]
    newer = [step for _, step in made["examine"]]
    for stage, step in older:
        if any(type(step) is type(other) for other in newer):
            raise StudyError(
                f'The study has both {stage.heading} and [[examine]] with step = "{stage.older}". {stage.heading} is '
                "the older spelling of the same: keep one of them, and write its options there."
            )
    return (*(step for _, step in older), *newer)


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
        return name, built
    own = {option.name for option in options_of(stage.options)}
    options = build_step(stage.options, {k: v for k, v in entry.items() if k in own}, where)
    rest = {k: v for k, v in entry.items() if k not in (*own, "step")}
    return name, (options, build_step(step, _with_seed(step, rest, seed), where))


def _with_seed(step: type[Any], entry: dict[str, Any], seed: object) -> dict[str, Any]:
    takes = any(option.name == "seed" for option in options_of(step))
    return {"seed": seed, **entry} if takes else entry


def _distinct(tables: list[tuple[str, Any]], today: TodaySource | None) -> list[Entry]:
    """Give every plan its own name: by its layers where those differ, else by a number.

    The posts of today are "today", its districts then "today (districts)".
    """
    seen: dict[str, int] = {TODAY: 1} if today else {}
    made: dict[str, tuple[str, ...]] = {TODAY: today.layers} if today else {}
    result = []
    for named, (options, step) in tables:
        own_name = named or _own_name(step, options.on)
        layers = layers_made(step)
        alike = layers == made.setdefault(own_name, layers)
        name = own_name if alike else f"{own_name} ({', '.join(layers)})"
        seen[name] = seen.get(name, 0) + 1
        result.append(Entry(name if seen[name] == 1 else f"{name} no. {seen[name]}", step, options.on))
    return result


def _own_name(step: Any, on: str) -> str:
    name: str = step.name or step.label
    return f"{name} on {on}" if on not in ("", EVERY) else name


def _in_folder(study: Study, folder: Path) -> Study:
    """Return the study with its files in their folder, and with sites for the posts of today."""
    planners = tuple((name, _beside(planner, folder)) for name, planner in study.planners)
    judges = tuple(_beside(judge, folder) for judge in study.judges)
    study = dataclasses.replace(study, folder=folder, planners=planners, judges=judges)
    if study.today is None:
        return study
    today, city = study.today.with_sites(study.city, folder)
    return dataclasses.replace(study, today=today, city=city)


def _beside(step: Any, folder: Path) -> Any:
    """Return a planner or a judge with the files that it reads among the input files."""
    options = step.input_files if isinstance(step, InputStep) else ()
    found = {option: str(folder / getattr(step, option)) for option in options if getattr(step, option)}
    return dataclasses.replace(step, **found) if found else step


def _data_folder(path: Path, data: str, asked: str | Path | None) -> Path:
    """Find the input files: the folder given may be the one above, or that of the study itself."""
    root = asked if asked is not None else os.environ.get(DATA_VARIABLE)
    if root is None:
        return path.parent / data
    inside = Path(root) / data
    folder = inside if inside.is_dir() else Path(root)
    if not folder.is_dir():
        raise StudyError(f"The data folder '{root}' does not exist. Give one with --data or {DATA_VARIABLE}.")
    return folder

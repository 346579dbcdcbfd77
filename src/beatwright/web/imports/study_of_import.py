"""The study that an import leads to: tables of a study file, every file in them one that was given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beatwright.study.file.guesses import RULES
from beatwright.web.imports.upload_format import INCIDENTS

__all__ = ["city_table", "incident_table", "study_tables"]

_OF_CITY = ("boundary", "zones", "sites", "parents", "population")
_OF_TODAY = ("posts", "districts")


def incident_table(files: Mapping[str, str], mapping: Mapping[str, Any], kinds: str) -> dict[str, Any]:
    """Return the table [incidents].

    Parameters
    ----------
    files : mapping of str to str
        Role -> name of the file.
    mapping : mapping
        What was chosen: ``columns`` and ``reading``.
    kinds : str
        Name of the table of kinds; empty: the default.
    """
    columns, reading = mapping.get("columns", {}), mapping.get("reading", {})
    table = {"file": files[INCIDENTS], **({"mapping": dict(columns)} if columns else {}), **reading}
    return {**table, "kinds": kinds} if kinds else table


def city_table(files: Mapping[str, str], mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return the table [city]: the layers that were given; without zones, the squares that were asked for.

    >>> city_table({"boundary": "boundary.gpkg"}, {"city": {"cell_metres": 250, "layers": {"boundary": "limits"}}})
    {'boundary': 'boundary.gpkg|layername=limits', 'zones': '250 m'}
    """
    city = mapping.get("city", {})
    table = {role: _layer(files, mapping, role) for role in _OF_CITY if role in files}
    if "zones" not in files and city.get("cell_metres"):
        table["zones"] = f"{city['cell_metres']} m"
    return table | {name: city[name] for name in ("crs", "file_crs", "zone_id", "parent_id") if city.get(name)}


def study_tables(
    name: str, files: Mapping[str, str], mapping: Mapping[str, Any], options: Mapping[str, Any], kinds: str = ""
) -> dict[str, Any]:
    """Return the tables of a study.

    Parameters
    ----------
    name : str
        Title of the study.
    files : mapping of str to str
        Role -> name of the file.
    mapping : mapping
        What was chosen on the way: ``columns``, ``reading``, ``city``.
    options : mapping
        What is to be planned: ``posts``, ``districts``, ``within``, ``holdout``, ``forecast``, ``seed``; what is
        missing is chosen from the incidents.
    kinds : str
        Name of the table of kinds; empty: the default.
    """
    study = {"name": name, "holdout": options.get("holdout"), "seed": options.get("seed")}
    tables: dict[str, Any] = {
        "study": {key: value for key, value in study.items() if value is not None},
        "incidents": incident_table(files, mapping, kinds),
        "city": city_table(files, mapping),
    }
    today = {role: _layer(files, mapping, role) for role in _OF_TODAY if role in files}
    if today:
        tables["today"] = today
    if "streets" in files:
        tables["network"] = {"edges": _layer(files, mapping, "streets")}
    if options.get("within") is not None:
        tables["problem"] = {"within": options["within"]}
    if options.get("forecast", "records") != "records":
        tables["forecast"] = {"step": options["forecast"]}
    planning = _planning(options)
    return {**tables, "planning": planning} if planning else tables


def _layer(files: Mapping[str, str], mapping: Mapping[str, Any], role: str) -> str:
    inside = mapping.get("city", {}).get("layers", {}).get(role, "")
    return f"{files[role]}|layername={inside}" if inside else files[role]


def _planning(options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the plans that were asked for; the last one is recommended."""
    districts = [{"step": "BalancedDistricts", "k": options["districts"]}] if options.get("districts") else []
    posts = [{"step": rule, "p": options["posts"]} for rule in RULES] if options.get("posts") else []
    return [*districts, *posts]

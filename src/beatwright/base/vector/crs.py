"""The door that every coordinate reference system comes in by: a code or a definition, never a way to another file."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from typing import Any

import pyproj
import pyproj.network

from beatwright.base.errors import InputError

__all__ = ["LONGEST_CRS", "checked_crs", "crs_of", "refuse_outside_references"]

LONGEST_CRS = 100_000
"""Characters of a definition; the longest of the EPSG registry has some 10,000."""

_HOW = "Give a code such as 'EPSG:32615', or WKT that names no file."
_SHOWN = 100
_OTHER_NAMES = {"CRS84": "OGC:CRS84", "CRS:84": "OGC:CRS84"}
_CODE = re.compile(r"^\d{4,6}$")
# Old graphs and scripts write {'init': 'epsg:4326'}, which opens a file called epsg wherever there is one.
_INIT = re.compile(r"^[{\s+'\"]*init['\"]?\s*[:=]\s*['\"]?(epsg|esri):(\d+)['\"]?[\s}]*(\+no_defs)?\s*$", re.I)
_GML = re.compile(r"^https?://www\.opengis\.net/gml/srs/(epsg)\.xml#(\d+)$", re.I)
_OPENGIS = re.compile(r"^https?://(www\.)?opengis\.net/(def/crs/|gml/srs/)[^?]*$", re.I)
_PATH = re.compile(
    r"^(file:|/|\\|~|\.{1,2}[/\\]|[A-Za-z]:[/\\])|[^/]\.(prj|wkt\d?|json|gml|xml|txt|gsb|gtx|tiff?)$", re.I
)
_LEADS_OUT = re.compile(
    r"""\b(nad|geoid|xyz|xy_|z_|h|v)?(grids|file|model|catalog|init)\s*=\s*(?!["']?@?null(?![\w.,]))|\bparameterfile\s*[\[(]|"""
    r"""\bproj4_grids["']\s*,\s*["'](?!@?null\b)|\bpipeline\b|\+?\bstep\b\s+\+?(proj|init|inv)\b|\bPROJ-based\b""",
    re.I,
)

pyproj.network.set_network_enabled(active=False)  # type: ignore[attr-defined]


def crs_of(value: Any, owner: str) -> pyproj.CRS:
    """Return the CRS that a text of a file or of an option means; nothing is opened to find it.

    Parameters
    ----------
    value : str, int, dict or CRS
        A code (``EPSG:4326``, ``4326``, ``urn:ogc:def:crs:OGC:1.3:CRS84``), WKT, PROJJSON, or a PROJ text of one
        projection.
    owner : str
        What names it, as the sentence of an error begins: ``The option crs``.

    Raises
    ------
    InputError
        Where it is no CRS, or leads to an address, to another file or to a grid.

    Examples
    --------
    >>> crs_of("32615", "The option crs").name
    'WGS 84 / UTM zone 15N'
    >>> crs_of("+proj=longlat +ellps=bessel +nadgrids=here.gsb", "The option crs")
    Traceback (most recent call last):
    ...
    beatwright.base.errors.InputError: The option crs leads to another file, and none is ever opened: \
'+proj=longlat +ellps=bessel +nadgrids=here.gsb'. Give a code such as 'EPSG:32615', or WKT that names no file.
    """
    text = _text_of(value)
    if len(text) > LONGEST_CRS:
        raise InputError(f"{owner} is a text of {len(text):,} characters; {LONGEST_CRS:,} at most are read. {_HOW}")
    refuse_outside_references(text, owner)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PROJ texts lose something on their way to PROJJSON
            found = value if isinstance(value, pyproj.CRS) else pyproj.CRS.from_user_input(_in_one_spelling(text))
            definition = found.to_json_dict()
    except (pyproj.exceptions.ProjError, ValueError, RecursionError) as problem:
        raise InputError(f"{owner} is not a known CRS: {_shown(text)} ({_reason(problem)}). {_HOW}") from None
    if any(_names_file(part) for part in _parts(definition)):
        raise _outside_reference("another file", text, owner)
    return found


def checked_crs(table: Any, owner: str) -> Any:
    """Return a table as it is, where its CRS, if it has one, leads nowhere else; errors as `crs_of`."""
    if getattr(table, "crs", None) is not None:
        crs_of(table.crs, owner)
    return table


def _text_of(value: Any) -> str:
    if isinstance(value, pyproj.CRS):
        return str(value.srs)
    if isinstance(value, dict):
        return str(value) if "init" in value else json.dumps(value)
    return str(value).strip()


def _in_one_spelling(text: str) -> str:
    """Return a code as ``EPSG:4326`` in whichever way it is written; other texts as they are."""
    if found := _INIT.match(text) or _GML.match(text):
        return f"{found.group(1)}:{found.group(2)}"
    return f"EPSG:{text}" if _CODE.match(text) else _OTHER_NAMES.get(text.upper(), text)


def refuse_outside_references(text: str, owner: str) -> None:
    """Refuse a text of a CRS that leads elsewhere, whether it is one that is known or not; errors as `crs_of`."""
    if re.match(r"^[A-Za-z][A-Za-z0-9+.-]*://", text) and not _OPENGIS.match(text):
        raise _outside_reference("an address", text, owner)
    if _PATH.search(text) and not _OPENGIS.match(text) and not text.startswith(("{", "+")) and "[" not in text:
        raise _outside_reference("another file", text, owner)
    if not _INIT.match(text) and (_LEADS_OUT.search(text) or _json_names_file(text)):
        raise _outside_reference("another file", text, owner)


def _outside_reference(where: str, text: str, owner: str) -> InputError:
    return InputError(f"{owner} leads to {where}, and none is ever opened: {_shown(text)}. {_HOW}")


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _parts(part)


def _names_file(part: dict[str, Any]) -> bool:
    """Say whether a part of PROJJSON is a parameter that is a file, or a method that PROJ alone knows how to run."""
    named = isinstance(part.get("value"), str) and part["value"].lstrip("@").lower() != "null"
    return named or "PROJ-based" in str(part.get("name", ""))


def _json_names_file(text: str) -> bool:
    try:
        return text.startswith("{") and any(_names_file(part) for part in _parts(json.loads(text)))
    except (ValueError, RecursionError):
        return False


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")


def _reason(problem: Exception) -> str:
    """Return what PROJ says, without the text that it was given."""
    inner = re.search(r"Internal Proj Error: (.*?)\)?$", str(problem).splitlines()[0] if str(problem) else "")
    return inner.group(1).rstrip(").") if inner else type(problem).__name__

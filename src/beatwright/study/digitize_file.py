"""The picture of a map on disk -> a file of incidents, and the picture to check by eye beside it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from beatwright.base.errors import Complaints, StudyError
from beatwright.base.files.atomic_file import atomic_path, need_free
from beatwright.base.progress import Clock, Listener, Silent
from beatwright.base.words import count_of
from beatwright.data import DigitizedMap
from beatwright.data.digitize.digitize_inputs import checked_inputs
from beatwright.data.digitize.digitize_map import digitized
from beatwright.data.digitize.digitized_files import is_digitized, need_period, need_writable, write_digitized

__all__ = ["digitize_file", "named_values", "number_list"]

_EVERY = "every kind"  # an anchor without a kind


def digitize_file(
    file: Path,
    templates: Sequence[str],
    output: Path,
    *,
    picture: Path | None = None,
    period: str | None = None,
    force: bool = False,
    listener: Listener | None = None,
    **options: Any,
) -> tuple[DigitizedMap, Path]:
    """Digitize a map, write its incidents and the picture to check by eye, and return what was found and the picture.

    Parameters
    ----------
    file : path
        The map.
    templates : sequence of str
        ``KIND=FILE``, one for each kind.
    output : path
        CSV, GeoPackage or GeoJSON.
    picture : path, optional
        Default: `output` with ``-check.png``.
    period : str, optional
        What the map shows, as `write_digitized` takes it.
    force : bool, default False
        Overwrite files that are not ours.
    listener : Listener, optional
        Told of the step.
    **options
        Of `digitize`; None stands for the default. `scales` and `rotations` as text with commas, `anchor` as a sequence
        of ``KIND=PLACE`` or ``PLACE``.

    Raises
    ------
    InputError, ParameterError, StudyError
        With everything that is wrong, before the search: options, pictures, what places the map, and files that
        stand in the way.
    """
    drawn = picture or output.with_name(f"{output.stem}-check.png")
    complaints = Complaints()
    texts = {name: value for name, value in options.items() if value is not None}
    kinds, given = _parsed(complaints, templates, texts)
    complaints.attempt(partial(need_writable, output))
    complaints.attempt(partial(need_period, period))
    read = [file, *kinds.values(), *(Path(given[name]) for name in ("control_points", "world_file") if name in given)]
    for target in dict.fromkeys((output, drawn)):
        complaints.attempt(partial(need_free, target, ours=is_digitized, inputs=tuple(read), force=force))
    if output == drawn:
        complaints.attempt(partial(_one_file, output))
    inputs = complaints.attempt(partial(checked_inputs, file, kinds, **given))
    complaints.raise_if_any(complaints.worst)
    assert inputs is not None  # else there were complaints
    with Clock(listener or Silent()).step(f"digitize {file.name}") as step:
        found = digitized(inputs, step.progress)
        step.result = count_of(len(found), "symbol")
    write_digitized(found, output, period=period)
    with atomic_path(drawn) as temporary:
        temporary.write_bytes(found.picture)
    return found, drawn


def _parsed(
    complaints: Complaints, templates: Sequence[str], texts: dict[str, Any]
) -> tuple[dict[str, Path], dict[str, Any]]:
    """Return the template of every kind and the other options; what cannot be parsed is complained of and left out."""
    named = complaints.attempt(partial(named_values, templates, "--template"))
    kinds = {kind: Path(path) for kind, path in (named or _well_formed(templates)).items()}
    anchors = complaints.attempt(partial(named_values, texts.pop("anchor", ()), "--anchor", alone=_EVERY)) or {}
    lists = {
        name: complaints.attempt(partial(number_list, texts.pop(name, None), f"--{name}"))
        for name in ("scales", "rotations")
    }
    given = {**texts, **lists, "anchor": anchors.get(_EVERY) or anchors or None}
    return kinds, {name: value for name, value in given.items() if value is not None}


def _well_formed(templates: Sequence[str]) -> dict[str, str]:
    """Return those ``KIND=FILE`` that can be read, the first of each kind, so that their files are looked at too."""
    parts = [text.partition("=") for text in reversed(templates)]
    return {kind.strip(): path.strip() for kind, _, path in parts if kind.strip() and path.strip()}


def _one_file(path: Path) -> None:
    raise StudyError(f"The incidents and the picture to check by eye cannot both be '{path}'. Give two names.")


def named_values(texts: Sequence[str], option: str, *, alone: str = "") -> dict[str, str]:
    """Return what ``KIND=VALUE`` texts say; a text without a sign goes under the name `alone`, where that is given.

    >>> named_values(["robbery=a.png", "theft=b=c.png"], "--template")
    {'robbery': 'a.png', 'theft': 'b=c.png'}
    """
    complaints = Complaints()
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=") if "=" in text or not alone else (alone, "=", text)
        name, value = name.strip(), value.strip()
        complaints.need(bool(sign and name and value), f"{option} '{text}' must have the form KIND=VALUE.")
        complaints.need(name not in found, f"{option} names '{name}' twice. Give each kind once.")
        found[name] = value
    complaints.raise_if_any(StudyError)
    return found


def number_list(text: str | None, option: str) -> list[float] | None:
    """Return the numbers of a text with commas; None for None.

    >>> number_list("0.9, 1", "--scales")
    [0.9, 1.0]
    """
    if text is None:
        return None
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise StudyError(f"{option} must be numbers with commas between, such as 0.9,1,1.1. Got '{text}'.") from None

"""The picture of a map on disk -> a file of incidents, and the picture to check by eye beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from beatwright.base.errors import Complaints, StudyError
from beatwright.base.files.atomic_file import atomic_path, need_free
from beatwright.base.progress import Clock, Listener, Silent
from beatwright.base.words import count_of
from beatwright.data import DigitizedMap, digitize
from beatwright.data.digitize.digitized_files import is_digitized, need_period, need_writable, write_digitized

__all__ = ["digitize_file", "named_values", "number_list"]


def digitize_file(
    file: Path,
    templates: Mapping[str, Path],
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
    templates : mapping of str to path
        One picture for each kind.
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
        Of `digitize`; None stands for the default.

    Raises
    ------
    InputError, ParameterError
        As `digitize` and `write_digitized` do; before the search where a file stands in the way.
    """
    need_writable(output)
    need_period(period)
    drawn = picture or output.with_name(f"{output.stem}-check.png")
    given = {name: value for name, value in options.items() if value is not None}
    read = [file, *templates.values(), *(given[name] for name in ("control_points", "world_file") if name in given)]
    for target in (output, drawn):
        need_free(target, ours=is_digitized, inputs=tuple(read), force=force)
    with Clock(listener or Silent()).step(f"digitize {file.name}") as step:
        found = digitize(file, templates, **given, progress=step.progress)
        step.result = count_of(len(found), "symbol")
    write_digitized(found, output, period=period)
    with atomic_path(drawn) as temporary:
        temporary.write_bytes(found.picture)
    return found, drawn


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

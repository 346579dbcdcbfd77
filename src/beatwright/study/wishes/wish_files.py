"""What bids and leave have in common on paper: free places for files, shares by rank, pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from beatwright.base.errors import InputError
from beatwright.base.files.atomic_file import atomic_path
from beatwright.base.words import listed
from beatwright.core import LineChart
from beatwright.show.charts.line_chart import draw_lines
from beatwright.show.figures.picture import png_bytes

__all__ = ["need_no_files", "rank_lines", "ranks_granted", "write_picture"]

_SHOWN = 5
_ENDINGS = ("th", "st", "nd", "rd")


def need_no_files(folder: str | Path, names: Iterable[str], *, force: bool) -> None:
    """Raise where files of these names stand in a folder, or the folder is a file.

    Raises
    ------
    InputError
        Naming them, unless `force`.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"'{folder}' is a file. Give the name of a folder.")
    there = [name for name in names if (folder / name).exists()]
    if there and not force:
        raise InputError(f"'{folder}' holds {listed(there)} already. Give another folder, or --force to overwrite.")


def ranks_granted(ranks: Mapping[str, Sequence[int | None]]) -> pd.DataFrame:
    """Return how many wishes of each rank were granted, rule by rule, and as shares of all that was given.

    Parameters
    ----------
    ranks : mapping of str to sequence of int or None
        Rank of each thing given, 1 = the best, by the name of the rule; None where nobody had wished for it.

    Examples
    --------
    >>> ranks_granted({"total": [1, 1, 3, None]}).to_dict("list")
    {'rank': ['1', '2', '3', 'not asked for'], 'total': [2, 0, 1, 1], 'total, share': [0.5, 0.0, 0.25, 0.25]}
    """
    counts = {rule: Counter(each) for rule, each in ranks.items()}
    most = max((rank for count in counts.values() for rank in count if rank is not None), default=1)
    keys = [*range(1, most + 1), None]
    columns: dict[str, list[object]] = {"rank": ["not asked for" if key is None else f"{key}" for key in keys]}
    for rule, count in counts.items():
        columns[rule] = [count[key] for key in keys]
        columns[f"{rule}, share"] = [count[key] / max(count.total(), 1) for key in keys]
    return pd.DataFrame(columns)


def rank_lines(table: pd.DataFrame, rules: Sequence[str], what: str) -> list[str]:
    """Return the table of `ranks_granted` as lines of text; ranks beyond the fifth are one line.

    >>> rank_lines(ranks_granted({"total": [1, 1, 3, None]}), ["total"], "week")[:2]
    ['week granted     total', '1st                 50%']
    """
    shares = table[[f"{rule}, share" for rule in rules]].to_numpy(dtype=float)
    rows = [(_ordinal(rank), shares[rank - 1]) for rank in range(1, min(len(table) - 1, _SHOWN) + 1)]
    if len(table) - 1 > _SHOWN:
        rows.append((f"{_ordinal(_SHOWN + 1)} or beyond", shares[_SHOWN:-1].sum(axis=0)))
    rows.append(("not asked for", shares[-1]))
    width = max(len(rule) for rule in rules) + 4
    head = f"{what} granted".ljust(15) + "".join(rule.rjust(width) for rule in rules)
    return [head, *(name.ljust(15) + "".join(f"{part:.0%}".rjust(width) for part in each) for name, each in rows)]


def _ordinal(rank: int) -> str:
    return f"{rank}{_ENDINGS[rank] if rank < len(_ENDINGS) else _ENDINGS[0]}"


def write_picture(chart: LineChart, path: Path) -> Path:
    """Write a chart as a PNG file, whole or not at all."""
    with atomic_path(path) as temporary:
        temporary.write_bytes(png_bytes(draw_lines(chart)))
    return path

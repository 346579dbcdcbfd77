"""Blocks of a backtest that are done, kept in a folder so that an interrupted one goes on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from beatwright._version import __version__
from beatwright.base.digest import digest_of
from beatwright.base.errors import InputError
from beatwright.base.files.atomic_file import write_text
from beatwright.base.files.leftovers import keep_told
from beatwright.base.files.text_file import read_text
from beatwright.forecast.rolling.origin_block import BlockScores, Ground
from beatwright.forecast.rolling.rolling_origins import RollingOrigin

__all__ = ["block_key", "forget_blocks", "keep_block", "kept_block"]

_ERRORS = (InputError, OSError, ValueError, KeyError, TypeError, RecursionError)


def block_key(forecaster: Any, ground: Ground, block: Sequence[RollingOrigin]) -> str:
    """Return what the scores of a block depend on, as one word: forecaster, records, city, dates and settings."""
    recorded = ground.origins.recorded
    made = [] if recorded is None else [[str(label) for label in recorded.index], recorded]
    return digest_of(
        __version__,
        f"{type(forecaster).__module__}.{type(forecaster).__qualname__}",
        repr(forecaster),
        ground.incidents.digest,
        ground.city.digest,
        [repr(much) for much in ground.flagged],
        [ground.seed, ground.origins.period, ground.origins.lag_days],
        [repr(origin) for origin in block],
        made,
    )


def keep_block(folder: Path, key: str, scores: BlockScores) -> None:
    """Write the scores of a block, whole or not at all."""
    values = {
        "rows": list(scores.rows),
        "bins": scores.bins.tolist(),
        "expected": scores.expected.tolist(),
        "megabytes": scores.megabytes,
    }
    text = json.dumps(values)
    write_text(folder / f"{key}.json", json.dumps({"digest": digest_of(text), "scores": text}))


def kept_block(folder: Path, key: str) -> BlockScores | None:
    """Return the scores of a block; None where they are not there, or the file is damaged."""
    try:
        kept = json.loads(read_text(folder / f"{key}.json"))
        text = kept["scores"]
        values = json.loads(text) if digest_of(text) == kept["digest"] else None
    except _ERRORS:
        return None
    if values is None:
        return None
    return BlockScores(values["rows"], np.array(values["bins"]), np.array(values["expected"]), values["megabytes"])


def forget_blocks(folder: Path) -> None:
    """Remove what `keep_block` wrote into a folder, and the folder where nothing else is in it.

    Files of others are left alone, and so is a file of scores that was changed: it is known by its digest.
    """
    for file in folder.glob("*.json"):
        if not file.is_symlink() and kept_block(folder, file.stem) is not None:
            file.unlink(missing_ok=True)
    with suppress(OSError):  # not empty, or not there
        folder.rmdir()
    keep_told("")

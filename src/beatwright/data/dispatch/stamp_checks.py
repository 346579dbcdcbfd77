"""What is wrong with the times of dispatch records, row by row: such times are set aside, and the row still counts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from beatwright.base.words import count_of, plural

__all__ = ["check_stamps"]

Bools = npt.NDArray[np.bool_]
Moments = npt.NDArray[np.datetime64]
Stamps = dict[str, Moments]

_NAT = np.datetime64("NaT", "us")
_MINUTE = 60_000_000  # microseconds
_LONGEST = np.timedelta64(24 * 60 * _MINUTE, "us")
_SLACK = np.timedelta64(1_000_000, "us")  # clocks that are rounded apart
_SECONDS_KNOWN = 0.25  # share of times at :00 below which a file records seconds


def check_stamps(stamps: Mapping[str, Moments]) -> tuple[Stamps, list[str]]:
    """Set aside times that cannot be right, and say how many.

    Parameters
    ----------
    stamps : mapping of str to array of datetime64[us], shape (n,)
        ``created``, ``dispatched``, ``enroute``, ``on_scene``, ``cleared``; NaT where one is not known.

    Returns
    -------
    dict and list
        The times that stay, and what was set aside in words. A row whose times are out of order keeps the earliest
        as its time of dispatch, and no other.
    """
    kept = {name: values.copy() for name, values in stamps.items()}
    told = []
    for rows, one, many in (
        (_out_of_order(kept), "has times out of order", "have times out of order"),
        (
            _too_long(kept),
            "was cleared more than 24 hours after being sent",
            "were cleared more than 24 hours after being sent",
        ),
        (_batch(kept), "has all times at :00, as entered together", "have all times at :00, as entered together"),
    ):
        count = int(rows.sum())
        if count:
            told.append(
                f"{count_of(count, 'row')} of {len(rows):,} {plural(count, one, many)}: counted as a car "
                "that was sent, not timed."
            )
        _set_aside(kept, rows)
    told += _missing(stamps)
    return kept, told


def _out_of_order(stamps: Stamps) -> Bools:
    wrong = np.zeros(len(stamps["dispatched"]), dtype=bool)
    before = np.full(len(wrong), _NAT)
    for values in stamps.values():
        wrong |= values < before - _SLACK  # False where either is NaT
        before = np.where(np.isnat(values), before, values)
    return wrong


def _too_long(stamps: Stamps) -> Bools:
    return np.asarray(stamps["cleared"] - stamps["dispatched"] > _LONGEST)


def _batch(stamps: Stamps) -> Bools:
    """Return the rows of which every time stands at :00, at least three, in a file that records seconds."""
    known = [~np.isnat(values) for values in stamps.values()]
    even = [~np.isnat(values) & (values.astype(np.int64) % _MINUTE == 0) for values in stamps.values()]
    total = sum(int(each.sum()) for each in known)
    if not total or sum(int(each.sum()) for each in even) > _SECONDS_KNOWN * total:
        return np.zeros(len(stamps["dispatched"]), dtype=bool)
    return np.asarray((np.sum(known, axis=0) == np.sum(even, axis=0)) & (np.sum(known, axis=0) >= 3))


def _set_aside(stamps: Stamps, rows: Bools) -> None:
    filled = np.stack([np.where(np.isnat(values), np.datetime64("2200-01-01"), values) for values in stamps.values()])
    stamps["dispatched"] = np.where(rows, filled.min(axis=0), stamps["dispatched"])
    for name in stamps:
        if name != "dispatched":
            stamps[name] = np.where(rows, _NAT, stamps[name])


def _missing(stamps: Mapping[str, Moments]) -> list[str]:
    shares = {name: float(np.isnat(values).mean()) for name, values in stamps.items() if len(values)}
    names = {"on_scene": "arrival", "cleared": "clearing"}
    return [f"{shares[name]:.1%} of all rows have no time of {word}." for name, word in names.items() if shares[name]]

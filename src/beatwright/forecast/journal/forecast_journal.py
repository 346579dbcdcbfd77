"""The journal's folder: pages are added and never changed.

    journal.json            what it is of: zones, length of a period, share flagged, which incidents; the area, where it
                            was drawn around them
    foreseen/START.json     one page for each period, written before its incidents are known
    scores/START.json       how it turned out, by the records at hand when the period was first over
    late/START_UNTIL.json   the same by later or corrected records, where these hold other counts

Each file is written whole under another name and then given its own, and only where nothing has it: what was foreseen
cannot change afterwards, whatever stops the program, and a second run adds nothing twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from beatwright.base.digest import digest_of
from beatwright.base.errors import BeatwrightError, InputError
from beatwright.base.files.atomic_file import write_new_text
from beatwright.base.files.text_file import read_text
from beatwright.core import City, Incidents
from beatwright.forecast.journal.journal_entry import JournalEntry
from beatwright.forecast.journal.journal_score import JournalScore, score_entry
from beatwright.forecast.series.zone_areas import zone_areas
from beatwright.forecast.series.zone_counts import zone_counts

__all__ = ["ForecastJournal"]

T = TypeVar("T")

_FORMAT = 1
_PERIOD = "period from {0.start:%Y-%m-%d %H:%M} to {0.end:%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class ForecastJournal:
    """A folder of forecasts and of how they turned out.

    Parameters
    ----------
    folder : path
        Where it is kept.

    Examples
    --------
    >>> import tempfile
    >>> from beatwright.testing import small_problem
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     journal = ForecastJournal.opened(folder, small_problem().city, period="week", share=0.05)
    ...     journal.entries()
    []
    """

    folder: Path

    @classmethod
    def opened(
        cls,
        folder: str | Path,
        city: City,
        *,
        period: str,
        share: float,
        of: str = "",
        area: Mapping[str, str] | None = None,
    ) -> ForecastJournal:
        """Open a journal, or begin one.

        Parameters
        ----------
        folder : path
            New, empty, or a journal.
        city : City
            Its zones are those of the journal: ids, places and areas.
        period : {"hour", "day", "week", "month", "year"}
            Length of a period.
        share : float
            Share of the city's area that is flagged.
        of : str, optional
            Which incidents are counted, in words.
        area : mapping, optional
            How the area came about, for those who would draw it anew from newer incidents: kept as it is when the
            journal begins, and read by `kept_area`.

        Raises
        ------
        InputError
            Where the folder holds something else, or a journal of other zones, periods, shares or incidents.
        """
        folder = Path(folder)
        asked = {
            "format": _FORMAT, "zones": _digest(city), "number of zones": len(city.zones), "period": period,
            "share": share, "incidents": of,
        }  # fmt: skip
        cover = folder / "journal.json"
        if not cover.exists():
            _need_empty(folder)
            _put(cover, {**asked, "area": dict(area or {})})
        _need_same(folder, _read(cover, dict), asked)
        return cls(folder)

    @staticmethod
    def kept_area(folder: str | Path) -> dict[str, str]:
        """Return what a journal keeps of its area; nothing where there is no journal, or it keeps nothing.

        Raises
        ------
        InputError
            Where its cover cannot be read.
        """
        cover = Path(folder) / "journal.json"
        return _read(cover, lambda known: dict(known.get("area", {}))) if cover.exists() else {}

    def add(self, entry: JournalEntry) -> bool:
        """Write down what is foreseen; return False where that period was foreseen before, which then stays.

        Raises
        ------
        InputError
            Where the page cannot be written, or a later period was foreseen before: what was known by then is no
            secret any more.
        """
        entries = self.entries()
        if any(one.start == entry.start for one in entries):
            return False
        if entries and entries[-1].start > entry.start:
            raise InputError(
                f"These records foresee the {_PERIOD.format(entry)}, but the journal '{self.folder}' has foreseen the "
                f"{_PERIOD.format(entries[-1])} already: what is written down now of the time before would be no "
                "forecast. Give records that are as new as those of its last page, or another folder."
            )
        return _put(self.folder / "foreseen" / f"{entry.name}.json", entry.to_dict())

    def score(self, incidents: Incidents) -> list[JournalScore]:
        """Score every page whose period is over, by the `incidents`, and return the new scores.

        A page that was scored before keeps its score; where its counts have changed since, the later count is kept
        beside it. A period of which records are missing is not scored: they are not those of a quiet time.

        Parameters
        ----------
        incidents : Incidents
            In the zones of the journal; pages of before their beginning cannot be scored.
        """
        found, known = [], self._known()
        for entry in self.entries():
            if not _on_record(entry, incidents):
                continue
            new = score_entry(entry, zone_counts(incidents, entry.start, entry.end), incidents.end)
            before = known.get(entry.start, [])
            if not before:
                found += [new] if _put(self.folder / "scores" / f"{entry.name}.json", new.to_dict()) else []
            elif before[-1].counts != new.counts and before[-1].known_until <= new.known_until:
                again = sum(one.known_until == new.known_until for one in before[1:])
                _put(self.folder / "late" / f"{entry.name}_{_stamp(incidents.end, again)}.json", new.to_dict())
        return found

    def _known(self) -> dict[pd.Timestamp, list[JournalScore]]:
        """Return the scores of every page that has one: the first, then the later ones."""
        known: dict[pd.Timestamp, list[JournalScore]] = {}
        for one in (*self.scores(), *self.late()):
            known.setdefault(one.start, []).append(one)
        return known

    def entries(self) -> list[JournalEntry]:
        """Return the pages, the earliest first."""
        return sorted(self._all("foreseen", JournalEntry.from_dict), key=lambda one: one.start)

    def scores(self) -> list[JournalScore]:
        """Return the first score of every page that has one, the earliest page first."""
        return sorted(self._all("scores", JournalScore.from_dict), key=lambda one: one.start)

    def late(self) -> list[JournalScore]:
        """Return the scores by later records, each where counts had changed, in the order in which they came."""
        return sorted(self._all("late", JournalScore.from_dict), key=lambda one: (one.start, one.known_until))

    def _all(self, name: str, made: Callable[[Any], T]) -> Iterator[T]:
        for place in sorted((self.folder / name).glob("*.json"), key=lambda one: (len(one.name), one.name)):
            if not place.name.startswith("."):
                yield _read(place, made)


def _put(place: Path, values: dict[str, Any]) -> bool:
    """Write a file that is not there; return False where it is, also where another run has written it just now."""
    if place.exists():
        return False
    try:
        write_new_text(place, _json(values))
    except InputError:
        if place.exists():
            return False
        raise
    return True


def _on_record(entry: JournalEntry, incidents: Incidents) -> bool:
    """Return whether all of the period is on record."""
    missing = any(first < entry.end and entry.start < last for first, last in incidents.gaps)
    return incidents.start <= entry.start and entry.end <= incidents.end and not missing


def _stamp(moment: pd.Timestamp, again: int) -> str:
    """Return a moment as part of a file's name, as finely as it needs; with a number where it comes again."""
    form = "%Y-%m-%dT%H" if moment == moment.floor("h") else "%Y-%m-%dT%H%M%S"
    return f"{moment:{form}}" + (f"_{again + 1}" if again else "")


def _digest(city: City) -> str:
    """Return a digest of ids, middles (to the metre) and areas (to 100 m²) of the zones."""
    return digest_of(list(city.zone_ids), np.round(city.zone_xy) + 0.0, np.round(zone_areas(city), 4))


def _need_same(folder: Path, cover: dict[str, Any], asked: dict[str, Any]) -> None:
    known = {
        "format": "another format", "zones": "other zones", "number of zones": "other zones", "period": "other periods",
        "share": "another share of flagged area", "incidents": "other incidents",
    }  # fmt: skip
    # Journals begun before it was noted which incidents they count take any.
    cover = {"incidents": asked["incidents"], **cover}
    other = [word for key, word in known.items() if cover.get(key) != asked[key]]
    if other:
        was = ", ".join(f"{key} {cover.get(key)}" for key in ("number of zones", "period", "share", "incidents"))
        raise InputError(
            f"The journal '{folder}' is of {', '.join(dict.fromkeys(other))} than asked for now; it is of {was}. "
            "A journal keeps what it began with: give another folder for another one."
        )


def _need_empty(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise InputError(f"'{folder}' is a file. Give a folder for the journal.")
    if folder.exists() and any(not one.name.startswith(".") for one in folder.iterdir()):
        raise InputError(f"'{folder}' holds files and is no journal. Give a new or an empty folder.")


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _read(place: Path, made: Callable[[Any], T]) -> T:
    try:
        return made(json.loads(read_text(place)))
    except (BeatwrightError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as problem:
        raise InputError(
            f"The page '{place}' of the journal cannot be read ({type(problem).__name__}: {problem}). "
            "Bring it back from a copy, or take it out of the folder: the others stand without it."
        ) from None

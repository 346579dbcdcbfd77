"""The journal's folder: pages are added and never changed.

    journal.json            what it is of: zones, length of a period, share flagged
    foreseen/START.json     one page for each period, written before its incidents are known
    scores/START.json       how it turned out, by the records at hand when the period was first over
    late/START_UNTIL.json   the same by later records, where these hold other counts

Each file is written whole under another name and then given its own, and only where nothing has it: what was foreseen
cannot change afterwards, whatever stops the program, and a second run adds nothing twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

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
    def opened(cls, folder: str | Path, city: City, *, period: str, share: float) -> ForecastJournal:
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

        Raises
        ------
        InputError
            Where the folder holds something else, or a journal of other zones, periods or shares.
        """
        folder = Path(folder)
        asked = {
            "format": _FORMAT, "zones": _digest(city), "number of zones": len(city.zones), "period": period,
            "share": share,
        }  # fmt: skip
        cover = folder / "journal.json"
        if cover.exists():
            _need_same(folder, _read(cover, dict), asked)
        else:
            _need_empty(folder)
            write_new_text(cover, _json(asked))
        return cls(folder)

    def add(self, entry: JournalEntry) -> bool:
        """Write down what is foreseen; return False where that period was foreseen before, which then stays.

        Raises
        ------
        InputError
            Where the page cannot be written.
        """
        place = self.folder / "foreseen" / f"{entry.name}.json"
        if place.exists():
            return False
        write_new_text(place, _json(entry.to_dict()))
        return True

    def score(self, incidents: Incidents) -> list[JournalScore]:
        """Score every page whose period is over, by the `incidents`, and return the new scores.

        A page that was scored before keeps its score; where its counts have changed since, the later count is kept
        beside it.

        Parameters
        ----------
        incidents : Incidents
            In the zones of the journal; those of before their beginning cannot be scored.
        """
        found = []
        for entry in self.entries():
            if entry.end > incidents.end or entry.start < incidents.start:
                continue
            new = score_entry(entry, zone_counts(incidents, entry.start, entry.end), incidents.end)
            known = [one for one in (*self.scores(), *self.late()) if one.start == entry.start]
            if not known:
                write_new_text(self.folder / "scores" / f"{entry.name}.json", _json(new.to_dict()))
                found.append(new)
            elif known[-1].counts != new.counts and known[-1].known_until < new.known_until:
                name = f"{entry.name}_{incidents.end:%Y-%m-%dT%H}.json"
                write_new_text(self.folder / "late" / name, _json(new.to_dict()))
        return found

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
        for place in sorted((self.folder / name).glob("*.json")):
            if not place.name.startswith("."):
                yield _read(place, made)


def _digest(city: City) -> str:
    """Return a digest of ids, middles (to the metre) and areas (to 100 m²) of the zones."""
    return digest_of(list(city.zone_ids), np.round(city.zone_xy) + 0.0, np.round(zone_areas(city), 4))


def _need_same(folder: Path, cover: dict[str, Any], asked: dict[str, Any]) -> None:
    known = {
        "format": "another format", "zones": "other zones", "number of zones": "other zones", "period": "other periods",
        "share": "another share of flagged area",
    }  # fmt: skip
    other = [word for key, word in known.items() if cover.get(key) != asked[key]]
    if other:
        was = ", ".join(f"{key} {cover.get(key)}" for key in ("number of zones", "period", "share"))
        raise InputError(
            f"The journal '{folder}' is of {', '.join(dict.fromkeys(other))} than asked for now; it is of {was}. "
            "A journal keeps what it began with: give another folder for another one. Where the area was drawn around "
            "the incidents, it grows with them: name a boundary or zones in the study file."
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

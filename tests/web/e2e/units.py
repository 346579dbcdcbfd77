"""The units of the town and their neighbours, so that tests can choose what to paint."""

from typing import Any

from playwright.sync_api import BrowserContext
from tests.web.e2e.plans import ask, draft_of


class Units:
    """Who borders whom, and the districts that the server holds.

    Parameters
    ----------
    context : BrowserContext
        A session that may read.
    origin, place : str
        The planner, and the address of the plan in it.
    """

    def __init__(self, context: BrowserContext, origin: str, place: str) -> None:
        self._ask = (context, origin, place)
        found = ask(context, origin, "GET", f"/cases/{place.split('/')[2]}/layers/borders.json")
        self.zones: list[str] = found["zones"]
        self.beside: dict[str, set[str]] = {zone: set() for zone in self.zones}
        for one, other in found["edges"]:
            self.beside[self.zones[one]].add(self.zones[other])
            self.beside[self.zones[other]].add(self.zones[one])

    def draft(self) -> dict[str, Any]:
        return draft_of(*self._ask)

    def label(self) -> dict[str, str]:
        """Return the district of every unit that has one."""
        values = self.draft()["values"]
        return {key.removeprefix("unit:"): number for key, number in values.items() if key.startswith("unit:")}

    def within(self, number: str) -> str:
        """Return a unit whose neighbours are all in its district; without one, one whose neighbours mostly are."""
        label = self.label()
        own = [unit for unit in self.zones if label.get(unit) == number]
        return max(own, key=lambda unit: (sum(label.get(x) == number for x in self.beside[unit]), unit))

    def edge(self, number: str, other: str) -> str:
        """Return a unit of a district that borders another, and whose loss leaves the district whole."""
        label = self.label()
        own = {unit for unit in self.zones if label.get(unit) == number}
        for unit in sorted(own):
            if any(label.get(x) == other for x in self.beside[unit]) and self._whole(own - {unit}):
                return unit
        raise LookupError(f"no unit of {number} borders {other}")

    def _whole(self, units: set[str]) -> bool:
        left = set(units)
        ahead = [left.pop()]
        while ahead:
            found = self.beside[ahead.pop()] & left
            left -= found
            ahead += found
        return not left

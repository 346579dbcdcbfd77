"""Incidents that a finding says nothing of: told before all else where they are many, at the end where they are few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from beatwright.base.words import count_of, plural
from beatwright.core.incidents import Incidents

__all__ = ["SetAside", "in_no_zone", "with_set_aside"]

_MANY = 0.1  # of the incidents: what is said of nine in ten is said of all but a few, of fewer it is not


@dataclass(frozen=True)
class SetAside:
    r"""Incidents that a finding says nothing of.

    Parameters
    ----------
    count, of : int
        How many they are, and all incidents.
    one, many : str
        What is said of one of them, and of several, such as "lies in no zone" and "lie in no zone".
    rest : str
        What is said without them, where they are many.

    Examples
    --------
    >>> few = SetAside(3, 900, "lies in no zone", "lie in no zone")
    >>> few.are_many, few.sentence
    (False, '3 of 900 incidents (0.3\xa0%) lie in no zone.')
    """

    count: int
    of: int
    one: str
    many: str
    rest: str = "What follows is said of the others alone."

    @property
    def are_many(self) -> bool:
        """Whether they are a tenth of all or more."""
        return self.count >= _MANY * self.of and self.count > 0

    @property
    def sentence(self) -> str:
        """How many they are, and why; of many, what is said without them."""
        share = f"{100 * self.count / self.of:.1f}\u00a0%"
        told = f"{self.count:,} of {count_of(self.of, 'incident')} ({share}) {plural(self.count, self.one, self.many)}."
        return f"{told} {self.rest}" if self.are_many else told


def in_no_zone(incidents: Incidents, what: str = "What follows") -> SetAside:
    """Return those in no zone of the city; `what` is said without them.

    >>> from beatwright.testing import small_incidents
    >>> in_no_zone(small_incidents(weeks=2)).count
    0
    """
    zone = incidents.frame["zone"].to_numpy()
    why = "{} in no zone of the city and {} set aside"
    rest = f"{what} is said of the others alone."
    return SetAside(int((zone < 0).sum()), len(zone), why.format("lies", "is"), why.format("lie", "are"), rest)


def with_set_aside(sentences: Sequence[str], aside: Sequence[SetAside]) -> list[str]:
    r"""Return the sentences of a finding with what it says nothing of: many of them first, few of them last.

    >>> with_set_aside(["All is well."], [SetAside(1, 2, "is lost", "are lost"), SetAside(0, 2, "", "")])
    ['1 of 2 incidents (50.0\xa0%) is lost. What follows is said of the others alone.', 'All is well.']
    """
    some = [one for one in aside if one.count]
    first = [one.sentence for one in some if one.are_many]
    return [*first, *sentences, *(one.sentence for one in some if not one.are_many)]

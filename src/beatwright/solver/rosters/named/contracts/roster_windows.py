"""Windows of a long roster: the days of each, and the limits that contracts have in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from beatwright.solver.rosters.named.contracts.named_rules import NamedRules
from beatwright.solver.rosters.named.contracts.staff_member import StaffMember

__all__ = ["RosterWindow", "windows_of"]


@dataclass(frozen=True)
class RosterWindow:
    """Days [first, end) of a roster, and their number for which limits are given."""

    first: int
    end: int
    asked: int

    @property
    def days(self) -> int:
        """Number of days."""
        return self.end - self.first

    def limits(self, member: StaffMember) -> StaffMember:
        """Return the contract with the limits of this window.

        A longer or shorter window has its share of them, rounded for the officer's freedom. Days of leave take away
        theirs of minutes and shifts, as if they were worked.

        >>> RosterWindow(0, 42, 28).limits(StaffMember(officer="7", most_minutes=9600, most_weekends=3)).most_weekends
        5
        >>> away = StaffMember(officer="7", least_minutes=9120, most_minutes=9600, leave=range(7))
        >>> RosterWindow(0, 28, 28).limits(away).least_minutes, RosterWindow(28, 56, 28).limits(away).least_minutes
        (6840, 9120)
        """
        on_leave = sum(self.first <= day < self.end for day in member.leave)
        if self.days == self.asked and not on_leave:
            return member
        there = self.days - on_leave
        least, most, weekends = member.least_minutes, member.most_minutes, member.most_weekends
        return replace(
            member,
            least_minutes=None if least is None else least * there // self.asked,
            most_minutes=None if most is None else self._up(most, there),
            most_weekends=None if weekends is None else self._up(weekends, self.days),
            most_of={shift: self._up(number, there) for shift, number in member.most_of.items()},
        )

    def _up(self, limit: int, days: int) -> int:
        """Return the share of a limit, rounded up: in whole numbers, since the quotient of two is rarely exact."""
        return -(-limit * days // self.asked)


def windows_of(days: int, rules: NamedRules) -> tuple[RosterWindow, ...]:
    """Cut a roster into windows; what is left at the end joins the last one, or is one where it is half as long.

    >>> [(window.first, window.end) for window in windows_of(59, NamedRules(shifts=("D",), window=28))]
    [(0, 28), (28, 59)]
    """
    if rules.window is None or rules.window >= days:
        return (RosterWindow(0, days, rules.window or days),)
    number = days // rules.window + (2 * (days % rules.window) >= rules.window)
    firsts = [rules.window * place for place in range(number)]
    return tuple(RosterWindow(a, b, rules.window) for a, b in zip(firsts, [*firsts[1:], days], strict=True))

"""Rules of rosters in words."""

from __future__ import annotations

from beatwright.base.words import count_of, significant

__all__ = ["rule_words"]


def rule_words(kind: str, shifts: tuple[str, ...], number: float, of: int) -> str:
    """Return a rule in words; the parameters are those of `Rule`.

    >>> rule_words("weekends_off", (), 1, 2), rule_words("least_of", ("N",), 3, 0)
    ('at least 1 of any 2 weekends off', 'at least 3 days of N in a row')
    """
    end, _, what = kind.partition("_")
    if kind == "not_after":
        return f"no {shifts[1]} on the day after {shifts[0]}"
    if kind == "not_after_day_off":
        return f"no {shifts[1]} after {shifts[0]} and one day off"
    if kind == "weekends_off":
        return f"at least {number:g} of any {count_of(of, 'weekend')} off"
    if kind == "least_rest":
        return f"at least {significant(number)} hours of rest between shifts"
    days = count_of(int(number), "day")
    return f"at {end} {days} {_WHAT.get(what) or f'of {shifts[0]}'} in a row"


_WHAT = {"run": "of work", "off": "off"}

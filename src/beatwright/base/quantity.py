"""Figures as people read them, by their unit: 1,640 m, 91.0 %, $12,300/h; and differences with their sign."""

from __future__ import annotations

import math
from collections.abc import Callable

from beatwright.base.words import significant

__all__ = [
    "alike",
    "amount",
    "amount_per",
    "change",
    "infinite_word",
    "mean_word",
    "of_nothing",
    "p_words",
    "percent",
    "signed_amount",
    "verdict",
]

_GAP = "\u00a0"
_MINUS = "\u2212"
_NONE = "n/a"
_SQUARED = ")²"
_DECIMALS = {"m": 0, "min": 1}
_UNSAID = ("", "index", "count", "p")
_WAITS = ("wait", "response")  # words in the names of figures that hold minutes or calls in line
_MEANS = ("mean", "median", "90th percentile")  # headings of a table of waits, responses and travel, by kind
_LEAST_P = 0.001  # below, a p-value says no more than that it is small
# Below these a figure is nothing: a twentieth of a second, one call in a million.
_NOTHING = {"min": 0.001, "share": 1e-6}
_LARGE = ((1e9, "billion"), (1e6, "million"))


def _number(value: float) -> str:
    size = abs(value)
    if size >= 100 or value == round(value):
        return f"{value:,.0f}"
    if size >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if size >= 1 else f"{value:.3f}"


def _counted(value: float) -> str:
    """Return calls or people: half a call means nothing where there are many."""
    return f"{value:,.0f}" if value >= 10 else _number(round(value, 1))


def _large(value: float) -> str:
    """Return three digits and a word: variances of calls or minutes have ten and more."""
    size, word = next((size, word) for size, word in _LARGE if value >= size)
    shown = float(f"{value / size:.2e}")  # 9.998 is 10.0, not 10.00
    return f"{shown:,.{max(0, 2 - int(math.log10(shown)))}f}{_GAP}{word}"


def _signed(text: str, value: float) -> str:
    return ("+" if value > 0 else _MINUS if value < 0 else "±") + text


def infinite_word(figure: str) -> str:
    """Return what an infinite figure is, by its name: a wait for cars that cannot keep up, else a place out of reach.

    >>> infinite_word("mean wait"), infinite_word("median"), infinite_word("longest distance")
    ('endless', 'endless', 'not reached')
    """
    waits = figure in _MEANS or any(word in figure for word in _WAITS)
    return "endless" if waits else "not reached"


def amount(value: float, unit: str = "", figure: str = "") -> str:
    r"""Return `value` with its `unit`.

    Parameters
    ----------
    value : float
        NaN reads "n/a", an infinity as `infinite_word` says.
    unit : str
        As in `beatwright.Measure`; ``share`` (0 to 1) reads as per cent, ``p`` is the p-value of a test.
    figure : str
        Its name, which says what an infinity means.

    Examples
    --------
    >>> amount(0.914, "share"), amount(12345.6, "$/h"), amount(0.4123, "")
    ('91.4\xa0%', '$12,346/h', '0.412')
    >>> amount(0.0104, "p"), amount(3e-12, "p"), amount(0.99999, "p"), amount(3e-12, "min")
    ('0.010', 'under 0.001', 'over 0.999', 'under 0.001\xa0min')
    >>> amount(27_596_889.0, "$/year")
    '$27.6\xa0million/year'
    >>> amount(1640.2, "m"), amount(4.25, "min"), amount(-3.0, "calls/year")
    ('1,640\xa0m', '4.2\xa0min', '−3\xa0calls/year')
    >>> amount(82.3, "calls/year"), amount(17_047_036_755, "(calls a year)²")
    ('82\xa0calls/year', '17.0\xa0billion\xa0(calls a year)²')
    >>> amount(math.inf, "min", "mean response"), amount(math.inf, "m")
    ('endless', 'not reached')
    """
    if math.isnan(value):
        return _NONE
    if math.isinf(value):
        return infinite_word(figure)
    if unit == "min" and 0 < abs(value) < _NOTHING[unit]:
        return f"under {_NOTHING[unit]}{_GAP}{unit}"
    sign = _MINUS if value < 0 else ""
    return sign + _unsigned(abs(value), unit)


def percent(share: float) -> str:
    r"""Return a share in whole per cent, for a sentence.

    >>> percent(0.574)
    '57\xa0%'
    """
    return f"{100 * share:.0f}{_GAP}%"


def _unsigned(value: float, unit: str) -> str:
    if unit == "share":
        return f"{100 * value:.1f}{_GAP}%"
    if unit == "p":
        return _p(value, ".3f", 3)
    if unit.startswith("$"):
        if value >= 1e6:
            return f"${value / 1e6:,.1f}{_GAP}million{unit[1:]}"
        return f"${value:,.0f}{unit[1:]}" if value >= 100 or value == 0 else f"${value:,.2f}{unit[1:]}"
    if unit in _DECIMALS:
        decimals = _DECIMALS[unit]
        if 0 < value < 0.5 * 10**-decimals:
            return f"{significant(value, 1)}{_GAP}{unit}"
        return f"{value:,.{decimals}f}{_GAP}{unit}"
    if unit == "count" or unit.startswith("calls"):
        return _counted(value) + (_GAP + unit if unit != "count" else "")
    if unit.endswith(_SQUARED) and value >= 1e6:
        return f"{_large(value)}{_GAP}{_printed(unit)}"
    return _number(value) + (_GAP + _printed(unit) if unit not in _UNSAID else "")


def _printed(unit: str) -> str:
    return unit.replace("km2", "km²")


def p_words(value: float, digits: int = 2) -> str:
    """Return the p-value of a test as a sentence says it: never 0, and 1 only where it is.

    >>> p_words(0.0104), p_words(3e-12), p_words(0.0), p_words(1.0)
    ('p = 0.01', 'p under 0.001', 'p under 0.001', 'p = 1')
    >>> p_words(0.9996), p_words(0.9996, digits=4), p_words(math.nan)
    ('p over 0.99', 'p = 0.9996', 'p not known')
    """
    if math.isnan(value):
        return "p not known"
    text = _p(value, f".{digits}g", digits)
    return f"p {text}" if text[0] in "uo" else f"p = {text}"


def _p(value: float, form: str, nines: int) -> str:
    """Return a p-value in a format; where that would read 0, or 1 and is less, on which side of what it lies."""
    if value < _LEAST_P:
        return f"under {_LEAST_P}"
    text = format(value, form)
    return f"over 0.{'9' * nines}" if value < 1 <= float(text) else text


def amount_per(value: float, unit: str) -> str:
    r"""Return `value` with a unit that may say per what, such as that of a certificate.

    >>> amount_per(85.5, "m per call"), amount_per(4.25, "min")
    ('86\xa0m per call', '4.2\xa0min')
    """
    own, per, each = unit.partition(" per ")
    return f"{amount(value, own)}{per}{each}"


def mean_word(unit: str) -> str:
    """Return what an objective of this unit is the mean of: a distance or a travel time.

    >>> mean_word("m per call"), mean_word("min per call"), mean_word("")
    ('mean distance', 'mean travel time', 'objective')
    """
    return {"m": "mean distance", "min": "mean travel time"}.get(unit.partition(" ")[0], "objective")


def change(value: float, base: float, unit: str = "") -> str:
    r"""Return the difference of `value` to `base`, with sign, and in per cent where that means something.

    >>> change(1640, 2310, "m"), change(0.91, 0.64, "share"), change(3.0, 3.0, "min")
    ('−670\xa0m (−29.0\xa0%)', '+27.0\xa0points', 'no change')
    >>> change(18_843, 312_190, "(calls a year)²"), change(1.333, 1.321, "min")
    ('−293,347 (−94.0\xa0%)', '+0.01\xa0min (+0.9\xa0%)')
    >>> change(0.06, 0.758, "(km2)²")
    '−0.698 (−92.1\xa0%)'
    """
    difference = value - base
    if not math.isfinite(difference):
        return "" if math.isnan(value) or math.isnan(base) or value == base else _NONE
    if alike(value, base, unit):
        return "no change"
    if unit == "share":
        return _signed(f"{abs(100 * difference):.1f}{_GAP}points", difference)
    # The unit of a variance is long; the value above the difference has it.
    figure = _unsigned(abs(difference), unit).removesuffix(f"{_GAP}{_printed(unit)}" if unit.endswith(_SQUARED) else "")
    text = _signed(figure, difference)
    relative = abs(difference / base) * 100 if base else math.nan
    if not math.isfinite(relative):
        return text
    share = f"{relative:,.1f}" if relative < 1000 else f"{relative:,.0f}"
    return f"{text} ({_signed(share, difference)}{_GAP}%)"


def signed_amount(value: float, unit: str) -> str:
    r"""Return a difference with its sign and unit.

    >>> signed_amount(-12.0, "m"), signed_amount(0.02, "share")
    ('\u221212\xa0m', '+2.0\xa0points')
    """
    return _signed(f"{100 * abs(value):.1f}{_GAP}points" if unit == "share" else amount(abs(value), unit), value)


def alike(value: float, base: float, unit: str = "") -> bool:
    """Return whether two figures are the same but for rounding, or are both next to nothing in their unit.

    >>> alike(3.0, 3.0 + 1e-12), alike(9e-9, 2e-12, "min"), alike(0.02, 0.01, "min")
    (True, True, False)
    """
    return math.isclose(value, base, rel_tol=1e-9, abs_tol=1e-12) or all(map(of_nothing(unit), (value, base)))


def of_nothing(unit: str) -> Callable[[float], bool]:
    """Return what tells whether a figure of a unit is next to nothing.

    >>> of_nothing("min")(9e-9), of_nothing("min")(0.01), of_nothing("m")(9e-9)
    (True, False, False)
    """
    return lambda value: abs(value) < _NOTHING.get(unit, 0.0)


def verdict(value: float, base: float, direction: str, unit: str = "") -> str:
    """Return "better", "worse", "same", or nothing where no direction is better.

    >>> verdict(1640, 2310, "lower"), verdict(0.6, 0.7, "higher"), verdict(1, 2, "none")
    ('better', 'worse', '')
    """
    if direction not in ("lower", "higher") or math.isnan(value) or math.isnan(base):
        return ""
    if alike(value, base, unit):
        return "same"
    return "better" if (value < base) == (direction == "lower") else "worse"

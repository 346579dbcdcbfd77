"""How many rows have a severity that no rule of the table of kinds gave them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["GUESSED", "guessed_severity"]

GUESSED = "severity guessed"

_MANY = 0.2


def guessed_severity(rule: npt.NDArray[np.int64], kept: npt.NDArray[np.bool_]) -> tuple[dict[str, str], list[str]]:
    """Return the share of the rows kept whose severity is a guess, as a fact, and a warning where it is large.

    Parameters
    ----------
    rule : array of int64, shape (n,)
        Position of the rule of every row; -1 where none fits.
    kept : array of bool, shape (n,)
        The rows that are planned on.

    Examples
    --------
    >>> facts, warnings = guessed_severity(np.array([0, -1, 3, -1]), np.ones(4, dtype=bool))
    >>> facts, len(warnings)
    ({'severity guessed': '50.0% of the rows'}, 1)
    """
    used = rule[kept]
    share = float((used < 0).mean()) if len(used) else 0.0
    if not share:
        return {}, []
    facts = {GUESSED: f"{share:.1%} of the rows"}
    if share <= _MANY:
        return facts, []
    return facts, [
        f"The severity of {share:.1%} of the rows is a guess, because no rule of the table of kinds fits: officers and "
        "penalties of these calls mean little. Write a table of kinds (write_default_kinds makes one to edit), add a "
        "line for each of the frequent kinds, and name it in the option kinds."
    ]

"""The formula that the Pittsburgh study does not print, recovered from its own results and checked three ways.

With multipliers, the optimum of ``sum_i c_i f(x_i)`` has ``-c_i f'(x_i)`` equal at every point. So the Lagrange column
gives every c_i up to one factor, and its printed damage gives the factor. The three other columns, which took no part,
then decide which curve f was meant: their damages are printed too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from beatwright.studies.pittsburgh.published import COLUMNS, Floats

__all__ = ["CURVES", "Recovery", "recover"]

Shape = tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]

# Damage per unit of coefficient, and its slope turned positive.
CURVES: dict[str, Shape] = {
    "1 / (1 + x)": (lambda x: 1.0 / (1.0 + x), lambda x: (1.0 + x) ** -2.0),
    "1 / (1 + x)^2": (lambda x: (1.0 + x) ** -2.0, lambda x: 2.0 * (1.0 + x) ** -3.0),
    "1 / sqrt(1 + x)": (lambda x: (1.0 + x) ** -0.5, lambda x: 0.5 * (1.0 + x) ** -1.5),
    "exp(-x)": (lambda x: np.exp(-x), lambda x: np.exp(-x)),
}


@dataclass(frozen=True, eq=False)
class Recovery:
    """Coefficients under one curve, and how well they foretell the columns that took no part.

    Parameters
    ----------
    curve : str
        Name of the curve.
    coefficients : array of float, shape (30,)
        Expected damage at each point with no officers.
    foretold : dict of str to float
        Damage of each column under curve and coefficients.
    """

    curve: str
    coefficients: Floats
    foretold: dict[str, float]

    @property
    def worst_error(self) -> float:
        """Greatest relative difference from a printed damage, among the three columns that took no part."""
        return max(abs(self.foretold[c.name] / c.damage - 1.0) for c in COLUMNS[1:])

    @property
    def total_interval(self) -> tuple[float, float]:
        """Unrounded totals of the Lagrange column under which every column rounds to what is printed.

        The printed 1.01e6 may stand for anything from 1.005e6 to 1.015e6, and all damages scale with it. The interval
        is empty (its end before its start) where no total explains all four.
        """
        factors = [np.array(c.rounding) / self.foretold[c.name] for c in COLUMNS]
        scale = COLUMNS[0].damage
        return scale * max(float(f[0]) for f in factors), scale * min(float(f[1]) for f in factors)


def recover(curve: str = "1 / (1 + x)") -> Recovery:
    """Return the coefficients under one of `CURVES`.

    Examples
    --------
    >>> found = recover()
    >>> round(found.worst_error, 3), recover("exp(-x)").worst_error > 5
    (0.005, True)
    """
    damage, slope = CURVES[curve]
    lagrange = np.array(COLUMNS[0].officers)
    shape = 1.0 / slope(lagrange)
    coefficients = shape * COLUMNS[0].damage / float(shape @ damage(lagrange))
    foretold = {c.name: float(coefficients @ damage(np.array(c.officers))) for c in COLUMNS}
    return Recovery(curve, coefficients, foretold)


def recovery_table() -> pd.DataFrame:
    """Return printed damages beside those foretold under each curve; index: column, one column per curve."""
    table = pd.DataFrame({"printed": [c.damage for c in COLUMNS]}, index=pd.Index([c.name for c in COLUMNS]))
    for name in CURVES:
        table[name] = pd.Series(recover(name).foretold)
    return table.rename_axis("column")

"""What a forecaster becomes by fitting: itself, with what it has learned."""

from __future__ import annotations

import copy
from typing import Self

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.core import Step
from beatwright.forecast.gamma_poisson import GammaPoissonForecast

__all__ = ["FittedStep"]


class FittedStep(Step):
    """Base of forecasters whose fit ends in a forecast for one week.

    What was learned is no option, so it is no field: a fitted copy equals the forecaster it came from, and
    its table in a study file is the same.
    """

    _learned: GammaPoissonForecast | None = None

    def _with(self, learned: GammaPoissonForecast) -> Self:
        fitted = copy.copy(self)
        object.__setattr__(fitted, "_learned", learned)
        return fitted

    def predict(self, weeks: int) -> GammaPoissonForecast:
        """Return the forecast for the `weeks` that follow the incidents fitted on.

        Raises
        ------
        ParameterError
            Where `weeks` is under 1, or nothing was fitted.
        """
        owner = type(self).__name__
        complaint = check.integer(owner, "weeks", weeks, 1)
        if complaint:
            raise ParameterError(complaint)
        if self._learned is None:
            raise ParameterError(f"{owner} has learned nothing yet. Use the copy that fit(incidents, city) returns.")
        one = self._learned
        return GammaPoissonForecast(
            per_week=one.per_week,
            shape=one.shape,
            clock=one.clock,
            weeks=int(weeks),
            severity=one.severity,
            source=one.source,
        )

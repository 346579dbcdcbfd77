"""What the study reports of its forecasts of kinds."""

from __future__ import annotations

from types import MappingProxyType

__all__ = ["ACCURACY"]

# Share of the incidents of the year to come whose kind was foreseen, by the label of what does it again.
ACCURACY = MappingProxyType({"NearestKinds": 0.2972, "SoftmaxKinds": 0.2987})

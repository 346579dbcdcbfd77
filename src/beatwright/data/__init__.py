"""Files to nouns, with an account of what was dropped and why; generated cities."""

from beatwright.data.city import CitySource

__all__ = ["CitySource"]

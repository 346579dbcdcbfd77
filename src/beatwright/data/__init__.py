"""Files to nouns, with an account of what was dropped and why; generated cities."""

from beatwright.data.city import CitySource
from beatwright.data.generate import CitySize, Dirt, GeneratedCity, Truth, generate_city

__all__ = ["CitySize", "CitySource", "Dirt", "GeneratedCity", "Truth", "generate_city"]

"""A generated city with a known truth: the default of the demo and the test bed of every method."""

from beatwright.data.generate.city import BLOCK_GROUPS, GeneratedCity
from beatwright.data.generate.dirt import Dirt
from beatwright.data.generate.generate import generate_city
from beatwright.data.generate.intensity import Intensity
from beatwright.data.generate.kinds import KINDS, Kind
from beatwright.data.generate.size import SIZES, CitySize
from beatwright.data.generate.truth import Truth

__all__ = [
    "BLOCK_GROUPS",
    "KINDS",
    "SIZES",
    "CitySize",
    "Dirt",
    "GeneratedCity",
    "Intensity",
    "Kind",
    "Truth",
    "generate_city",
]

"""A generated city with a known truth: the default of the demo and the test bed of every method."""

from beatwright.data.generate.city_size import SIZES, CitySize
from beatwright.data.generate.generate import generate_city
from beatwright.data.generate.generated_city import BLOCK_GROUPS, GeneratedCity
from beatwright.data.generate.incident_kinds import KINDS, Kind
from beatwright.data.generate.intensity import Intensity
from beatwright.data.generate.record_faults import Dirt
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

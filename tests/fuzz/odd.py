"""Values that no file should hold, among them links to an address and to a file that must stay closed."""

from dataclasses import dataclass
from random import Random

NUMBERS = (0, -1, 1, 2**31, 2**63, 10**40, 1e308, -1e308, 1e-320, float("nan"), float("inf"), -float("inf"), 0.5)
TEXTS = ("", " ", "NaN", "null", "-", "=1+1", "\x00", "\u202e", "é", "日本", "\ud800", "'", '"', "x" * 100_000, "1e999",
         "9" * 400, "2024-02-30", "POINT (1 2", "POLYGON EMPTY", "(" * 3_000, "EPSG:0", "EPSG:99999999", "+proj=lonlat",
         "../" * 40, "true")  # fmt: skip


@dataclass(frozen=True)
class Bait:
    """An address that listens and a file that must not be read."""

    address: str
    canary: str

    @property
    def links(self) -> tuple[str, ...]:
        """The bait as names, links, entities and CRS texts."""
        return (
            *(self.address, f"/vsicurl/{self.address}", f"url={self.address}", f"GeoJSON:{self.address}"),
            *(self.canary, f"file://{self.canary}", f"/vsisubfile/0_99,{self.canary}", f"CSV:{self.canary}"),
            f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{self.canary}">]>',
            f"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>{self.canary}</SrcDataSource></OGRVRTLayer>"
            "</OGRVRTDataSource>",
        )

    def value(self, rng: Random) -> object:
        """Return an odd value of any type that JSON has."""
        return rng.choice(
            [
                lambda: rng.choice(NUMBERS),
                lambda: rng.choice(TEXTS),
                lambda: rng.choice(self.links),
                lambda: rng.choice([None, True, False, [], {}, [[]], {"": {}}, [None], [1, 2], [[[]]]]),
                lambda: _nested(rng),
                lambda: {"type": "link", "properties": {"href": rng.choice(self.links), "type": "proj4"}},
                lambda: {"type": "name", "properties": {"name": rng.choice(self.links)}},
            ]
        )()

    def text(self, rng: Random) -> str:
        """Return an odd text."""
        return rng.choice((*TEXTS, *self.links, *map(str, NUMBERS)))


def _nested(rng: Random) -> object:
    value: object = 1
    for _ in range(rng.choice([50, 300])):
        value = [value] if rng.random() < 0.5 else {"a": value}
    return value

"""Damage that knows nothing of the format."""

from random import Random


def mutate(rng: Random, data: bytes) -> bytes:
    """Return the bytes with one to four faults."""
    found = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        found = rng.choice(_FAULTS)(rng, found)
    return bytes(found)


def _at(rng: Random, data: bytearray) -> int:
    """Choose a place: often in the first or last bytes, where headers and footers are."""
    size = max(len(data), 1)
    near = min(size, 200)
    return rng.choice([rng.randrange(size), rng.randrange(near), size - 1 - rng.randrange(near)])


def _flip(rng: Random, data: bytearray) -> bytearray:
    for _ in range(rng.choice([1, 1, 8, 64])):
        if data:
            data[_at(rng, data)] ^= 1 << rng.randrange(8)
    return data


def _insert(rng: Random, data: bytearray) -> bytearray:
    at = _at(rng, data)
    data[at:at] = rng.randbytes(rng.choice([1, 2, 7, 300]))
    return data


def _truncate(rng: Random, data: bytearray) -> bytearray:
    return data[: _at(rng, data)]


def _behead(rng: Random, data: bytearray) -> bytearray:
    return data[rng.choice([1, 4, 16, 100]) :]


def _chunk(rng: Random, data: bytearray) -> slice:
    at = _at(rng, data)
    return slice(at, at + rng.choice([1, 8, 64, 1024]))


def _repeat(rng: Random, data: bytearray) -> bytearray:
    part = _chunk(rng, data)
    data[part.start : part.start] = data[part] * rng.choice([1, 2, 50])
    return data


def _swap(rng: Random, data: bytearray) -> bytearray:
    one, other = _chunk(rng, data), _chunk(rng, data)
    data[one], data[other] = bytes(data[other]), bytes(data[one])
    return data


def _drop(rng: Random, data: bytearray) -> bytearray:
    del data[_chunk(rng, data)]
    return data


def _fill(rng: Random, data: bytearray) -> bytearray:
    part = _chunk(rng, data)
    data[part] = bytes([rng.choice([0, 255, 127, 128, 40, 60])]) * len(data[part])
    return data


def _number(rng: Random, data: bytearray) -> bytearray:
    """Write an integer where one may be read: counts, offsets, lengths."""
    at, size = _at(rng, data), rng.choice([2, 4, 8])
    value = rng.choice([0, 1, 2 ** (8 * size) - 1, 2 ** (8 * size - 1) - 1, 2 ** (8 * size - 1), 1_000_003])
    data[at : at + size] = (value % 2 ** (8 * size)).to_bytes(size, rng.choice(["little", "big"]))
    return data


_FAULTS = (_flip, _flip, _insert, _truncate, _behead, _repeat, _swap, _drop, _fill, _number, _number)

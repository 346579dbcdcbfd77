"""Damage to the structure of JSON: keys and members dropped, doubled, renamed, of other types, deep inside."""

import json
from random import Random
from typing import Any

from odd import Bait


def mutate(rng: Random, data: bytes, bait: Bait) -> bytes:
    """Return the JSON with one to three faults."""
    try:
        values = json.loads(data)
    except ValueError:
        return data
    for _ in range(rng.randint(1, 3)):
        places = _places(values) if isinstance(values, (dict, list)) else []
        if not places:
            break
        values = _fault(rng, values, rng.choice(places), bait)
    return json.dumps(values, ensure_ascii=rng.random() < 0.5).encode("utf-8", errors="surrogatepass")


def _places(values: Any) -> list[tuple[Any, Any]]:
    """Return every container with every key; those near the root come again, for there are few of them."""
    found, level, todo = [], 0, [values]
    while todo:
        inner = []
        for holder in todo:
            keys = list(holder) if isinstance(holder, dict) else range(min(len(holder), 20))
            found += [(holder, key) for key in keys] * (8 if level < 2 else 1)
            inner += [holder[key] for key in keys if isinstance(holder[key], (dict, list))]
        todo, level = inner, level + 1
    return found


def _fault(rng: Random, root: Any, place: tuple[Any, Any], bait: Bait) -> Any:
    holder, key = place
    kind = rng.randrange(7)
    if kind <= 2:
        holder[key] = bait.value(rng)
    elif kind == 3:
        del holder[key]
    elif kind == 4 and isinstance(holder, dict):
        holder[rng.choice([bait.text(rng), str(key).upper(), f"{key} "])] = holder.pop(key)
    elif kind == 5 and isinstance(holder, list):
        holder[:] = rng.choice([[], holder * 3, holder[::-1], [list(holder)], holder[:1]])
    else:
        holder[key] = rng.choice([[holder[key]], {"a": holder[key]}, str(holder[key]), [holder[key]] * 4])
    return root if rng.random() < 0.98 else bait.value(rng)

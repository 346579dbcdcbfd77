"""Damage to lines, cells and marked-up text: CSV, TOML, XML."""

import re
from random import Random

from odd import Bait

_WORD = re.compile(r"[\w.+-]+")
_CODINGS = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1251", "utf-32")


def mutate(rng: Random, data: bytes, bait: Bait) -> bytes:
    """Return the text with one to five faults, now and then in another encoding."""
    text = data.decode("utf-8", errors="replace")
    for _ in range(rng.randint(1, 5)):
        text = rng.choice(_FAULTS)(rng, text, bait)
    coding = rng.choice(_CODINGS)
    return text.encode(coding, errors="surrogatepass" if coding.startswith("utf") else "replace")


def _word(rng: Random, text: str, bait: Bait) -> str:
    """Put an odd value, or another word of the text, in place of a word."""
    words = list(_WORD.finditer(text[:200_000]))
    if not words:
        return bait.text(rng)
    match = rng.choice(words)
    new = bait.text(rng) if rng.random() < 0.7 else rng.choice(words)[0]
    return text[: match.start()] + new + text[match.end() :]


def _lines(rng: Random, text: str, _: Bait) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    change = rng.randrange(5)
    if change == 0:
        del lines[at]
    elif change == 1:
        lines[at:at] = [lines[other]] * rng.choice([1, 1, 200])
    elif change == 2:
        lines[at], lines[other] = lines[other], lines[at]
    elif change == 3:
        lines = lines[:1]
    else:
        lines[at] = lines[at].rstrip("\n")
    return "".join(lines)


def _sign(rng: Random, text: str, _: Bait) -> str:
    """Drop, double or exchange a sign that means something."""
    signs = [match.start() for match in re.finditer(r"[^\w\s]", text[:200_000])]
    if not signs:
        return text
    at = rng.choice(signs)
    return text[:at] + rng.choice(["", text[at] * 2, text[at] * 5_000, '"', "<", "[", "\n", ",", "="]) + text[at + 1 :]


def _insert(rng: Random, text: str, bait: Bait) -> str:
    at = rng.choice([0, rng.randrange(len(text) + 1), len(text)])
    return (
        text[:at] + rng.choice([bait.text(rng), "[" * 3_000, "a.b." * 2_000 + "c = 1\n", "\n" * 50, "<a>"]) + text[at:]
    )


_FAULTS = (_word, _word, _word, _lines, _sign, _insert)

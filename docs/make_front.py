"""Make the README's picture and table from the demo: `python docs/make_front.py` (needs Chromium or Chrome)."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from html import unescape
from pathlib import Path

from PIL import Image, PngImagePlugin

from beatwright import Case
from beatwright.show import comparison_table
from beatwright.study.demo import run_demo

__all__ = ["block_of", "head_of", "main", "stale_parts"]

_ROOT = Path(__file__).resolve().parents[1]
_README = _ROOT / "README.md"
_PICTURE = _ROOT / "docs" / "images" / "demo-report.png"
_BEGIN, _END = "<!-- made by docs/make_front.py -->\n", "<!-- end -->\n"
_ROWS = ("mean distance", "90th percentile distance", "share within", "late calls", "Gini over people")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def block_of(folder: Path) -> str:
    """Return the README's words and table of the demo's case folder."""
    case = Case.load(folder)
    heading, rule, *rows = (_narrow(line) for line in comparison_table(case.comparison).splitlines())
    kept = [row for row in rows if row.lstrip("| ").startswith(_ROWS)]
    answer = _text(re.findall(r'<p class="lead">(.*?)</p>', _report(folder), re.DOTALL)[0])
    proof = case.plan(case.main).certificate
    return (
        "\n".join(
            [
                f"{answer} The plan is {proof.text}.",
                "",
                heading,
                rule,
                *kept,
            ]
        )
        + "\n"
    )


def _narrow(line: str) -> str:
    return re.sub(r" {2,}", " ", re.sub(r"-{4,}", "---", line))


def _report(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def head_of(folder: Path) -> str:
    """Return the words of the part of the report that the picture shows."""
    body = _report(folder).partition("<body")[2].partition(">")[2]
    return _text(body.partition("<table")[0])


def stale_parts(folder: Path) -> list[str]:
    """Say which of the README's table and picture the demo's case folder does not bear out."""
    stale = [] if block_of(folder) in _README.read_text(encoding="utf-8") else ["README.md"]
    with Image.open(_PICTURE) as picture:
        shown = picture.info.get("Description", "")
    return stale if shown == head_of(folder) else [*stale, _PICTURE.name]


def _photograph(folder: Path) -> None:
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        raise SystemExit(f"The picture of the report needs a browser, one of {', '.join(_BROWSERS)}: install one.")
    shot = folder / "report.png"
    options = ["--headless", "--no-sandbox", "--hide-scrollbars", "--window-size=1100,1500", f"--screenshot={shot}"]
    subprocess.run([browser, *options, (folder / "report.html").as_uri()], check=True, capture_output=True)
    words = PngImagePlugin.PngInfo()
    words.add_itxt("Description", head_of(folder))
    with Image.open(shot) as picture:
        picture.convert("RGB").quantize(128).save(_PICTURE, pnginfo=words, optimize=True)


def _write(folder: Path) -> None:
    before, _, rest = _README.read_text(encoding="utf-8").partition(_BEGIN)
    _README.write_text(before + _BEGIN + block_of(folder) + _END + rest.partition(_END)[2], encoding="utf-8")
    _photograph(folder)


def main() -> None:
    """Run the demo, or take the case folder that is named, and write both."""
    if len(sys.argv) > 1:
        return _write(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as scratch:
        run_demo(Path(scratch) / "demo")
        return _write(Path(scratch) / "demo")


if __name__ == "__main__":
    main()

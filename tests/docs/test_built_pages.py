"""The pages that `make docs` has built: nothing from outside, one title, links that lead to a page, drawn formulas."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

_DOCS = Path(__file__).resolve().parents[2] / "docs"
_BUILT = _DOCS / "_build" / "html"


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.titles = 0
        self.without_words: list[str] = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.titles += tag == "h1"
        self.links += [values[name] for name in ("href", "src") if values.get(name)]
        if tag == "img" and not values.get("alt"):
            self.without_words.append(values.get("src", ""))


def _sources():
    """Give what the pages are built of: those that the build writes itself left out."""
    yield from _DOCS.glob("*.md")
    yield from (path for folder in ("_extensions", "methods", "studies") for path in (_DOCS / folder).glob("*.*"))
    yield _DOCS / "conf.py"


@pytest.fixture(scope="module")
def pages():
    if not (_BUILT / "index.html").exists():
        pytest.skip("the documentation is not built: make docs")
    if (_BUILT / "searchindex.js").stat().st_mtime < max(path.stat().st_mtime for path in _sources()):
        pytest.skip("the documentation was built of other sources: make docs")
    read = {}
    for path in sorted(_BUILT.rglob("*.html")):
        if "_static" not in path.parts:
            read[path] = _Links()
            read[path].feed(path.read_text(encoding="utf-8"))
    return read


def test_nothing_is_asked_for_outside(pages, docs_module):
    assert list(docs_module("outside").outside_loads(_BUILT)) == []


def test_every_page_has_one_title(pages):
    assert {str(path): page.titles for path, page in pages.items() if page.titles != 1} == {}


def test_every_link_leads_to_a_file(pages):
    lost = []
    for path, page in pages.items():
        near = (re.split(r"[#?]", link)[0] for link in page.links if not re.match(r"[a-z+]+:", link))
        lost += [(path.name, link) for link in near if link and not (path.parent / link).exists()]
    assert lost == []


def test_every_picture_has_words(pages):
    assert [(path.name, page.without_words) for path, page in pages.items() if page.without_words] == []


def test_formulas_are_drawn_and_none_is_left_as_tex(pages):
    texts = {path: path.read_text(encoding="utf-8") for path in pages}
    assert sum("<math " in text for text in texts.values()) > 15
    assert [path.name for path, text in texts.items() if re.search(r"\\\(|\\\[|class=\"math ", text)] == []


def test_the_search_has_an_index(pages):
    assert "p-median" in (_BUILT / "searchindex.js").read_text(encoding="utf-8")


def test_the_gallery_shows_every_picture(pages):
    page = (_BUILT / "gallery.html").read_text(encoding="utf-8")
    drawn = {path.name for path in (_BUILT.parents[1] / "_gallery").glob("*.png")}
    assert len(drawn) > 15
    assert drawn == {name for name in drawn if name in page}

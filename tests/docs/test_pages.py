"""Every page as it is written: one title, links that lead somewhere, the field's words, formulas that can be drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_WRITTEN = [
    path for path in sorted((ROOT / "docs").rglob("*.md")) if not path.parts[len(ROOT.parts) + 1].startswith("_")
]
PAGES = [*_WRITTEN, ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
_MADE = ("generated/", "_gallery/")
# "Way" is no word for a distance; what is left are ways of doing something, and streets.
_OTHER_WAYS = (
    r"one-way|both ways|(other|several|two|three|one|only|same|either|which|both|all|no|what|some|this|that) ways?\b"
)


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def prose_of(page: Path) -> str:
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def stray_ways(text: str) -> list[str]:
    return re.findall(r"[^.]{0,30}\bways?\b[^.]{0,20}", re.sub(_OTHER_WAYS, "", text, flags=re.IGNORECASE))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_has_one_title(page):
    text = page.read_text(encoding="utf-8")
    assert len(re.findall(r"^# ", prose_of(page), re.MULTILINE)) + text.count("```{include} ../CHANGELOG.md") == 1
    assert not re.search(r"^===+$", text, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_link_leads_to_a_file_that_is_there(page):
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", prose_of(page))
    near = [link for link in links if "://" not in link and not link.startswith(_MADE)]
    assert [link for link in near if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_says_distance_or_travel_time(page):
    assert stray_ways(prose_of(page)) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("the mean way to a post", 1),
        ("the way between two zones", 1),
        ("shorter ways and fuller posts", 1),
        ("pairs without a way", 1),
        ("a one-way street", 0),
        ("in two ways", 0),
        ("the other way round", 0),
        ("always away", 0),
    ],
)
def test_a_way_that_is_a_distance_is_found(text, count):
    assert len(stray_ways(text)) == count


@pytest.mark.parametrize("page", _WRITTEN, ids=name_of)
def test_every_formula_can_be_drawn(page, docs_module):
    pytest.importorskip("sphinx", reason="formulas are drawn with the extra docs: pip install '.[docs]'")
    pytest.importorskip("latex2mathml", reason="formulas are drawn with the extra docs: pip install '.[docs]'")
    mathml_of = docs_module("mathml").mathml_of
    for block, inline in re.findall(r"\$\$(.+?)\$\$|\$([^$\n]+)\$", prose_of(page), re.DOTALL):
        drawn = mathml_of((block or inline).strip(), "block" if block else "inline")
        assert drawn.startswith("<math ")


@pytest.mark.parametrize("formula", [r"\foo x", r"a & b", r"x_{\unknown}", r"\begin{aligned} a &= b \end{aligned}"])
def test_a_formula_that_cannot_be_drawn_is_told(formula, docs_module):
    pytest.importorskip("sphinx", reason="formulas are drawn with the extra docs: pip install '.[docs]'")
    pytest.importorskip("latex2mathml", reason="formulas are drawn with the extra docs: pip install '.[docs]'")
    with pytest.raises(Exception, match="MathML has nothing for"):
        docs_module("mathml").mathml_of(formula, "block")


def test_the_limits_of_a_minimum_stand_below_it(docs_module):
    pytest.importorskip("sphinx", reason="formulas are drawn with the extra docs: pip install '.[docs]'")
    pytest.importorskip("latex2mathml", reason="formulas are drawn with the extra docs: pip install '.[docs]'")
    mathml_of = docs_module("mathml").mathml_of
    assert "<munder><mo>min</mo>" in mathml_of(r"\min_{x} f", "block")
    assert "<msub><mo>min</mo>" in mathml_of(r"\min_{x} f", "inline")
    assert "<mo>∖</mo>" in mathml_of(r"S \setminus T", "inline")


def test_the_documentation_of_a_public_name_says_distance_or_travel_time(docs_module):
    names = docs_module("public_names")
    for name in (name for room in names.ROOMS for name in names.public_names(room)):
        members = {key: value for key, value in vars(name.thing).items() if key[0] != "_"} if name.is_class else {}
        texts = {"": name.thing.__doc__, **{key: getattr(value, "__doc__", "") for key, value in members.items()}}
        stray = {f"{name.path}.{key}": stray_ways(text or "") for key, text in texts.items()}
        assert {key: found for key, found in stray.items() if found} == {}


def test_every_public_name_has_a_sentence(docs_module):
    names = docs_module("public_names")
    for room in names.ROOMS:
        for name in names.public_names(room):
            assert re.match(r"[A-Z`].*[.!?:)]$", name.sentence), (name.path, name.sentence)


def test_the_gallery_has_words_for_every_picture():
    import ast

    from beatwright.show.figures.pictures import draw_pictures

    module = ast.parse((ROOT / "docs" / "_extensions" / "gallery.py").read_text(encoding="utf-8"))
    words = next(
        ast.literal_eval(each.value)
        for each in module.body
        if isinstance(each, ast.Assign) and each.targets[0].id == "WORDS"
    )
    returned = draw_pictures.__doc__.partition("Returns")[2]
    drawn = {re.sub(r"_\d+$", "", name) for name in re.findall(r"``(\w+)``", returned)}
    assert drawn | _charts_of_examiners() == set(words)


def _charts_of_examiners():
    """The names that the examiners give to their charts; charts in small multiples have none of their own."""
    import ast

    from beatwright.core import chart

    kinds = {
        kind for kind in dir(chart) if kind.endswith(("Chart", "Map", "Clock", "Picture", "Multiples", "Timeline"))
    }
    sources = (ROOT / "src" / "beatwright" / "examine").rglob("*.py")
    calls = [node for path in sources for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    return {
        keyword.value.value
        for call in calls
        if isinstance(call, ast.Call) and kinds & set(ast.unparse(call.func).split("."))
        for keyword in call.keywords
        if keyword.arg == "name" and isinstance(keyword.value, ast.Constant)
    }


def test_the_names_of_a_large_room_stand_in_groups(docs_module):
    names = docs_module("public_names")
    groups = names.groups_of("data")
    assert sorted(name.name for group in groups.values() for name in group) == [
        n.name for n in names.public_names("data")
    ]
    assert len(groups) >= 4
    assert max(map(len, groups.values())) <= 25
    assert all(names.purpose_of(group).endswith(".") for group in groups if group)


def test_a_page_is_made_for_every_public_name_and_no_other(docs_module, tmp_path):
    names = docs_module("public_names")
    (tmp_path / "beatwright.core.Gone.rst").write_text("no more", encoding="utf-8")
    names.write_stubs(tmp_path)
    made = {path.stem for path in tmp_path.iterdir()}
    assert made == {name.path for room in names.ROOMS for name in names.public_names(room)}
    assert ".. autoclass:: City\n   :members:" in (tmp_path / "beatwright.core.City.rst").read_text(encoding="utf-8")
    again = "   :no-index:"
    assert again in (tmp_path / "beatwright.solver.InfeasibleError.rst").read_text(encoding="utf-8")
    assert again not in (tmp_path / "beatwright.core.InfeasibleError.rst").read_text(encoding="utf-8")

"""Nothing in a built page asks for anything outside: the walk finds every kind of load, and nothing else."""

from __future__ import annotations

import pytest

_LOADS = [
    '<script src="https://cdn.example.org/math.js"></script>',
    '<script async src="//cdn.example.org/math.js"></script>',
    '<link rel="stylesheet" href="http://example.org/a.css">',
    '<link rel="preload icon" href="https://example.org/a.woff2">',
    '<link rel="modulepreload" href="https://example.org/a.js">',
    '<img src="HTTPS://example.org/a.png">',
    '<img srcset="a.png 1x, https://example.org/b.png 2x">',
    '<iframe src="https://example.org"></iframe>',
    '<video poster="https://example.org/a.png"></video>',
    '<object data="https://example.org/a.svg"></object>',
    '<form action="https://example.org/search"></form>',
    '<svg><use xlink:href="https://example.org/a.svg#x"/></svg>',
    '<svg><image href="https://example.org/a.png"/></svg>',
    '<p style="background: url(https://example.org/a.png)">',
    "<style>@import 'https://example.org/a.css';</style>",
    '<script>fetch("https://example.org/a.json")</script>',
    '<script type="module">import x from "https://example.org/a.js"</script>',
]
_NO_LOADS = [
    '<a href="https://example.org">a link to follow</a>',
    '<link rel="canonical" href="https://example.org/">',
    '<link rel="stylesheet" href="_static/a.css">',
    '<script src="_static/a.js?v=1"></script>',
    '<img src="data:image/png;base64,AA//BB">',
    '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
    "<p>https://example.org in words</p>",
    '<script>const names = "http://www.w3.org/1998/Math/MathML"</script>',
    "<script>// see https://example.org</script>",
]


@pytest.mark.parametrize("page", _LOADS)
def test_a_load_is_found(docs_module, page):
    assert len(docs_module("outside").loads_of_html(page)) == 1


@pytest.mark.parametrize("page", _NO_LOADS)
def test_what_loads_nothing_is_not(docs_module, page):
    assert docs_module("outside").loads_of_html(page) == []


@pytest.mark.parametrize(
    "script",
    [
        'fetch("https://x.org/a")',
        "import('https://x.org/a.js')",
        'import "https://x.org/a.js"',
        'export * from "//x.org/a.js"',
        "request.open('GET', 'https://x.org/a')",
        'new Worker("https://x.org/a.js")',
        "new WebSocket('wss://x.org')",
        "script.src = `https://x.org/a.js`",
        'importScripts("https://x.org/a.js")',
        '$.getJSON("https://x.org/a.json")',
        '$.ajax({url: "https://x.org/a"})',
    ],
)
def test_a_script_that_loads_is_found(docs_module, script):
    assert len(docs_module("outside").loads_of_js(script)) == 1


@pytest.mark.parametrize(
    "sheet", ["src: url(https://x.org/a.woff)", "@import url('//x.org/a')", 'a: url( "http://x.org"']
)
def test_a_style_sheet_that_loads_is_found(docs_module, sheet):
    assert len(docs_module("outside").loads_of_css(sheet)) == 1


def test_a_folder_is_walked_whole(docs_module, tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "index.html").write_text(_LOADS[0], encoding="utf-8")
    (tmp_path / "deep" / "a.css").write_text("a { b: url(//x.org/a) }", encoding="utf-8")
    (tmp_path / "deep" / "a.js").write_text("fetch('https://x.org/a')", encoding="utf-8")
    (tmp_path / "kept.txt").write_text(_LOADS[0], encoding="utf-8")
    found = list(docs_module("outside").outside_loads(tmp_path))
    assert sorted(path.name for path, _ in found) == ["a.css", "a.js", "index.html"]

"""The report: what it says agrees with the case, it asks for nothing from outside, and it is the same every time."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from beatwright.core import Case, Certificate, Evaluation, Measure, ParameterError
from beatwright.show import write_report
from beatwright.show.report.headline import answer, tiles
from beatwright.show.report.html import render_report
from beatwright.show.report.manifest_rows import manifest_rows


class Page(HTMLParser):
    """Every element, and the text between."""

    VOID = ("meta", "img", "br", "link")

    def __init__(self, html):
        super().__init__()
        self.open, self.elements, self.words = [], [], []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def page(case):
    return Page(render_report(case, {}))


@pytest.fixture(scope="module")
def html(case, tmp_path_factory):
    return write_report(case, tmp_path_factory.mktemp("report") / "report.html").read_text("utf-8")


def test_nothing_is_asked_from_outside(html):
    page = Page(html)
    for tag, attributes in page.elements:
        assert tag not in ("script", "link", "iframe", "object", "embed", "form", "input", "svg", "base")
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        for name in ("src", "href", "srcset", "poster", "action"):
            assert attributes.get(name, "#").startswith(("#", "data:image/svg+xml;base64,"))
    assert "@import" not in html
    assert "url(" not in html


def test_the_policy_lets_in_this_style_and_pictures_only(html):
    policy = next(a["content"] for t, a in Page(html).elements if a.get("http-equiv") == "Content-Security-Policy")
    style = re.search("<style>(.*?)</style>", html, re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules == {
        "default-src": "'none'",
        "img-src": "data:",
        "style-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_the_same_case_gives_the_same_bytes(html, case, builder, tmp_path):
    assert builder() == case
    assert write_report(builder(), tmp_path / "again.html").read_text("utf-8") == html


def test_a_case_read_back_gives_the_same_report(case, tmp_path):
    again = Case.load(case.save(tmp_path / "case"))
    assert render_report(again, {}) == render_report(case, {})


def test_every_picture_has_words_and_every_table_a_caption_and_scopes(html):
    page = Page(html)
    assert all(a["alt"].strip() for tag, a in page.elements if tag == "img")
    assert sum(tag == "img" for tag, _ in page.elements) == 9
    tags = [tag for tag, _ in page.elements]
    assert tags.count("table") == tags.count("caption") >= 7
    assert all(a.get("scope") in ("row", "col") for tag, a in page.elements if tag == "th")
    assert ("html", {"lang": "en-GB"}) in page.elements


def test_shares_are_written_one_way(html):
    """The sign is held to its figure, in sentences and in tables."""
    text = re.sub(r"<[^>]*>", " ", re.sub(r"<style.*?</style>", "", html, flags=re.S)).replace("&nbsp;", "\u00a0")
    signs = re.findall(r"[^\s<>]+[ \u00a0]?%", text)
    assert len(signs) > 10
    assert [sign for sign in signs if not sign.endswith("\u00a0%")] == []


def test_headings_of_tables_do_not_break_within_words(html):
    rules = re.findall(r"([^{}]*)\{([^{}]*)\}", html[html.index("<style") : html.index("</style>")])
    of_headings = [body for names, body in rules if re.search(r"\bth\b", names)]
    assert of_headings
    assert not [body for body in of_headings if "anywhere" in body or "break-all" in body]


def test_links_lead_to_sections_that_are_there(page):
    ids = {a["id"] for _, a in page.elements if "id" in a}
    assert {a["href"][1:] for tag, a in page.elements if tag == "a"} <= ids


def test_the_answer_says_the_figures_of_the_comparison(case):
    table = case.comparison.table
    lead = answer(case)[0].replace("\u00a0", " ")
    old, new = table.loc["mean distance", [case.base, case.main]]
    share = table.loc["share within standard", case.main]
    assert lead.startswith("Six posts placed by PMedian(p=6) bring the mean distance")
    assert f"from {old:,.0f} m (“{case.base}”) to {new:,.0f} m" in lead
    assert f"(−{100 * (1 - new / old):.1f} %)" in lead
    assert f"{100 * share:.1f} %" in lead


def test_the_answer_counts_better_and_worse(case):
    table, units = case.comparison.table, case.comparison.units
    sign = units["direction"].map({"lower": 1, "higher": -1, "none": 0})
    gap = (table[case.main] - table[case.base]) * sign
    said = " ".join(answer(case))
    assert f"{int((gap < 0).sum())} are better" in said
    assert f"and {int((gap > 0).sum())} worse" in said


def test_districts_that_lose_are_named_at_the_top(case):
    old, new = (next(e for e in case.evaluations if e.plan == name) for name in (case.base, case.main))
    gap = new.table("district").frame["mean_metres"] - old.table("district").frame["mean_metres"]
    lost = gap[gap > 0]
    assert 0 < len(lost) < 4
    sentence = next(s for s in answer(case) if "districts are worse off" in s)
    assert sentence.startswith(f"{len(lost)} of {len(gap)} districts")
    assert all(f"{name} +{value:,.0f}\u00a0m" in sentence for name, value in lost.items())


def test_a_plan_judged_on_its_own_demand_is_no_independent_test(case):
    same = replace(case, heldout=case.problem)
    assert any("no independent test" in sentence for sentence in answer(same))
    assert not any("no independent test" in sentence for sentence in answer(case))


def test_another_number_of_posts_is_said(case):
    assert any("Not like for like" in sentence for sentence in answer(case))
    alike = replace(case, base=case.plans[1].name)
    assert not any("Not like for like" in sentence for sentence in answer(alike))


def test_a_plan_that_does_better_than_the_recommended_one_is_said(case):
    other = replace(case, main=case.plans[1].name)
    ahead = [s for s in answer(other) if "did better" in s]
    assert len(ahead) == 1
    assert "PMedian(p=6)" in ahead[0]


@pytest.mark.parametrize(
    ("certificate", "said"),
    [
        (None, "Nothing is proven"),
        (Certificate("optimal", 5.0, 5.0), "Proven optimal"),
        (Certificate("feasible", 110.0, 100.0), "Feasible, at most 10.00% above the optimum"),
        (Certificate("time limit", 110.0), "Time limit, nothing proven"),
    ],
)
def test_what_is_proven_is_said_and_no_more(case, certificate, said):
    plans = (*case.plans[:3], replace(case.plans[3], certificate=certificate))
    assert any(sentence.startswith(said) for sentence in answer(replace(case, plans=plans)))


@pytest.mark.parametrize(("bound", "far"), [(1e-15, True), (0.0, True), (9.0, True), (9.2, False), (100.0, False)])
def test_a_bound_that_is_far_off_is_said_to_say_little(case, bound, far):
    plans = (*case.plans[:3], replace(case.plans[3], certificate=Certificate("feasible", 100.0, bound)))
    said = " ".join(answer(replace(case, plans=plans)))
    assert ("The bound is too far off to say how good the plan is." in said) == far
    assert all(len(percent) < 6 for percent in re.findall(r"([\d,.]+)%", said))


def test_a_case_without_comparison_has_no_differences(case):
    alone = replace(case, base=case.main)
    assert all(tile.change == "" for tile in tiles(alone))
    assert "worse" not in " ".join(answer(alone))
    assert Page(render_report(alone, {})).text


def test_dropped_rows_are_counted_by_reason(page, case):
    for reason, count in case.reading.reasons.items():
        assert f"{reason} {count}" in page.text
    assert case.reading.warnings[0] in page.text
    assert "1,004 rows read, 1,000 kept" in page.text


def test_best_values_are_marked_in_words_too(page, case):
    best = case.comparison.best.to_numpy().sum()
    assert page.text.count(" best ") > best
    assert page.text.count("★") == best


def test_an_infinite_and_a_missing_figure_can_be_shown(case):
    def odd(evaluation, value):
        figures = {"worst": ("m", value), "mean wait": ("min", value), "gone": ("m", float("nan"))}
        measures = tuple(Measure(name, value, unit, "lower") for name, (unit, value) in figures.items())
        return replace(evaluation, measures=measures)

    values = (float("inf"), 2.0, 3.0, 4.0)
    strange = replace(case, evaluations=tuple(odd(e, v) for e, v in zip(case.evaluations, values, strict=True)))
    text = Page(render_report(strange, {})).text
    assert "not reached" in text
    assert "endless" in text
    assert "(n/a)" not in text
    assert "n/a" in text
    assert "nan" not in text


def test_several_judges_have_a_table_each(case):
    second = Evaluation(case.main, "Queue", (Measure("wait", 3.0, "min", "lower"),), on="2019", problem="x")
    page = Page(render_report(replace(case, evaluations=(*case.evaluations, second)), {}))
    assert "Judged by Queue" in page.text


def test_a_case_that_was_not_judged_cannot_be_shown(case, tmp_path):
    with pytest.raises(ParameterError, match="has no evaluations"):
        write_report(replace(case, evaluations=()), tmp_path / "report.html")
    with pytest.raises(ParameterError, match="was not judged"):
        write_report(replace(case, evaluations=case.evaluations[:1]), tmp_path / "report.html")
    assert not list(tmp_path.iterdir())


def test_a_manifest_of_any_shape_becomes_rows():
    deep = value = {}
    for _ in range(40):
        value["x"] = {}
        value = value["x"]
    rows = manifest_rows({"a": [], "b": {}, "c": None, "d": [1, 2], "e": deep, "f": {"g": [{"h": True}]}})
    assert rows[:4] == (("a", "", "none"), ("b", "", "none"), ("c", "", "none"), ("d", "", "1, 2"))
    assert rows[-1] == ("f", "g 1 h", "yes")
    assert len(manifest_rows({"many": {str(k): k for k in range(5000)}})) == 2001

"""An examiner in one file, this one: its finding is everywhere without anybody else knowing its kind."""

import base64
import dataclasses
import html.parser
import io
import json

import numpy as np
import openpyxl
import pandas as pd
import pytest
from matplotlib.figure import Figure

from beatwright.cli.case_printed import print_case
from beatwright.core import (
    Bar,
    BarChart,
    Case,
    Certificate,
    Column,
    Examiner,
    Finding,
    Line,
    LineChart,
    Measure,
    Panel,
    ParameterError,
    PngPicture,
    PointMap,
    Spot,
    Table,
    WeekClock,
    ZoneMap,
)
from beatwright.core.step import Step
from beatwright.show import draw_chart, write_outputs

HOSTILE = "=1+1 $\\frac{1}{$ <script>alert(1)</script> \x00"


def a_png():
    stream = io.BytesIO()
    figure = Figure(figsize=(1, 1))
    figure.add_axes((0, 0, 1, 1)).plot([0, 1], [1, 0])
    figure.savefig(stream, format="png")
    return base64.b64encode(stream.getvalue()).decode()


@dataclasses.dataclass(frozen=True)
class Nights(Step):
    """How much of the demand comes from the busiest zones.

    Parameters
    ----------
    most : int
        How many zones.
    """

    most: int = 3

    def examine(self, case, incidents):
        calls = pd.Series(case.problem.demand.expected.sum(axis=1) * 8766, index=case.problem.city.zone_ids)
        top = calls.nlargest(self.most)
        share = top.sum() / calls.sum()
        return Finding(
            "busiest",
            "The busiest zones",
            (f"{self.most} zones hold {100 * share:.1f}\u00a0% of all calls. {HOSTILE}",),
            (Measure("share of the busiest", share, "share"), Measure(HOSTILE, 1.5, "m", "lower")),
            (self.table(case, top),),
            self.charts(case, calls),
            {f"a proof {HOSTILE}": Certificate("optimal", 1.0, 1.0)},
            {"zones": list(top.index)},
            short="Busiest",
        )

    def table(self, case, top):
        columns = (
            Column("calls", top.to_numpy(), "calls/year", "none", suppression="count"),
            Column("share", (top / top.sum()).to_numpy(), "share", "higher", [np.nan, 0.5, 0.2], suppression="derived"),
            Column("rank", [1, 2, 3], suppression="none"),
            Column("word", [HOSTILE, "", "b"]),
        )
        return Table("busiest zones", top.index, columns, index_name="zone", roles=["first", "", ""], of_places=True)

    def charts(self, case, calls):
        x, y = case.problem.city.zone_xy[0]
        alt = {"alt": f"What it shows {HOSTILE}", "caption": HOSTILE}
        return (
            LineChart(name="curve", x_name=HOSTILE, panels=[Panel(HOSTILE, [Line(HOSTILE, [1, 2], [3, 4])])], **alt),
            BarChart(name="bars", bars=[Bar(HOSTILE, 2.0), Bar("b", np.inf)], axis=HOSTILE, unit="min", **alt),
            WeekClock(name="hours", counts=np.arange(168), **alt),
            ZoneMap(
                name="zones",
                zones=calls.index,
                values=calls,
                legend=HOSTILE,
                unit="calls/year",
                counts_calls=True,
                **alt,
            ),
            PointMap(name="main", spots=[Spot(x, y, HOSTILE, "better"), Spot(x, y, "2", boxed=True)], **alt),
            PngPicture(name="finished", png=a_png(), **alt),
        )


@pytest.fixture(scope="module")
def case(small_case):
    examiner = Nights()
    assert isinstance(examiner, Examiner)
    return dataclasses.replace(small_case, findings=(examiner.examine(small_case, None),))


@pytest.fixture(scope="module")
def folder(case, tmp_path_factory):
    target = tmp_path_factory.mktemp("found") / "case"
    case.save(target)
    write_outputs(case, target)
    return target


class Tags(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.seen, self.ids, self.links = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if tag == "a" and name == "href"]


def test_the_report_has_its_section(case, folder):
    text = (folder / "report.html").read_text(encoding="utf-8")
    tags = Tags(text)
    assert "script" not in tags.seen
    assert len(tags.ids) == len(set(tags.ids))
    assert "#busiest" in tags.links
    section = text[text.index('<section id="busiest">') :].split("</section>")[0]
    assert "3 zones hold" in section
    assert "\u00a0%" in section
    assert section.count("<img ") == 6
    for told in ("share of the busiest", "calls/year", "first", "proven optimal", case.findings[0].tables[0].index[0]):
        assert told in section


def test_its_pictures_replace_no_picture_of_the_case(folder):
    pictures = {path.stem for path in (folder / "pictures").iterdir()}
    assert {"main", "busiest_main", "curve", "busiest_curve", "bars", "hours", "zones", "finished"} <= pictures


def test_the_workbook_has_its_sheet(case, folder):
    rows = list(openpyxl.load_workbook(folder / "plan.xlsx")["Busiest zones"].iter_rows())
    assert [cell.value for cell in rows[0]] == ["zone", "calls", "share", "rank", "word"]
    assert [row[0].value for row in rows[1:]] == list(case.findings[0].tables[0].index)
    assert all(cell.data_type in ("s", "n") for row in rows for cell in row)
    assert [row[3].number_format for row in rows[1:]] == ["#,##0"] * 3
    assert [row[2].number_format for row in rows[1:]] == ["0.0%"] * 3


def test_a_csv_file_has_its_table(case, folder):
    table = pd.read_csv(folder / "busiest_zones.csv", dtype={"zone": str})
    np.testing.assert_allclose(table["calls"], case.findings[0].tables[0]["calls"].values)
    assert not table["word"].dropna().str.startswith("=").any()


def test_the_case_folder_has_its_json_and_reads_back(case, folder):
    values = json.loads((folder / "findings" / "busiest.json").read_text(encoding="utf-8"))
    assert values["details"] == {"zones": list(case.findings[0].tables[0].index)}
    again = Case.load(folder)
    assert again == case
    assert again.findings == case.findings
    assert again.finding("busiest")["share of the busiest"] == case.findings[0].measures[0].value
    assert dataclasses.replace(case, findings=()) != case
    with pytest.raises(KeyError, match="no finding 'busy'"):
        case.finding("busy")


def test_a_file_of_the_user_among_the_findings_is_none_of_ours(case, tmp_path):
    folder = case.save(tmp_path / "case")
    (folder / "findings" / "mine.json").write_text("{}", encoding="utf-8")
    assert Case.load(folder) == case


def test_the_command_line_tells_its_sentences(case, folder, capsys):
    print_case(case, folder)
    told = capsys.readouterr().out
    assert "\nThe busiest zones:\n  3 zones hold " in told
    assert "\x00" not in told


def test_small_counts_in_places_are_not_shown(case, tmp_path, blank_maps, monkeypatch):
    blank_maps(monkeypatch)
    most = case.findings[0].tables[0]["calls"].values[0]
    shy = dataclasses.replace(case, fewest_shown=most)
    write_outputs(shy, tmp_path)
    table = pd.read_csv(tmp_path / "busiest_zones.csv")
    assert list(table["calls"].notna()) == list(table["share"].notna()) == [True, False, False]
    assert list(table["rank"]) == [1, 2, 3]
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    section = text[text.index('<section id="busiest">') :].split("</section>")[0]
    assert section.count(f"&lt;{most:,.12g}") == 2


def test_two_findings_of_one_name_are_refused(case):
    with pytest.raises(ParameterError, match=r"one finding of a name\. Got busiest, busiest"):
        dataclasses.replace(case, findings=case.findings * 2)


def test_findings_with_parts_of_one_name_keep_all_their_files(case, tmp_path, blank_maps, monkeypatch):
    blank_maps(monkeypatch)
    other = dataclasses.replace(case.findings[0], name="maps", charts=case.findings[0].charts[1:2])
    write_outputs(dataclasses.replace(case, findings=(*case.findings, other)), tmp_path)
    assert {"busiest_zones.csv", "maps_busiest_zones.csv"} <= {path.name for path in tmp_path.iterdir()}
    assert {"bars.png", "maps_bars.png"} <= {path.name for path in (tmp_path / "pictures").iterdir()}
    assert "Busiest zones 2" in openpyxl.load_workbook(tmp_path / "plan.xlsx").sheetnames
    tags = Tags((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert len(tags.ids) == len(set(tags.ids))
    assert {"maps", "finding-maps"} <= set(tags.ids)


def test_a_map_of_zones_that_the_city_lacks_is_told(case):
    chart = ZoneMap(name="z", alt="z", zones=["nowhere"], values=[1.0], legend="z", counts_calls=False)
    with pytest.raises(ParameterError, match="does not have: nowhere"):
        draw_chart(chart, case)


@pytest.mark.parametrize("values", [[-2.0, 0.0, 3.0], [0.0, 1.0, 2.0], [np.nan, np.nan, np.nan], [5.0, 5.0, 5.0]])
def test_any_figures_of_zones_are_drawn(case, values):
    zones = case.problem.city.zone_ids[:3]
    for counts in (False, True):
        chart = ZoneMap(name="z", alt="z", zones=zones, values=values, legend="z", counts_calls=counts)
        assert draw_chart(chart, case).axes


def test_what_a_clock_counts_and_a_long_name_are_written(case):
    clock = draw_chart(WeekClock(name="c", alt="c", counts=np.ones(168), what="Calls"), case)
    assert "Calls by hour of the day" in [text.get_text() for axes in clock.axes for text in axes.texts]
    x, y = case.problem.city.zone_xy[0]
    (axes, *_) = draw_chart(PointMap(name="m", alt="m", spots=[Spot(x, y, "Main Street"), Spot(x, y, "12")]), case).axes
    beside, inside = axes.texts
    assert (beside.get_text(), inside.get_text()) == ("Main Street", "12")
    assert beside.get_color() != "white" == inside.get_color()
    assert beside.get_position()[0] > x
    assert [line.get_markersize() for line in axes.lines] == [5, 14]

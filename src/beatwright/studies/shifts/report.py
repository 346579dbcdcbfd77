"""The study of shifts as one self-contained HTML page."""

from __future__ import annotations

import html
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from beatwright.base.files.atomic_file import write_text
from beatwright.base.words import WEEKDAYS
from beatwright.studies.page import OURS, html_table, page, seconds_in_words, svg_of
from beatwright.studies.shifts.city_chain import CALLS
from beatwright.studies.shifts.published import GIVEN, PEAKS, SOURCES
from beatwright.studies.shifts.study import ShiftsStudy

__all__ = ["picture", "write_report"]

Floats = npt.NDArray[np.float64]
_INK, _GREY, _RED = "#222222", "#9a9a9a", "#d7301f"
# Okabe and Ito: told apart by anybody, and of differing lightness in grey.
_SHIFTS = ("#e69f00", "#56b4e9", "#0072b2")


def picture(study: ShiftsStudy) -> str:
    """Return the pictures as SVG: need against cover with what is short, of a week and of the city; a rotation."""
    figure = Figure(figsize=(11, 12), layout="constrained")
    places = figure.subplot_mosaic([["free", "free"], ["fixed", "fixed"], ["own", "own"], ["watch", "grid"]])
    for name, answer, starts in zip(("free", "fixed"), study.answers, study.starts.index, strict=True):
        title = f"{GIVEN} officers, shifts from {starts}: {answer.short_hours:g} officer-hours short"
        _cover(places[name], answer.need, answer.cover.astype(np.float64), title)
    free, fixed = (plan.roster for plan in study.plans)
    assert free is not None  # WeeklyShifts makes rosters
    assert fixed is not None
    short = study.same["officer-hours short"].iloc[1]
    title = f"The generated city, {fixed.officers} officers on fixed watches: {short:g} officer-hours short"
    _cover(places["own"], np.array(fixed.need, dtype=np.float64), fixed.cover, title)
    _policies(places["watch"], study.policies)
    _rotation(places["grid"], study)
    for axes in places.values():
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(colors=_GREY, labelcolor=_INK)
    return svg_of(figure)


def _cover(axes: Axes, need: Floats, cover: Floats, title: str) -> None:
    hour = np.arange(169)
    wanted, there = (np.append(line, line[-1]) for line in (need, cover))
    axes.fill_between(hour, there, wanted, where=(wanted > there).tolist(), step="post", color=_RED, label="short")
    axes.step(hour, there, where="post", color=OURS, lw=1.2, label="on duty")
    axes.step(hour, wanted, where="post", color=_INK, lw=0.9, label="needed")
    axes.set(xlim=(0, 168), ylim=0, ylabel="Officers", title=title)
    axes.set_xticks(np.arange(7) * 24 + 12, [day[:3] for day in WEEKDAYS])
    axes.vlines(np.arange(1, 7) * 24, *axes.get_ylim(), color=_GREY, lw=0.4)
    axes.legend(frameon=False, fontsize=8, ncols=3, loc="lower right")


def _policies(axes: Axes, policies: pd.DataFrame) -> None:
    place, fewest = np.arange(len(policies)), policies["fewest officers"].to_numpy(dtype=np.float64)
    free = np.array(["any start" in str(name) for name in policies.index])
    for chosen, color, label in ((free, OURS, "any hour"), (~free, _GREY, "fixed watches")):
        axes.barh(place[chosen], fewest[chosen], 0.7, color=color, label=label)
    bound = policies["proven to need at least"].to_numpy(dtype=np.float64)
    open_ = bound < fewest  # where the search was ended before its proof
    axes.plot(bound[open_], place[open_], "|", ms=9, mew=2, color=_SHIFTS[0], label="proven to need at least")
    names = [str(name).split(", ")[0] + ", " + str(name).rsplit(", ", 1)[1] for name in policies.index]
    axes.set_yticks(place, names, fontsize=7)
    axes.invert_yaxis()
    axes.set(xlabel="Fewest officers", title="Policies in the generated city")
    axes.set_xlim(0, float(np.nanmax(fewest)) * 1.35)  # room for the names of the bars
    axes.legend(frameon=False, fontsize=8, loc="lower right", title="shifts begin at", title_fontsize=8)


def _rotation(axes: Axes, study: ShiftsStudy) -> None:
    duty = study.rotation.duty
    for shift, (name, color) in enumerate(zip(study.rotation.shifts, _SHIFTS, strict=False)):
        week, day = np.nonzero(duty == shift)
        ink = "white" if shift == 2 else _INK
        axes.barh(week, 0.94, 0.9, left=day + 0.03, color=color)
        for at, number in zip(day, week, strict=True):
            axes.text(at + 0.5, int(number), name, ha="center", va="center", fontsize=7, color=ink)
    axes.set(xlim=(0, 7), ylabel="Week", title="Rotation 0103")
    axes.set_xticks(np.arange(7) + 0.5, [day[:3] for day in WEEKDAYS])
    axes.set_yticks(range(len(duty)), [str(number + 1) for number in range(len(duty))], fontsize=7)
    axes.invert_yaxis()


def write_report(study: ShiftsStudy, path: str | Path) -> Path:
    """Write the study as one HTML file that needs no network, whole or not at all; return its path."""
    shares = dict.fromkeys(["delayed by the clock", "worst hour", "delayed, simulated"], "{:.1%}")
    minutes = {"wait by the clock": "{:.2f}", "wait, simulated": "{:.3f}"}
    delayed = {str(name): "{:.1%}" for name in study.policies if "delayed" in str(name)}
    clocked = {"wait by the clock": "minutes waited, by the clock", "wait, simulated": "minutes waited, simulated"}
    sections = f"""<h2>Published covers</h2>{_timed(study.covers)}
<h2>Fewest officers for the test weeks</h2>{_timed(study.weeks)}
<p class="small">Weeks of {", ".join(map(str, PEAKS))} calls an hour at the peak, one officer a car, days off anywhere
unless it says otherwise. Known: what other programs had proven before.</p>
<h2>What free starts are worth</h2>{_timed(study.starts)}
<p class="small">{GIVEN} officers for the week of {PEAKS[0]} calls an hour. Known, ours and bound are officer-hours
short, with ten for each officer of the largest shortage.</p>
<h2>Rotations and rosters by name</h2>{_timed(study.rosters)}
<p class="small">Cost of uncovered shifts and refused wishes; a missing officer weighs 100. Of the rotation: rules
that are broken. All rules are counted by checkers that know nothing of the search.</p>
<h2>A generated city: the same officers on free starts and on fixed watches</h2>
{html_table(study.same, forms={**shares, **minutes}, headings=clocked)}
<p class="small">From recorded incidents to a forecast by the hour of the week, cars that each hour needs at two posts,
and weekly shifts of eight hours, judged on the year that was not planned on. {CALLS:g} calls behind each record are an
assumption. By the clock: every post on its own. Simulated: dispatchers send the next free car.</p>
<h2>The same city: policies side by side</h2>{html_table(study.policies, "{:,.0f}", forms=delayed)}
<p class="small">With other numbers of officers a car other cars are needed. The officers there are: as many as suffice
with shifts of eight hours from any hour on, two officers a car. Officers of 8 and 10 hours work 40 hours a week, those
of 12 hours 36.</p>
<h2>Sources</h2><ul>{"".join(f"<li>{html.escape(source)}</li>" for source in SOURCES)}</ul>"""
    heading = "Shifts and rosters: what is known, and what free starts are worth"
    return write_text(path, page("Shifts and rosters", heading, study.findings, picture(study), sections=sections))


def _timed(table: pd.DataFrame) -> str:
    forms = {"calls at the peak": "{:.0f}"}
    return html_table(table.assign(seconds=table["seconds"].map(seconds_in_words)), "{:,.0f}", forms=forms)

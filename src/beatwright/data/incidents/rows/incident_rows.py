"""A raw table -> the rows that become incidents, and the account of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base.columns.text_columns import coded
from beatwright.base.progress import Progress
from beatwright.base.words import count_of, plural
from beatwright.core.city import City
from beatwright.core.read_report import ReadReport
from beatwright.data.geometry.middle_point import middle_of
from beatwright.data.incidents.clocks.clock_warnings import clock_warnings
from beatwright.data.incidents.columns.column_mapping import ColumnMapping
from beatwright.data.incidents.columns.recognised_columns import Recognised, recognise
from beatwright.data.incidents.files.raw_table import RawTable
from beatwright.data.incidents.files.rows_below_table import drop_notes
from beatwright.data.incidents.incident_options import IncidentOptions
from beatwright.data.incidents.places.coordinates import SWAPPED, PlaceRules, Places, read_places
from beatwright.data.incidents.rows.guessed_severity import guessed_severity
from beatwright.data.incidents.rows.heaping import heaping_warnings
from beatwright.data.incidents.rows.incident_counts import incidents_fact, is_unused, read_counts
from beatwright.data.incidents.rows.incident_ids import sort_out_repeats
from beatwright.data.incidents.rows.kind_table import KindTable
from beatwright.data.incidents.rows.row_account import RowAccount
from beatwright.data.incidents.rows.row_filter import asked_for
from beatwright.data.incidents.rows.rows_left_out import loss_warnings
from beatwright.data.incidents.times.dispatch_stages import Stages, medians_of, read_stages
from beatwright.data.incidents.times.period_report import Gaps, keep_period
from beatwright.data.incidents.times.read_times import Times, precision_of, read_times
from beatwright.data.incidents.times.time_windows import Windows, resolve_window, windows_fact
from beatwright.data.incidents.times.unreadable_times import drop_times

__all__ = ["NO_KIND", "Area", "CheckedRows", "Progress", "check_rows"]


NO_KIND = "not given"
_STAGES = ("columns", "rows asked for", "times", "places", "kinds", "ids", "heaps")


@dataclass(frozen=True)
class Area:
    """Where incidents are wanted: inside a `boundary` in a projected `crs`, or in the zones of a `city`."""

    boundary: Any = None
    crs: Any = None
    city: City | None = None

    @property
    def edge(self) -> Any:
        """The boundary, or None."""
        return self.boundary if self.city is None else self.city.boundary

    @property
    def plane(self) -> Any:
        """The projected CRS, or None."""
        return self.crs if self.city is None else self.city.crs


@dataclass
class CheckedRows:
    """What a table came to.

    Parameters
    ----------
    account : RowAccount
        The account of the rows.
    found : Recognised
        The columns.
    times, places : Times, Places
        Of every row; only those of the rows kept count.
    zone : array of int32, shape (n,)
        Position of the zone; -1 where there is none, or no city was given.
    kinds : list of str
        The kinds, sorted.
    kind, rule : array of int64, shape (n,)
        Position of the kind in `kinds`, and of the rule of the table of kinds (-1: none).
    severity_class : array of int64, shape (n,)
        Position of the severity class.
    precision : str
        How finely times were recorded.
    report : ReadReport
        The account.
    gaps : tuple of pairs of datetime64[D]
        Stretches of the period without records.
    stages : mapping of str to array of datetime64[us], shape (n,)
        When each stage of a call was reached, in a file of a dispatch system.
    counts : array of int64, shape (n,)
        For how many incidents each row stands.
    windows : Windows
        Between which moments each incident happened.
    """

    account: RowAccount
    found: Recognised
    times: Times
    places: Places
    zone: npt.NDArray[np.int32]
    kinds: list[str]
    kind: npt.NDArray[np.int64]
    rule: npt.NDArray[np.int64]
    severity_class: npt.NDArray[np.int64]
    precision: str
    report: ReadReport
    gaps: Gaps = ()
    stages: Stages = field(default_factory=dict)
    counts: npt.NDArray[np.int64] = field(kw_only=True)
    windows: Windows = field(kw_only=True)

    @property
    def incident_rows(self) -> npt.NDArray[np.intp]:
        """The row of every incident, shape (m,): a row kept comes as often as it counts."""
        rows = np.flatnonzero(self.account.kept)
        return np.repeat(rows, self.counts[rows])


def check_rows(
    table: RawTable, source: IncidentOptions, mapping: Mapping[str, str], kinds: KindTable,
    area: Area, progress: Progress | None,
) -> CheckedRows:  # fmt: skip
    """Take a table through every stage; the first reason that speaks against a row is the one it is counted under."""

    def report_stage(stage: int) -> None:
        if progress is not None:
            progress(stage, len(_STAGES), _STAGES[min(stage, len(_STAGES) - 1)])

    report_stage(0)
    account, found = RowAccount(table), recognise(table, mapping)
    warnings = [*table.warnings, *found.warnings]
    report_stage(1)
    _drop_unasked(account, source)
    counted = found.heading("count") if source.counts == "auto" else ""
    counts, count_warnings = read_counts(account, counted, mapped=bool(mapping.get("count")))
    warnings += count_warnings
    found = found.without("count") if is_unused(count_warnings) else found
    report_stage(2)
    times, zone = _times(table, found, source)
    windows, found = resolve_window(
        table, found, times, source, _zone(found, source), mapped=bool(ColumnMapping(mapping).columns.get("time_end"))
    )
    drop_times(account, found.heading("time"), times, source.period)
    warnings += times.warnings
    report_stage(3)
    places = read_places(account, found, _place_rules(source, zone), boundary=area.edge, crs=area.plane)
    warnings += places.warnings
    zones = _zones(account, places, area.city)
    report_stage(4)
    names, kind, rule, classes = _kinds(account, found, kinds, source.unknown_kind, warnings=warnings)
    report_stage(5)
    order = (times.values.astype(np.int64), places.x, places.y, kind, -classes)
    warnings += sort_out_repeats(
        account, found.heading("id"), order, duplicates=source.duplicates, offences=source.offences
    )
    report_stage(6)
    warnings += loss_warnings(account, found, reported=[SWAPPED])
    gaps, period_warnings, period = keep_period(
        account, times.values, source.period, account.texts_of(found.heading("time"))
    )
    warnings += period_warnings
    kept = account.kept
    guessed, doubts = guessed_severity(rule, kept)
    warnings += doubts
    precision = precision_of(times.values[kept], times.month_only[kept])
    warnings += _heaps(times, places, kind, kept, precision=precision)
    warnings += clock_warnings(account, found, times, places, known=(precision, zone, source.midnight))
    facts = _facts(table, found, times, places, zone=zone, precision=precision) | period | guessed
    stages = _stages(table, found, times, source, zone=zone)
    if stages:
        facts["stages of calls"] = medians_of({stage: values[kept] for stage, values in stages.items()})
    facts |= {**incidents_fact(counts[kept], counted), **windows_fact(windows, kept)}
    report = _report(account, found, source.path.name, warnings, facts=facts)
    report_stage(7)
    return CheckedRows(
        account=account,
        found=found,
        times=times,
        places=places,
        zone=zones,
        kinds=names,
        kind=kind,
        rule=rule,
        severity_class=classes,
        precision=precision,
        report=report,
        gaps=gaps,
        stages=stages,
        counts=counts,
        windows=windows,
    )


def _place_rules(source: IncidentOptions, zone: str) -> PlaceRules:
    return PlaceRules(
        source.crs, source.swapped == "mend", source.mend == "coordinates", decimal=source.decimal, timezone=zone
    )


def _times(table: RawTable, found: Recognised, source: IncidentOptions) -> tuple[Times, str]:
    """Return the times of the rows, and the time zone where one is given, known of the portal or named in the file."""
    zone = _zone(found, source)
    times = read_times(
        table,
        found,
        source.day_first,
        zone,
        half_converted=source.half_converted,
        midnight=source.midnight,
        utc=source.utc,
    )
    return times, zone or times.timezone


def _zone(found: Recognised, source: IncidentOptions) -> str:
    return source.timezone or (found.portal.timezone if found.portal else "")


def _drop_unasked(account: RowAccount, source: IncidentOptions) -> None:
    drop_notes(account)
    if source.where:
        account.drop(~asked_for(account.table, source.where), "not asked for")


def _zones(account: RowAccount, places: Places, city: City | None) -> npt.NDArray[np.int32]:
    zones = np.full(len(account.kept), -1, dtype=np.int32)
    if city is None or not account.kept.any():
        return zones
    rows = np.flatnonzero(account.kept)
    _, first, inverse = np.unique(places.spot[rows], return_index=True, return_inverse=True)
    at = rows[first]
    zones[rows] = city.locate(places.x[at], places.y[at])[inverse]
    account.drop(zones < 0, "in no zone")
    return zones


def _kinds(
    account: RowAccount, found: Recognised, table: KindTable, unknown: str, warnings: list[str]
) -> tuple[list[str], npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the kinds sorted, and of every row the kind, the rule and the class."""
    heading = found.heading("kind")
    if not heading:
        warnings.append("The file has no column of kinds, so every incident is in the least severe class.")
        zeros = np.zeros(len(account.kept), dtype=np.int64)
        return [NO_KIND], zeros, zeros - 1, zeros
    codes, texts = coded(account.table.columns.column(heading))
    names = [*texts.to_pylist(), NO_KIND]
    order = np.argsort(np.array(names, dtype=object), kind="stable")
    rank = np.empty(len(names), dtype=np.int64)
    rank[order] = np.arange(len(names))
    rules = table.rule_of(names[:-1])
    rules = np.append(rules, -1)
    classes = np.append(table.classes, -1)[rules]
    _warn_of_unknown_kinds(account, codes, names, classes, table=table, unknown=unknown, warnings=warnings)
    if unknown != "drop":
        classes = np.where(classes < 0, 0 if unknown == "least" else table.severity.position(unknown), classes)
    else:
        account.drop(classes[codes] < 0, "unknown kind", account.texts_of(heading))
    return [names[i] for i in order], rank[codes], rules[codes], classes[codes]


def _warn_of_unknown_kinds(
    account: RowAccount, codes: npt.NDArray[np.int64], names: list[str], classes: npt.NDArray[np.int64],
    table: KindTable, unknown: str, warnings: list[str],
) -> None:  # fmt: skip
    counts = np.bincount(codes[account.kept] % len(names), minlength=len(names))
    strange = np.flatnonzero((classes < 0) & (counts > 0))
    if not len(strange):
        return
    most = sorted(strange, key=lambda i: (-counts[i], names[i]))
    shown = ", ".join(f"{names[i][:60]} ({counts[i]:,})" for i in most[:8]) + (", ..." if len(most) > 8 else "")
    name = table.severity.names[0] if unknown == "least" else unknown
    rows = int(counts[strange].sum())
    fate = "left out" if unknown == "drop" else f"taken as '{name}'"
    warnings.append(
        f"{count_of(rows, 'row')} of {count_of(len(strange), 'kind')} that the table of kinds does not know "
        f"{plural(rows, 'is', 'are')} {fate}: {shown}."
    )


def _heaps(
    times: Times, places: Places, kind: npt.NDArray[np.int64], kept: npt.NDArray[np.bool_], precision: str
) -> tuple[str, ...]:
    return heaping_warnings(
        times.values[kept],
        places.spot[kept],
        kind[kept],
        places.x[kept],
        y=places.y[kept],
        precision=precision,
        crs=places.crs,
        clocked=times.has_clock[kept],
    )


def _stages(table: RawTable, found: Recognised, times: Times, source: IncidentOptions, zone: str) -> Stages:
    return read_stages(
        table,
        found,
        times.values,
        day_first=source.day_first,
        timezone=zone,
        half_converted=source.half_converted,
    )


def _report(
    account: RowAccount, found: Recognised, source: str, warnings: list[str], facts: dict[str, Any]
) -> ReadReport:
    return ReadReport(
        source=source,
        read=account.table.read,
        kept=int(account.kept.sum()),
        reasons=account.reasons,
        dropped=account.dropped(),
        warnings=tuple(warnings),
        facts=facts,
        columns=dict(found.mapping.columns),
    )


def _facts(
    table: RawTable, found: Recognised, times: Times, places: Places, zone: str, precision: str
) -> dict[str, Any]:
    facts = dict(table.facts)
    if found.portal:
        facts["portal"] = found.portal.name
    facts["columns"] = ", ".join(f"{role} = '{heading}'" for role, heading in found.mapping.columns.items())
    if found.notes:
        facts["choices"] = "; ".join(found.notes)
    facts["time"] = times.rule
    if zone:
        facts["time zone"] = zone
    facts["precision"] = precision
    facts["place"] = places.rule
    authority = places.crs.to_authority()
    facts["CRS"] = f"{':'.join(authority)} ({places.crs.name})" if authority else places.crs.name
    if middle := middle_of(places.x, places.y, places.crs):
        facts["middle of the rows"] = middle
    return facts

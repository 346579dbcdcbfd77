"""Dates and times of day as languages, spreadsheets and programs write them -> as most files do."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pyarrow.compute as pc

from beatwright.base.columns.text_columns import plain_digits
from beatwright.data.incidents.dates.loose_forms import loosened, may_fit

__all__ = ["digits_apart", "six_digits", "tidy_clock", "usual_dates", "with_points"]

Forms: TypeAlias = tuple[tuple[str, str], ...]

_BEFORE = r"(?:à|a\s+las?|às|as|um|alle(?:\s+ore)?|ore|kl\.?|klo|at|om|o\s+godz\.?|στις|в)"
_DAY_IN_FRONT = r"^((?:\p{L}+\.?,?\s+)?)"
_DATES = (
    (r"^'", ""),
    (r'^="?([^"]*)"?$', r"\1"),
    (
        r"(?i)^(?:between|from|entre|zwischen|de|desde|von)\s+(.+?)\s+(?:and|to|until|y|e|et|und|à|a|hasta|bis)\s+.*$",
        r"\1",
    ),
    (r"^([0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.]+Z?)?)/[0-9]{4}-?[0-9]{2}.*$", r"\1"),
    (r"(?i)\s*\[?\b(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc|US)/[A-Za-z_/+0-9-]+\]?$", ""),
    (r"\[(?:UTC|GMT|Z)\]$", ""),
    (r"(?i)\s+\(?(?:eastern|central|mountain|pacific|alaska|hawaii)(?:\s+(?:standard|daylight))?(?:\s+time)?\)?$", ""),
    (r"\s*\((?:GMT|UTC)\s?([+-][0-9]{1,2}:?[0-9]{2})\)$", r" \1"),
    (r"^([0-9]{4})[_ ]([0-9]{1,2})[_ ]([0-9]{1,2})([ _T]|$)", r"\1-\2-\3 "),
    (r"^([0-9]{1,2})[_ ]([0-9]{1,2})[_ ]([0-9]{4})([ _T]|$)", r"\1/\2/\3 "),
    (r"^([0-9]{4})\.\s*([0-9]{1,2})\.\s*([0-9]{1,2})\.(\s+|$)", r"\1-\2-\3 "),
    (rf"{_DAY_IN_FRONT}([0-9]{{1,2}})\.\s+([0-9]{{1,2}})\.\s*([0-9]{{4}}|[0-9]{{2}})\.?([\s,]|$)", r"\1\2.\3.\4\5"),
    (r"^([0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4})\.([\s,]|$)", r"\1\2"),
    (r"(?i)([0-9])(?:st|nd|rd|th)\s+(?:of\s+)?(\p{L})", r"\1 \2"),
    (r"()\s['’]([0-6][0-9])([\s,]|$)", r"\1 20\2\3"),
    (r"()\s['’]([7-9][0-9])([\s,]|$)", r"\1 19\2\3"),
    (r"^([0-9]{4})\s*[年년]\s*([0-9]{1,2})\s*[月월]\s*([0-9]{1,2})\s*[日일号號]\s*", r"\1-\2-\3 "),
    (r"\s*[(（][月火水木金土日一二三四五六월화수목금토일][)）]", ""),
    (rf"(?i)[,\s]+{_BEFORE}\s+([0-9])", r" \1"),
    (r"([0-9]{4})\s*(?:г\.?|года|р\.?|року)([,\s]|$)", r"\1\2"),
    (r"\s+\((?:[A-Za-z ]+ [Tt]ime|[A-Z]{2,5})\)$", ""),
    (r"(?:GMT|UTC)\s?([+-][0-9]{2}:?[0-9]{2})", r"\1"),
    # Java: Fri Jul 07 20:39:00 CDT 2023
    (
        r"^(?:\p{L}{2,4}\s+)?(\p{L}{3,9})\s+([0-9]{1,2})\s+([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)"
        r"(?:\s+(\p{Lu}{2,5}|[+-][0-9]{2}:?[0-9]{2}))?\s+([0-9]{4})$",
        r"\1 \2 \5 \3 \4",
    ),
    (r"\s+$", ""),
)
_HOURS = r"[0-9]{1,2}(?::[0-9]{2}){0,2}"
_CLOCKS = (
    ("[\u00a0\u2007\u2009\u202f\u3000]", " "),
    (r"^'", ""),
    (r"^T([0-9]{1,2}:?[0-9]{2})", r"\1"),
    (
        r"(?i)^(?:~|≈|approx(?:imately|\.)?|about|around|circa|ca\.?|c\.|aprox\.?|vers|gegen|um(?:\s+ca\.?)?)\s*([0-9])",
        r"\1",
    ),
    (r"^0 days?\s+([0-9]{1,2}:)", r"\1"),
    (r"^P(?:0D)?T([0-9]{1,2})H([0-9]{1,2})M(?:[0-9.]+S)?$", r"\1:\2"),
    (r"^P(?:0D)?T([0-9]{1,2})H(?:[0-9.]+S)?$", r"\1:00"),
    (r"^P(?:0D)?T([0-9]{1,2})M(?:[0-9.]+S)?$", r"0:\1"),
    (r"(?i)(^|[T,\s])([0-9]{1,2})([0-9]{2})\s*(?:h|hs|hrs?|hours?|horas?|uhr)\.?$", r"\1\2:\3"),
    (r"([0-9]{1,2})\s*ч\.?\s*([0-9]{1,2})\s*(?:мин|м)\.?$", r"\1:\2"),
    (r"([0-9]{1,2})\s*[時时點点시]\s*(?:台|대)$", r"\1:00"),
    (r"([0-9]{1,2})\s*[時时點点시]\s*[-~～〜–]\s*", r"\1:00-"),
    (r"(?:午前|上午|오전)\s*([0-9:]+(?:[時时點点시][0-9分분초秒 ]*)?)", r"\1 AM"),
    (r"(?:午後|下午|오후)\s*([0-9:]+(?:[時时點点시][0-9分분초秒 ]*)?)", r"\1 PM"),
    (r"([0-9]{1,2})\s*[時时點点시]\s*([0-9]{1,2})\s*[分분]\s*([0-9]{1,2})\s*[秒초]", r"\1:\2:\3"),
    (r"([0-9]{1,2})\s*[時时點点시]\s*([0-9]{1,2})\s*[分분]", r"\1:\2"),
    (r"([0-9]{1,2})\s*[時时點点시]( [AP]M)?$", r"\1:00\2"),
    (r"((?:^| )[0-9]{1,2}):([0-9])( [AP]M|:|$)", r"\1:0\2\3"),
    (r"(:[0-9]{2}):([0-9])( [AP]M|$)", r"\1:0\2\3"),
    (
        r"(?i)(^|[T,\s])([0-9]{1,2})\s*(?:h|heures?|horas?|hours?|uhr|uur)\s*(?:et\s+|y\s+|und\s+)?([0-9]{2})"
        r"(?:\s*m(?:i?n(?:ut[aeo]s)?)?\.?)?$",
        r"\1\2:\3",
    ),
    (r"(?i)(^|[T,\s])([0-9]{1,2})\s*(?:h|hs|hrs?|hours?|horas?|heures?|uhr)\.?$", r"\1\2:00"),
    (r"(?i)([0-9])\s*(?:h|hs|hrs?|hours?|horas|uhr)\.?$", r"\1"),
    (r"(?i)^(?:12\s*(?::00)?\s*)?(?:noon|midday|mediod[ií]a|meio[- ]dia|midi|mittag)$", "12:00"),
    (r"(?i)^(?:12\s*(?::00)?\s*)?(?:midnight|medianoche|meia[- ]noite|minuit|mitternacht)$", "0:00"),
    (r"([0-9])\s*(?:م|مساء|مساءً|μ\.?\s*μ\.?)$", r"\1 PM"),
    (r"([0-9])\s*(?:ص|صباحا|صباحاً|π\.?\s*μ\.?)$", r"\1 AM"),
    (rf"((?:^|[T,\s]){_HOURS})\s*([AaPp])\.?$", r"\1 \2M"),
    (r"(?i)\s+del?\s+", " "),
)
_CLOCK = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"
_USUAL = (
    rf"^(?:[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[T ]{_CLOCK}Z?)?"
    rf"|[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{4}}(?: {_CLOCK}(?: [AP]M)?)?"
    rf"|{_CLOCK}(?: [AP]M)?|-?[0-9]+(?:\.[0-9]+)?)?$"
)
_NUMBERS = (
    (r"^([0-9]{5}),([0-9]+)$", r"\1.\2"),
    (r"^([0-9]{2}),([0-9]{3}\.[0-9]+)$", r"\1\2"),
    (r"^([0-9]{1,3}),([0-9]{3}),([0-9]{3}),([0-9]{3})$", r"\1\2\3\4"),
    (r"^([0-9]),([0-9]{3}),([0-9]{3}),([0-9]{3}),([0-9]{3})$", r"\1\2\3\4\5"),
    (r"^/Date\(([0-9]{9,13})(?:[+-][0-9]{4})?\)/$", r"\1"),
)
_YEAR_FIRST = r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$"
_YEAR_LAST = r"^([0-3]?[0-9])([0-3][0-9])((?:19|20)[0-9]{2})$"
_SIX = r"^([0-9]{2})([0-9]{2})([0-9]{2})(\s.*)?$"
_MOST = 0.9


def usual_dates(texts: Any) -> Any:
    """Return dates with their parts as most files write them.

    Parameters
    ----------
    texts : pyarrow array of text, shape (n,)

    Examples
    --------
    >>> import pyarrow as pa
    >>> usual_dates(pa.array(["2023年8月9日 1時30分", "Fri Jul 07 20:39:00 CDT 2023", "9/4/2023 à 21:54"])).to_pylist()
    ['2023-8-9 1:30', 'Jul 07 2023 20:39:00 CDT', '9/4/2023 21:54']
    """
    return tidy_clock(_respelt(texts, _DATES))


def tidy_clock(texts: Any) -> Any:
    """Write blanks and hours as most files do: 14h30, 14 h, 14:30 Uhr, noon, and no-break spaces.

    >>> import pyarrow as pa
    >>> tidy_clock(pa.array(["14h30", "9 h", "14:30 Uhr", "noon", "1:05 p.\u202fm."])).to_pylist()
    ['14:30', '9:00', '14:30', '12:00', '1:05 p. m.']
    """
    return _respelt(texts, _CLOCKS)


def _respelt(texts: Any, forms: Forms) -> Any:
    """Replace one form after the other; a column that is as most files write it is spared all of them."""
    texts = plain_digits(texts)
    if pc.all(pc.match_substring_regex(texts, _USUAL)).as_py() is not False:
        return texts
    for form, usual in forms:
        if may_fit(texts, form, loosened(form)):
            texts = pc.replace_substring_regex(texts, form, usual)
    return texts


def with_points(texts: Any) -> Any:
    """Return days of a spreadsheet with a point before their fraction, where a comma stands.

    Numbers of milliseconds lose their commas, and what .NET puts around them.

    >>> import pyarrow as pa
    >>> with_points(pa.array(["45147,0625", "1,5", "45,147.25", "/Date(1708562640000)/"])).to_pylist()
    ['45147.0625', '1,5', '45147.25', '1708562640000']
    """
    for form, usual in _NUMBERS:
        texts = pc.replace_substring_regex(texts, form, usual)
    return texts


def digits_apart(texts: Any, asked: str = "auto") -> Any:
    """Take dates of six digits apart, and dates of eight whose year comes last, such as 31122023.

    Parameters
    ----------
    texts : pyarrow array of text, shape (n,)
    asked : {"auto", "yes", "no", "ymd"}
        As for `six_digits`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> digits_apart(pa.array(["31122023", "1012024"])).to_pylist(), digits_apart(pa.array(["20231231"])).to_pylist()
    (['31/12/2023', '1/01/2024'], ['20231231'])
    """
    texts = six_digits(texts, asked)
    if not len(texts) or _where(texts, _YEAR_FIRST).any() or _where(texts, _YEAR_LAST).mean() < _MOST:
        return texts
    return pc.replace_substring_regex(texts, _YEAR_LAST, r"\1/\2/\3")


def six_digits(texts: Any, asked: str = "auto") -> Any:
    """Take dates of six digits, such as 220105, apart into 22-01-05; return others, and months (202201), as they are.

    Parameters
    ----------
    texts : pyarrow array of text, shape (n,)
    asked : {"auto", "yes", "no", "ymd"}
        The order that the user names; "ymd" says that they are no months.

    Examples
    --------
    >>> import pyarrow as pa
    >>> six_digits(pa.array(["220105", "220231"])).to_pylist(), six_digits(pa.array(["202201", "202212"])).to_pylist()
    (['22-01-05', '22-02-31'], ['202201', '202212'])
    """
    if not len(texts):
        return texts
    shaped = _where(texts, _SIX)
    months = _where(texts, r"^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])$")
    days = _where(texts, r"^[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:\s|$)")
    meant = asked == "ymd" and bool(days[shaped].all())
    if shaped.mean() < _MOST or (bool(months[shaped].all()) and not meant):
        return texts
    return pc.replace_substring_regex(texts, _SIX, r"\1-\2-\3\4")


def _where(texts: Any, form: str) -> Any:
    return np.asarray(pc.fill_null(pc.match_substring_regex(texts, form), False).to_numpy(zero_copy_only=False))

"""Names of months and days of the week in the languages of the files that are read."""

from __future__ import annotations

import unicodedata

__all__ = ["DAY_NAME", "month_of"]

# Names and short names, without accents: English, Spanish, Portuguese, French, German, Italian, Dutch; Russian,
# Ukrainian; Greek; Arabic; Turkish.
_NAMES = (
    "january jan enero ene janeiro janvier janv januar jan gennaio gen janner januari января январь янв січня січ "
    "ιανουαριου ιανουαριος ιαν يناير ocak oca",
    "february feb febrero fevereiro fev fevrier fevr februar febbraio februari февраля февраль фев февр лютого лют "
    "φεβρουαριου φεβρουαριος φεβ فبراير subat sub",
    "march mar marzo marco mars marz maerz mrz maart mrt марта март мар березня бер μαρτιου μαρτιος μαρ مارس mart",
    "april apr abril abr avril avr aprile апреля апрель апр квітня квіт απριλιου απριλιος απρ ابريل nisan nis",
    "may mayo maio mai maggio mag mei мая май травня трав μαιου μαιος μαι مايو mayis",
    "june jun junio junho juin juni giugno giu июня июнь июн червня черв ιουνιου ιουνιος ιουν يونيو haziran haz",
    "july jul julio julho juillet juil juill juli luglio lug июля июль июл липня лип ιουλιου ιουλιος ιουλ يوليو temmuz "
    "tem",
    "august aug agosto ago aout aou augustus августа август авг серпня серп αυγουστου αυγουστος αυγ اغسطس agustos agu",
    "september sep sept septiembre setiembre setembro set septembre settembre сентября сентябрь сен сент вересня вер "
    "σεπτεμβριου σεπτεμβριος σεπ σεπτ سبتمبر eylul eyl",
    "october oct octubre outubro out octobre oktober okt ottobre ott октября октябрь окт жовтня жовт οκτωβριου "
    "οκτωβριος οκτ اكتوبر ekim eki",
    "november nov noviembre novembro novembre ноября ноябрь ноя нояб листопада лист νοεμβριου νοεμβριος νοε نوفمبر "
    "kasim kas",
    "december dec diciembre dic dezembro dez decembre dezember dicembre декабря декабрь дек грудня груд δεκεμβριου "
    "δεκεμβριος δεκ ديسمبر aralik ara",
)
_LONG = "mon tue wed thu fri sat sun lun mar mi[eé] mer jue jeu vie ven s[aá]b sam dom dim gio seg ter qua qui sex"
_OTHER = (
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag пон вто сре чет пят суб вос δευ τρ[ιί] τετ "
    "π[εέ]μ παρ σ[αά]β κυρ ال"
)
_SHORT = "mo di mi do fr sa so пн вт ср чт пт сб вс нд"
DAY_NAME = (
    rf"(?:(?:(?i:{'|'.join((*_LONG.split(), *_OTHER.split()))})[\p{{L}}\p{{M}}-]*|(?i:{'|'.join(_SHORT.split())}))"
    r"\.?[,،]?\s+)?"
)
"""The day of the week before a date, as a regular expression."""


def _bare(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


_MONTHS = {_bare(name): number for number, names in enumerate(_NAMES, 1) for name in names.split()}


def month_of(name: str) -> int:
    """Return the number of a month by its name or short name, with or without accents; -1 where it is none.

    >>> month_of("août"), month_of("Июля"), month_of("Smarch")
    (8, 7, -1)
    """
    return _MONTHS.get(_bare(name), -1)

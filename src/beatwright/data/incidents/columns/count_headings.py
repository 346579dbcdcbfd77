"""Headings of several words that say for how many incidents a row stands: "Anzahl der Fälle", "Cantidad de delitos"."""

from __future__ import annotations

from beatwright.data.incidents.columns.column_headings import plain_heading, words_of

__all__ = ["is_count"]


def _words(text: str) -> frozenset[str]:
    return frozenset(map(plain_heading, text.split()))


_COUNTS = _words("""
    count counts total totals totales totais sum summe anzahl gesamtzahl fallzahl cantidad quantidade qtd qtde conteo
    contagem conteggio quantita effectif aantal antal liczba suma soma somme sayı adet počet
    σύνολο πλήθος количество всего
    件数 件數 数量 數量 合計 总数 總數 건수 합계 العدد
""")
# They are numbers of a row as well ("Case Number"), so that only several incidents make them counts.
_NUMBERS = _words("number num no nr nb nbr n número numero nro nombre numéro число عدد")
_SEVERAL = _words("""
    incidents offences offenses crimes cases calls events records delitos hechos casos incidentes robos registros
    ocorrências crimes denúncias denuncias faits infractions délits plaintes Fälle Faelle Straftaten Delikte Taten
    Vorfälle Einsätze reati delitti episodi brott misdrijven incidenten delicten przestępstw suç преступлений случаев
    происшествий εγκλημάτων αδικημάτων περιστατικών الجرائم الحوادث
""")
_ONE = _words("incident offence offense crime case call event record delito hecho caso incidente fait reato")
_BETWEEN = _words("of the a der die des von de del los las do da dos das di dei du d in per by for reported recorded")


def is_count(heading: str) -> bool:
    """Say whether a heading is that of a number of incidents; what else is counted (victims, units) is none.

    Examples
    --------
    >>> is_count("Anzahl der Fälle"), is_count("Nº de faits"), is_count("ocorrencias"), is_count("Case Count")
    (True, True, True, True)
    >>> is_count("Case Number"), is_count("Victim Count"), is_count("Número"), is_count("Incident")
    (False, False, False, False)
    """
    words = words_of(heading) - _BETWEEN
    if not words or words - _COUNTS - _NUMBERS - _SEVERAL - _ONE:
        return False
    return bool(words & _COUNTS or words & _SEVERAL)

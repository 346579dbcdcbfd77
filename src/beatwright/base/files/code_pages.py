"""In which script, and so in which code page, bytes that are not UTF-8 are written.

Every code page gives the same bytes another text. The one whose text is the most likely, letter by letter, by how often
the letters of its language occur, is chosen (a unigram model; the second letter in rank is taken as somewhat rarer than
the first, as Zipf found). A capital behind a small letter counts as unlikely.
"""

from __future__ import annotations

import math
import re
from functools import cache

__all__ = ["PAGES", "script_page"]

_RUSSIAN = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєўґђјљњћџ"
_GREEK = "αοιετσνηυρπκμλςίάόέήδωγύθχώφβξζψϊΐϋΰ"
_HEBREW = "יוהלאמתרבשנדחקעכפםטגצןזסךףץ"
_ARABIC = "اليمنرتبسعدةقهوفحكجشطخصضزءأإذغثظىؤئآپچژگک"
_THAI = "านรอกเงมยลวดทสตะปบคหไแพจชขใโผศษณธฐฎถภญซฉฟัิีึืุู็่้์ำๆ"
_KANA = "のにをはがでとたしるてれりいかなすさもつどうトンスリルイアクロドシカラジ"
_JAPANESE = _KANA + "日月年時分区市町丁目番号県名種別罪発生場所窃盗自転車強傷害侵入住宅事件緯度経交通大人東京中央"
_KOREAN = "이다의에는가을고하지도사기로서시한자정인대일구동주전상절강살폭행위경발생범죄수소시간류유형건장날짜명종"
_SIMPLE = "的一是在不了有和人这中大为上个国时来生到地出分对成发年动同种面方"
_SIMPLE += "定行法所民得经盗窃抢劫伤害案件日期间类型纬度区街路市号月名侵入"
_TRADITIONAL = "的一是在不了有和人這中大為上個國時來生到地出分對成發年動同種面方"
_TRADITIONAL += "定行法所民得經竊盜搶奪強傷害毀損案件日期間類型緯度區街路號巷市縣月"
_MARKS = "«»№–—’‘“”…°·、。・ー"

# Code page -> its name, the letters of its language by frequency, and the block of its other letters.
_MODELS: dict[str, tuple[str, str, str]] = {
    "cp1251": ("Windows-1251", _RUSSIAN, ""),
    "koi8-r": ("KOI8-R", _RUSSIAN, ""),
    "cp866": ("CP866", _RUSSIAN, ""),
    "iso8859-5": ("ISO 8859-5", _RUSSIAN, ""),
    "cp1253": ("Windows-1253", _GREEK, ""),
    "iso8859-7": ("ISO 8859-7", _GREEK, ""),
    "cp1255": ("Windows-1255", _HEBREW, ""),
    "iso8859-8": ("ISO 8859-8", _HEBREW, ""),
    "cp1256": ("Windows-1256", _ARABIC, ""),
    "iso8859-6": ("ISO 8859-6", _ARABIC, ""),
    "cp874": ("Windows-874", _THAI, ""),
    "cp932": ("Shift JIS (Windows-932)", _JAPANESE, "\u3041\u30fa\u4e00\u9fa5"),
    "euc-jp": ("EUC-JP", _JAPANESE, "\u3041\u30fa\u4e00\u9fa5"),
    "cp949": ("EUC-KR (Windows-949)", _KOREAN, "\uac00\ud7a3"),
    "gb18030": ("GB 18030", _SIMPLE, "\u4e00\u9fa5"),
    "big5": ("Big5", _TRADITIONAL, "\u4e00\u9fa5"),
}
PAGES = {page: name for page, (name, _, _) in _MODELS.items()}
"""Code pages of scripts other than the Latin one, and what they are called."""

_HEAD = 1 << 15
_OFFSET = 3.0
_ODD, _OTHER, _MARK, _CASE = math.log(1e-6), math.log(1e-4), math.log(5e-3), -3.0
# Letters of an average text of any of these languages are more likely than this, those of a wrong guess less.
_LEAST = -4.4
_HALF, _MOST_MIXED = 0.5, 0.2
_HIGH = re.compile(rb"[\x80-\xff]+")
_MIXED = re.compile(rb"[A-Za-z][\x80-\xff]+|[\x80-\xff]+[A-Za-z]")
_TWO_BYTES = ("cp932", "euc-jp", "cp949", "gb18030", "big5")


def script_page(data: bytes) -> str:
    """Return the code page of text in another script than the Latin one; empty where it is none.

    Parameters
    ----------
    data : bytes
        Not UTF-8.

    Examples
    --------
    >>> script_page("Κλοπή, Ληστεία".encode("cp1253")), script_page("窃盗 自転車".encode("cp932"))
    ('cp1253', 'cp932')
    >>> script_page("Müller, Größe".encode("cp1252"))
    ''
    """
    head = _whole_lines(data)
    if not _runs(head):
        return ""
    possible = _TWO_BYTES if _among_plain(head) else PAGES
    scores = {page: _score(head, page) for page in possible}
    ranked = [page for page in sorted(scores, key=lambda page: -scores[page]) if scores[page] >= _LEAST]
    return next((page for page in ranked if _decodes(data, page)), "")


def _decodes(data: bytes, page: str) -> bool:
    try:
        data.decode(page)
    except UnicodeDecodeError:
        return False
    return True


def _whole_lines(data: bytes) -> bytes:
    """Return the lines with other than plain letters, up to a limit."""
    lines = [line for line in data[: _HEAD * 16].split(b"\n") if not line.isascii()]
    if len(lines) > 1 and len(data) > _HEAD * 16:
        lines.pop()  # cut in the middle of a letter, maybe
    kept, size = [], 0
    for line in lines:
        kept.append(line)
        size += len(line)
        if size > _HEAD:
            break
    return b"\n".join(kept)


def _runs(head: bytes) -> bool:
    """Say whether bytes over 127 stand beside each other, as in words of one script; Western accents stand alone."""
    runs = [len(run) for run in _HIGH.findall(head)]
    return sum(size for size in runs if size > 1) > _HALF * sum(runs)


def _among_plain(head: bytes) -> bool:
    """Say whether words mix bytes over 127 with plain letters: ação, but not one letter of another alphabet."""
    return len(_MIXED.findall(head)) > _MOST_MIXED * len(_HIGH.findall(head))


def _score(head: bytes, page: str) -> float:
    """Return the mean logarithm of the likelihood of the bytes over 127; minus infinity where it cannot be decoded."""
    try:
        text = head.decode(page)
    except UnicodeDecodeError:
        return -math.inf
    table, (low, high) = _table(page), _block(page)
    total, size, before = 0.0, 0, ""
    for letter in text:
        if not letter.isascii():
            known = table.get(letter.lower())
            total += known if known is not None else _OTHER if low <= letter <= high else _ODD
            total += _CASE if before.islower() and letter.isupper() else 0.0
            size += len(letter.encode(page, errors="replace"))
        before = letter
    return total / size if size else -math.inf


@cache
def _table(page: str) -> dict[str, float]:
    letters = dict.fromkeys(_MODELS[page][1])
    weights = {letter: 1 / (rank + _OFFSET) for rank, letter in enumerate(letters)}
    whole = sum(weights.values())
    return dict.fromkeys(_MARKS, _MARK) | {letter: math.log(weight / whole) for letter, weight in weights.items()}


def _block(page: str) -> tuple[str, str]:
    """Return the first and last letter of the rarer ones; those of Japanese have kana before them."""
    block = _MODELS[page][2]
    return (block[0], block[-1]) if block else ("\uffff", "\uffff")
